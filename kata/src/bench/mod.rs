//! The bench: lays an answer set over a pristine copy of the course, builds it once, runs each
//! kata in a process of its own, and reads what the lab recorded.
//!
//! Katas never import each other, so one build judges one answer for every kata, and holds no kata
//! that is not judged. An answer that does not compile is found by its path in the compiler's
//! messages and taken out: it costs its owner that kata and no other.

mod allowance;
mod answers;
mod building;
mod candidates;
mod cargo;
mod clearing;
mod debris;
mod diagnostics;
mod environment;
mod error;
mod held;
mod laying;
pub mod leftovers;
mod listing;
mod manifest;
mod meter;
mod paths;
mod printed;
mod process;
mod redrawing;
mod running;
pub mod sandbox;
mod settling;
mod stop;
mod targets;
mod verdict;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use allowance::Allowance;
pub use answers::{Answer, AnswerSet, StandIns};
pub use building::Built;
pub use candidates::Candidate;
pub use diagnostics::{Diagnostic, Place};
pub use error::BenchError;
pub use process::Ending;
pub use stop::Stop;
pub use verdict::{Judgement, TestOutcome, TestResult, Verdict};

use crate::course::{Course, KataId};
use laying::Layout;
use sandbox::Sandbox;

/// A build folder of its own, in which answer sets are judged against one course.
#[derive(Debug)]
pub struct Bench<'a> {
    course: &'a Course,
    cargo: cargo::Cargo,
    layout: Layout,
    stand_ins: StandIns,
    limits: Limits,
    stop: Stop,
    sandbox: Sandbox,
}

/// How far a build or a run may go before it is ended.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Wall-clock time of one build. A cold one builds all dependencies.
    pub build: Duration,
    /// Processor time of the compiler's for one build of answers; none for any. Only a sandbox
    /// limits it, one without walls as well.
    pub compiler: Option<Allowance>,
    /// Wall-clock time of one kata's tests. The lab ends a hanging test long before.
    pub run: Duration,
    /// Bytes that one kata's tests may print.
    pub output: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            build: Duration::from_secs(30 * 60),
            compiler: None,
            run: Duration::from_secs(60),
            output: 8 << 20,
        }
    }
}

/// How one run of a build goes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Run {
    /// The seed that the lab varies durations and sizes by; none for the fixed one.
    pub seed: Option<u64>,
    /// Whether a kata that fails is run again with nothing beside it, which then counts: it may have
    /// lacked what another answer took, a port or a thread. One that crashes or hangs is marked as
    /// judged beside others: what they hold lies in its process as well.
    pub alone: bool,
    /// Whether the run is over at the first test that hangs: a learner need not wait for the others,
    /// which mostly hang as well.
    pub until_one_hangs: bool,
}

/// What the bench is doing, for whoever waits.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Step<'a> {
    /// Another process uses the bench or cargo's folders; this one waits for its turn.
    Waiting,
    /// Packages are being fetched from the registry.
    Fetching,
    /// A build has begun.
    Building,
    /// So many of the parts that this build needs are built, of so many.
    Built {
        /// So many are.
        done: usize,
        /// Of so many.
        of: usize,
    },
    /// What was built is being run.
    Running,
    /// The package of that name has been built.
    Compiled(&'a str),
    /// A kata has its verdict.
    Judged(&'a Judgement),
}

/// Told about every step. Calls may come from several threads at once.
pub type Progress<'a> = dyn Fn(Step<'_>) + Sync + 'a;

impl<'a> Bench<'a> {
    /// Opens the bench of that name: its folder is `target/kata/NAME` in the course's folder. Takes
    /// the folder as long as the bench lives; waits while another process has it, and says so.
    ///
    /// Each name has a folder of its own, so that a learner's loop and a grading run keep their
    /// builds warm.
    ///
    /// # Errors
    /// [`BenchError`] where the folder cannot be written or cargo does not answer.
    pub fn open(
        course: &'a Course,
        name: &str,
        stand_ins: StandIns,
        progress: &Progress<'_>,
    ) -> Result<Self, BenchError> {
        let cargo = cargo::Cargo::of(course.root())?;
        let layout = Layout::take(course, name, progress)?;
        Ok(Bench {
            course,
            cargo,
            layout,
            stand_ins,
            limits: Limits::default(),
            stop: Stop::new(),
            sandbox: Sandbox::none(),
        })
    }

    /// The same bench with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Gives the bench other limits.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// The same bench, which the given handle stops.
    #[must_use]
    pub fn with_stop(mut self, stop: Stop) -> Self {
        self.stop = stop;
        self
    }

    /// The same bench, which shuts in what it starts, and builds in its own folder only: neither
    /// can its answers read what others built, nor does anybody run what they may have written.
    #[must_use]
    pub fn with_sandbox(mut self, sandbox: Sandbox) -> Self {
        self.sandbox = sandbox;
        self.cargo.build_apart(self.layout.root());
        self
    }

    /// A hash of everything that verdicts depend on besides answers and seeds: the course without
    /// its katas, the lab, the toolchain. Hexadecimal.
    ///
    /// # Errors
    /// [`BenchError`] where a file cannot be read or the compiler does not answer.
    pub fn fingerprint(&self) -> Result<String, BenchError> {
        self.layout.lay_course(self.course, &BTreeSet::new())?;
        let toolchain = self.cargo.toolchain(self.layout.root())?;
        self.layout.fingerprint(self.course, &toolchain, |_| false)
    }

    /// The same without the proofs, and without texts that nobody compiles: what verdicts of all
    /// katas depend on. A change to one kata's proof leaves it as it was.
    ///
    /// # Errors
    /// As [`Bench::fingerprint`].
    pub fn shared_fingerprint(&self) -> Result<String, BenchError> {
        self.layout.lay_course(self.course, &BTreeSet::new())?;
        let toolchain = self.cargo.toolchain(self.layout.root())?;
        let tests = Path::new("tests");
        let katas = self.course.katas().iter();
        let proofs: BTreeSet<PathBuf> = katas.map(|kata| tests.join(kata.file())).collect();
        self.layout.fingerprint(self.course, &toolchain, |file| {
            proofs.contains(file) || file.extension().is_some_and(|end| end == "md")
        })
    }

    /// The folder that holds the laid course.
    pub fn folder(&self) -> PathBuf {
        self.layout.member().to_owned()
    }

    /// Builds an answer set and runs it once: one judgement a kata, in the course's order.
    ///
    /// # Errors
    /// [`BenchError`] where no verdict is possible: the course itself does not build, a file
    /// cannot be written. Nothing that an answer does is an error.
    pub fn judge(
        &mut self,
        answers: &AnswerSet,
        run: &Run,
        progress: &Progress<'_>,
    ) -> Result<Vec<Judgement>, BenchError> {
        self.build(answers, progress)?.run(run, progress)
    }

    /// Builds an answer set: what compiles of it can then be run, as often as one likes, until the
    /// next build takes its place. The course is laid again first, so that whatever an answer of
    /// the last build did to the copy is undone.
    ///
    /// # Errors
    /// As [`Bench::judge`].
    pub fn build(
        &mut self,
        answers: &AnswerSet,
        progress: &Progress<'_>,
    ) -> Result<Built<'_>, BenchError> {
        settling::settle(self, answers, progress)
    }

    /// The katas of a set in the course's order, those that the course does not know left out.
    fn ordered(&self, answers: &AnswerSet) -> Vec<KataId> {
        self.course
            .katas()
            .iter()
            .filter(|kata| answers.contains(kata))
            .cloned()
            .collect()
    }
}
