//! What the bench is doing, on standard error; nothing where that is no terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use kata::bench::Step;
use kata::grade::Doing;

/// A line that says what is being waited for.
pub struct Waiting(ProgressBar);

impl Waiting {
    pub fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Waiting(bar)
    }

    pub fn show(&self, step: Step<'_>) {
        match step {
            Step::Waiting => self.0.set_message("waiting for another cargo"),
            Step::Building => self.0.set_message("building"),
            Step::Compiled(name) => self.0.set_message(format!("built {name}")),
            Step::Judged(judgement) => self.0.set_message(format!("ran {}", judgement.kata.slug)),
            _ => (),
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// How much of a class is judged, and how long the rest will take.
pub struct Judging {
    bar: ProgressBar,
}

impl Judging {
    pub fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = "{spinner} {pos} of {len} answers, {eta} left  {msg}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Judging { bar }
    }

    pub fn show(&self, doing: Doing<'_>) {
        match doing {
            Doing::Answers { done, of } => {
                self.bar.set_length(of as u64);
                self.bar.set_position(done as u64);
            }
            Doing::Bench(Step::Waiting) => self.bar.set_message("waiting for another cargo"),
            Doing::Bench(Step::Building) => self.bar.set_message("building"),
            Doing::Bench(Step::Compiled(name)) => self.bar.set_message(format!("built {name}")),
            Doing::Bench(Step::Judged(judgement)) => {
                self.bar.set_message(format!("ran {}", judgement.kata.slug));
            }
            Doing::Bench(_) => (),
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
