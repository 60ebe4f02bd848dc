//! What the bench is doing, on standard error; nothing where that is no terminal.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use kata::bench::Step;
use kata::grade::Doing;

/// A first guess of how long is left needs some of it done.
const ENOUGH_TO_GUESS: Duration = Duration::from_secs(3);

/// The last parts are the largest: how long they take is not told by those before them.
const LAST: usize = 5;

/// Says a step in a few words, and how long it may still take.
#[derive(Debug, Default)]
pub struct Words {
    /// When the build began that goes on.
    begun: Mutex<Option<Instant>>,
}

impl Words {
    /// What to show now; none where a step changes nothing.
    pub fn of(&self, step: Step<'_>) -> Option<String> {
        Some(match step {
            Step::Waiting => {
                self.begin(None);
                "another cargo is building here: waiting for it".to_owned()
            }
            Step::Fetching => "downloading packages, which is done once".to_owned(),
            Step::Building => {
                self.begin(Some(Instant::now()));
                "building".to_owned()
            }
            Step::Built { done, of } => {
                // What was waited for other builds says nothing of this one.
                let begun = self.begun.lock().ok();
                let begun = begun.map(|mut begun| *begun.get_or_insert_with(Instant::now));
                built(done, of, begun.map(|begun| begun.elapsed()))
            }
            Step::Running => "running the tests".to_owned(),
            Step::Judged(judgement) => format!("ran {}", judgement.kata.slug),
            _ => return None,
        })
    }

    fn begin(&self, at: Option<Instant>) {
        if let Ok(mut begun) = self.begun.lock() {
            *begun = at;
        }
    }
}

/// How much is built, and how long the rest takes at that pace.
fn built(done: usize, of: usize, taken: Option<Duration>) -> String {
    let left = taken
        .filter(|taken| *taken >= ENOUGH_TO_GUESS && done > 0 && done + LAST < of)
        .map(|taken| taken.mul_f64((of - done.min(of)) as f64 / done as f64));
    match left {
        Some(left) => format!(
            "building: {done} of {of} parts, about {} s left",
            left.as_secs() + 1
        ),
        None => format!("building: {done} of {of} parts"),
    }
}

/// A bar on standard error, in this style.
fn bar(template: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// A line that says what is being waited for.
pub struct Waiting {
    bar: ProgressBar,
    words: Words,
}

impl Waiting {
    pub fn new() -> Self {
        let bar = bar("{spinner} {msg}");
        bar.set_message("looking at your answers");
        Waiting {
            bar,
            words: Words::default(),
        }
    }

    pub fn show(&self, step: Step<'_>) {
        if let Some(words) = self.words.of(step) {
            self.bar.set_message(words);
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// How much of a class is judged, and how long the rest will take.
pub struct Judging {
    bar: ProgressBar,
    words: Words,
}

impl Judging {
    pub fn new() -> Self {
        // While nothing is judged yet, nobody knows how long it takes.
        let bar = bar("{spinner} {msg}");
        bar.set_message("reading what was handed in");
        Judging {
            bar,
            words: Words::default(),
        }
    }

    pub fn show(&self, doing: Doing<'_>) {
        match doing {
            Doing::Answers { done, of } => {
                let style = "{spinner} {pos} of {len} answers, {eta} left  {msg}";
                if let Ok(style) = ProgressStyle::with_template(style)
                    && done > 0
                {
                    self.bar.set_style(style);
                }
                self.bar.set_length(of as u64);
                self.bar.set_position(done as u64);
            }
            Doing::Bench(step) => {
                if let Some(words) = self.words.of(step) {
                    self.bar.set_message(words);
                }
            }
        }
    }

    /// Prints something else meanwhile.
    pub fn beside<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }
}

impl Drop for Judging {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// How many verdicts of a round are in, and what the bench is at.
pub struct Verdicts {
    bar: ProgressBar,
    words: Words,
}

impl Verdicts {
    /// `template` shows `{pos}` of `{len}` verdicts, and `{prefix}` for what they are about.
    pub fn new(template: &str) -> Self {
        Verdicts {
            bar: bar(template),
            words: Words::default(),
        }
    }

    /// What these verdicts are about.
    pub fn about(&self, name: String) {
        self.bar.set_prefix(name);
    }

    /// So many are to come, none of which is there.
    pub fn begin(&self, verdicts: usize) {
        self.bar.set_length(verdicts as u64);
        self.bar.set_position(0);
        self.bar.reset_eta();
    }

    /// So many more are to come.
    pub fn more(&self, verdicts: usize) {
        self.bar.inc_length(verdicts as u64);
    }

    /// So many are there.
    pub fn reach(&self, verdicts: usize) {
        self.bar.set_position(verdicts as u64);
    }

    pub fn show(&self, step: Step<'_>) {
        if let Step::Judged(_) = step {
            self.bar.inc(1);
        }
        if let Some(words) = self.words.of(step) {
            self.bar.set_message(words);
        }
    }
}

impl Drop for Verdicts {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_waits_is_told_for_what_from_the_first_second() {
        for bar in [&Waiting::new().bar, &Judging::new().bar] {
            assert!(!bar.message().is_empty());
        }
    }

    #[test]
    fn how_long_is_left_is_said_when_there_is_something_to_tell_by() {
        let begun = Some(Duration::from_secs(1));
        assert_eq!(built(12, 120, begun), "building: 12 of 120 parts");
        let later = Some(Duration::from_secs(10));
        assert_eq!(
            built(20, 100, later),
            "building: 20 of 100 parts, about 41 s left"
        );
        assert_eq!(built(98, 100, later), "building: 98 of 100 parts");
        assert_eq!(built(0, 100, later), "building: 0 of 100 parts");
    }
}
