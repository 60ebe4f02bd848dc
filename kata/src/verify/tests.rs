//! Tests under check: one that rejects no mistake proves nothing.

use super::report::Report;
use super::rounds::Judged;
use crate::bench::{Judgement, TestOutcome, Verdict};
use crate::course::{Course, KataId};
use crate::shortfall::Shortfall;

/// The tests of one kata, and whether some mistake fails each of them.
pub(super) struct Tests {
    file: String,
    tests: Vec<(String, bool)>,
}

impl Tests {
    pub(super) fn of(course: &Course, kata: &KataId, judged: &[&Judged]) -> Self {
        let mut lists = judged.iter().map(|judged| &judged.judgement.tests);
        let tests = lists.find(|tests| !tests.is_empty()).into_iter().flatten();
        Tests {
            file: course.shown(&course.proof(kata)),
            tests: tests.map(|test| (test.name.clone(), false)).collect(),
        }
    }

    /// Notes which tests a mistake fails.
    pub(super) fn busy(&mut self, mistake: &Judgement) {
        if let Verdict::DoesNotCompile | Verdict::NotWritten = mistake.verdict {
            return;
        }
        for (name, busy) in &mut self.tests {
            let test = mistake.test(name);
            *busy |= test.is_some_and(|test| test.outcome != TestOutcome::Passed);
        }
    }

    /// Counts every test.
    pub(super) fn check(self, report: &mut Report) {
        for (name, busy) in self.tests {
            report.tests.total += 1;
            report.tests.rejecting += usize::from(busy);
            let idle = (!busy).then(|| Shortfall {
                file: self.file.clone(),
                what: format!("`{name}` rejects no mistake: it proves nothing"),
            });
            report.check(idle.into_iter().collect());
        }
    }
}
