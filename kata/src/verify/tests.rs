//! Tests under check: one that rejects no mistake proves nothing.

use std::collections::BTreeMap;

use super::report::{Report, Shortfall};
use super::rounds::Judged;
use crate::bench::{Judgement, TestOutcome, Verdict};
use crate::course::{Course, KataId};

/// The tests of one kata, and which of them some mistake fails.
pub(super) struct Tests {
    file: String,
    tests: BTreeMap<String, bool>,
    order: Vec<String>,
}

impl Tests {
    pub(super) fn of(course: &Course, kata: &KataId, judged: &[&Judged]) -> Self {
        let tests = judged
            .iter()
            .map(|judged| &judged.judgement.tests)
            .find(|t| !t.is_empty());
        let order: Vec<String> = tests
            .into_iter()
            .flatten()
            .map(|t| t.name.clone())
            .collect();
        Tests {
            file: course.shown(&course.proof(kata)),
            tests: order.iter().map(|name| (name.clone(), false)).collect(),
            order,
        }
    }

    /// Notes what a mistake fails.
    pub(super) fn busy(&mut self, mistake: &Judgement) {
        if matches!(
            mistake.verdict,
            Verdict::DoesNotCompile | Verdict::NotWritten
        ) {
            return;
        }
        for test in mistake
            .tests
            .iter()
            .filter(|test| test.outcome != TestOutcome::Passed)
        {
            self.tests.insert(test.name.clone(), true);
        }
    }

    /// Counts every test.
    pub(super) fn check(self, report: &mut Report) {
        for name in &self.order {
            let busy = self.tests.get(name).copied().unwrap_or_default();
            report.tests.total += 1;
            report.tests.rejecting += usize::from(busy);
            let what = format!("`{name}` rejects no mistake: it proves nothing");
            let idle = Shortfall {
                file: self.file.clone(),
                what,
            };
            report.check(if busy { Vec::new() } else { vec![idle] });
        }
    }
}
