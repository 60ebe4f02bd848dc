//! From what was judged to what counts: decisions of a teacher first, then what coming late costs.
//! Neither touches what was judged, which the report keeps beside it.

use super::class::Entrant;
use super::{Arrivals, LateRules, Overrides, Points, Report, Submission};

/// What decides about points besides the tests.
#[derive(Debug)]
pub struct Settlement {
    /// What coming late costs.
    pub late: Option<LateRules>,
    /// When hand-ins came.
    pub arrivals: Arrivals,
    /// What a teacher decides otherwise.
    pub overrides: Overrides,
}

impl Settlement {
    /// Settles the report on what somebody handed in.
    pub fn settle(&self, entrant: &Entrant, handed_in: &Submission, mut report: Report) -> Report {
        report.student = entrant.student();
        let names = entrant.names();
        for kata in &mut report.katas {
            self.overrides.apply(&names, kata);
        }
        let won: Points = report.katas.iter().map(|kata| kata.score).sum();
        report.late = self.late.as_ref().map(|rules| {
            let arrived = self.arrivals.of(&names, handed_in, entrant.path());
            rules.decide(&names, arrived.as_ref(), won)
        });
        let taken = report
            .late
            .as_ref()
            .map_or(Points::default(), |late| late.taken);
        report.score = won.less(taken);
        report
    }

    /// Those whom lists and rules name.
    pub fn students(&self) -> impl Iterator<Item = &str> {
        let late = self.late.iter();
        let extended =
            late.flat_map(|late| late.extensions.keys().chain(late.grace_days_left.keys()));
        let extended = extended.map(String::as_str);
        extended
            .chain(self.arrivals.students())
            .chain(self.overrides.students())
    }
}
