//! From what was judged to what counts: decisions of a teacher first, then what coming late costs.
//! Neither touches what was judged, which the report keeps beside it.

use super::addressed::Addresses;
use super::class::{Class, Entrant};
use super::{Arrivals, GradeError, LateRules, Overrides, Points, Report, Submission};

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
    /// Finds whom lists and rules name, before any report is settled. Gives what whoever grades should
    /// know.
    ///
    /// # Errors
    /// [`GradeError::Table`] where a name is nobody's or several students', or one student is named
    /// twice.
    pub fn address(&mut self, class: &Class) -> Result<Vec<String>, GradeError> {
        let mut addresses = Addresses::new(class);
        self.overrides.address(&mut addresses)?;
        if let Some(late) = &mut self.late {
            late.address(&mut addresses)?;
        }
        self.arrivals.address(&mut addresses)?;
        Ok(addresses.notes)
    }

    /// Settles the report on what somebody handed in.
    pub fn settle(&self, entrant: &Entrant, handed_in: &Submission, mut report: Report) -> Report {
        report.student = entrant.student();
        let student = &entrant.name;
        for kata in &mut report.katas {
            self.overrides.apply(student, kata);
        }
        let won: Points = report.katas.iter().map(|kata| kata.score).sum();
        report.late = self.late.as_ref().map(|rules| {
            let arrived = self.arrivals.of(student, handed_in, entrant.path());
            rules.decide(student, arrived.as_ref(), won)
        });
        let taken = report
            .late
            .as_ref()
            .map_or(Points::default(), |late| late.taken);
        report.score = won.less(taken);
        report
    }
}
