//! How tests are run, where something else than usual is wanted.

use std::sync::Arc;
use std::time::Duration;

use super::owner::Owner;
use super::reporter::{Reporter, Terminal};

/// The environment variable that holds another seed to start from, if nothing else is said.
const SEED_VARIABLE: &str = "TOKIO_LAB_SEED";

/// The seed that variation starts from when nobody asks for another.
const FIXED_SEED: u64 = 1;

/// How a test is run: its limits, what it may leave behind, how it is reported.
///
/// [`virtual_time`](crate::virtual_time) and its like run a test with the usual settings. The
/// methods of the same names run it with these, and `#[tokio_lab::test(…)]` takes each setting by
/// its name.
///
/// ```
/// use tokio_lab::{Lab, Settings, failure_of, secs};
///
/// let report = failure_of(|| {
///     Settings::new()
///         .horizon(secs(60))
///         .virtual_time(async |_lab: Lab| std::future::pending().await);
/// });
/// assert!(report.is_some_and(|report| report.contains("deadlock")));
/// ```
#[derive(Clone, Debug)]
#[must_use = "settings do nothing by themselves: run a test with them"]
pub struct Settings {
    pub(crate) name: Option<String>,
    pub(crate) watchdog: Duration,
    pub(crate) memory: Option<usize>,
    pub(crate) horizon: Duration,
    pub(crate) most_waits: usize,
    pub(crate) tries: u32,
    pub(crate) width: usize,
    pub(crate) colour: Option<bool>,
    pub(crate) seed: Option<u64>,
    pub(crate) seed_variable: &'static str,
    pub(crate) allows: Allows,
    pub(crate) own_panics: bool,
    pub(crate) reporter: Arc<dyn Reporter>,
}

/// What fails a run that ended well, unless it is allowed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Allows {
    pub(crate) tasks: bool,
    pub(crate) panics: bool,
    pub(crate) moved_clock: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings::new()
    }
}

impl Settings {
    /// The usual settings.
    pub fn new() -> Self {
        Settings {
            name: None,
            watchdog: Duration::from_secs(4),
            memory: None,
            horizon: Duration::from_secs(60 * 60),
            most_waits: 500,
            tries: 64,
            width: 80,
            colour: None,
            seed: None,
            seed_variable: SEED_VARIABLE,
            allows: Allows::default(),
            own_panics: true,
            reporter: Arc::new(Terminal),
        }
    }

    /// The name of the test, as a path: `crate::module::test`. Otherwise it is that of the function
    /// around the closure that is the test's body.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Real time after which a run that is not over is hung; four seconds if nothing is said. What
    /// its thread stands in line for a core does not count, where the system tells.
    pub fn watchdog(mut self, time: Duration) -> Self {
        self.watchdog = time;
        self
    }

    /// Bytes of memory that the process may take while its tests run; as many as there are if
    /// nothing is said. Where it takes more, it is ended: it says which tests were still running,
    /// and no test after them is run.
    ///
    /// Code under test that prints in a loop without end is stopped by nothing else: libtest keeps
    /// what it prints, and its thread goes on when the watchdog has given it up. Windows does not
    /// tell what a process takes, and has no such limit.
    pub fn memory(mut self, bytes: usize) -> Self {
        self.memory = Some(bytes);
        self
    }

    /// Virtual time after which a run that is not over never will be; an hour if nothing is said.
    /// One run moves it with [`Lab::lasts`](crate::Lab::lasts).
    pub fn horizon(mut self, time: Duration) -> Self {
        self.horizon = time;
        self
    }

    /// How many waits of one future are cancelled at the most; a future that waits more often fails
    /// its test. 500 if nothing is said. See
    /// [`cancel_at_every_await`](crate::cancel_at_every_await).
    pub fn most_waits(mut self, waits: usize) -> Self {
        self.most_waits = waits;
        self
    }

    /// How often [`ties`](crate::ties) runs a test; 64 times if nothing is said.
    pub fn tries(mut self, tries: u32) -> Self {
        self.tries = tries;
        self
    }

    /// The columns that a report may take; 80 if nothing is said.
    pub fn width(mut self, columns: usize) -> Self {
        self.width = columns;
        self
    }

    /// Whether reports are coloured. If nothing is said, `NO_COLOR` and `CARGO_TERM_COLOR` decide,
    /// and whether standard output is a terminal.
    pub fn colour(mut self, colour: bool) -> Self {
        self.colour = Some(colour);
        self
    }

    /// The seed that variation starts from. If nothing is said, the environment variable
    /// `TOKIO_LAB_SEED` holds it, or it is 1.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Another environment variable for the seed.
    pub fn seed_variable(mut self, name: &'static str) -> Self {
        self.seed_variable = name;
        self
    }

    /// Tasks may outlive their test. See [`Lab::allow_tasks`](crate::Lab::allow_tasks).
    pub fn allow_tasks(mut self) -> Self {
        self.allows.tasks = true;
        self
    }

    /// Panics in tasks do not fail their test. See
    /// [`Lab::allow_panics`](crate::Lab::allow_panics).
    pub fn allow_panics(mut self) -> Self {
        self.allows.panics = true;
        self
    }

    /// Code may move, stop or let go the clock of its test, as `tokio::time::advance` does. See
    /// [`Lab::allow_moved_clock`](crate::Lab::allow_moved_clock).
    pub fn allow_moved_clock(mut self) -> Self {
        self.allows.moved_clock = true;
        self
    }

    /// A panic in a task does not fail a test where the test's own file holds the code that
    /// panicked: for tests whose closures panic on purpose.
    pub fn allow_panics_of_the_test(mut self) -> Self {
        self.own_panics = false;
        self
    }

    /// Who hears of the test's end, and whose words its report uses.
    pub fn reporter(mut self, reporter: impl Reporter + 'static) -> Self {
        self.reporter = Arc::new(reporter);
        self
    }

    /// The seed that this process's variation starts from.
    ///
    /// # Panics
    /// If the environment variable for it is not a number.
    pub(crate) fn base_seed(&self) -> u64 {
        if let Some(seed) = self.seed {
            return seed;
        }
        let variable = self.seed_variable;
        match std::env::var(variable) {
            Ok(text) => text.parse().unwrap_or_else(|_| {
                panic!("{variable} is `{text}`, but a seed is a whole number from 0 to 2^64 - 1")
            }),
            Err(_) => FIXED_SEED,
        }
    }

    /// Whether this panic fails a test though it ended nothing but a task.
    pub(crate) fn counts_panics_of(&self, owner: Owner) -> bool {
        owner != Owner::Test || self.own_panics
    }
}
