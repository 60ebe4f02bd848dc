//! What the bench is doing, on standard error; nothing where that is no terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use kata::bench::Step;

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
