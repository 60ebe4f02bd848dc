//! Liars of the course's answers: none of them may earn a behaviour that the answer it was made
//! from does not have, and none that changes the task's own numbers may be right.

use std::collections::{BTreeMap, VecDeque};

use super::report::{Liars, Report};
use super::rounds::{Judged, Kind};
use super::{Stage, VerifyError};
use crate::bench::{Answer, AnswerSet, Bench, Judgement, Run, TestOutcome, TestResult, Verdict};
use crate::course::{Course, KataId};
use crate::liars::Lie;
use crate::shortfall::Shortfall;

/// An answer that was made to lie, and the honest one.
struct Liar<'a> {
    lie: Lie,
    source: String,
    honest: &'a Judged,
}

/// Every liar that is to be judged, kata by kata.
pub(super) struct All<'a> {
    by_kata: BTreeMap<&'a KataId, VecDeque<Liar<'a>>>,
}

impl<'a> All<'a> {
    /// Makes liars of the references and of so many mistakes of each kata, spread over all of them.
    pub(super) fn of(judged: &'a [Judged], mistakes: usize) -> Self {
        let mut by_kata = BTreeMap::<&KataId, VecDeque<Liar<'_>>>::new();
        let mut wings = BTreeMap::<&KataId, Vec<&Judged>>::new();
        for judged in judged.iter().filter(|judged| judged.kind == Kind::Mistake) {
            let wing = wings.entry(&judged.judgement.kata).or_default();
            wing.push(judged);
        }
        let references = judged
            .iter()
            .filter(|judged| judged.kind == Kind::Reference);
        let spread = wings.values().flat_map(|wing| {
            let count = mistakes.min(wing.len());
            (0..count).map(move |i| wing[i * wing.len() / count])
        });
        let honest = references.chain(spread);
        let compiles = |honest: &&Judged| honest.judgement.verdict != Verdict::DoesNotCompile;
        for honest in honest.filter(compiles) {
            for lie in Lie::ALL {
                // What a right answer says of itself does not make it wrong.
                if honest.kind == Kind::Reference && !lie.breaks_the_task() {
                    continue;
                }
                if let Ok(Some(source)) = lie.told_by(&honest.source) {
                    let kata = &honest.judgement.kata;
                    by_kata.entry(kata).or_default().push_back(Liar {
                        lie,
                        source,
                        honest,
                    });
                }
            }
        }
        All { by_kata }
    }

    /// Judges them, one of each kata a round, and counts those that gain nothing.
    pub(super) fn judge(
        mut self,
        course: &Course,
        bench: &mut Bench<'_>,
        progress: &(dyn Fn(Stage<'_>) + Sync),
        report: &mut Report,
    ) -> Result<(), VerifyError> {
        let step = |step: crate::bench::Step<'_>| progress(Stage::Bench(step));
        let rounds = self.by_kata.values().map(VecDeque::len).max().unwrap_or(0);
        for i in 1..=rounds {
            let round: Vec<(&KataId, Liar<'_>)> = self
                .by_kata
                .iter_mut()
                .filter_map(|(kata, liars)| Some((*kata, liars.pop_front()?)))
                .collect();
            progress(Stage::Round(&format!("liars {i} of {rounds}")));
            let mut answers = AnswerSet::new();
            for (kata, liar) in &round {
                let answer = Answer {
                    origin: liar.honest.file.clone(),
                    source: liar.source.clone().into_bytes(),
                };
                answers.insert((*kata).clone(), Some(answer));
            }
            let judgements = bench.judge(&answers, &Run::default(), &step)?;
            for judgement in &judgements {
                let Some((_, liar)) = round.iter().find(|(kata, _)| **kata == judgement.kata)
                else {
                    continue;
                };
                liar.check(course, judgement, report);
            }
        }
        Ok(())
    }
}

impl Liar<'_> {
    fn check(&self, course: &Course, judgement: &Judgement, report: &mut Report) {
        let gained = self.gained(judgement);
        let Liars { total, caught } = &mut report.liars;
        *total += 1;
        *caught += usize::from(gained.is_none());
        let shortfall = gained.map(|what| Shortfall {
            file: course.shown(&self.honest.file),
            what: format!("with {}, {what}", self.lie),
        });
        report.check(shortfall.into_iter().collect());
    }

    /// What a proof grants this liar though it should not; none where it gains nothing.
    fn gained(&self, judgement: &Judgement) -> Option<String> {
        let honest = &self.honest.judgement;
        if judgement.verdict == Verdict::DoesNotCompile {
            let error = judgement.errors.first().map(|error| error.in_a_line());
            return Some(format!(
                "it does not compile: {}",
                error.unwrap_or_default()
            ));
        }
        if judgement.verdict == Verdict::Passed && self.lie.breaks_the_task() {
            return Some("it passes every test: the proof measures by the answer's own".to_owned());
        }
        let (won, lost) = won_and_lost(&honest.tests, &judgement.tests);
        let gained = match self.lie {
            Lie::Alike => won.first(),
            // Another limit may make one behaviour right and another wrong; more than before are a
            // gift.
            Lie::NoLimit | Lie::FarLimit => won.first().filter(|_| won.len() > lost),
        };
        gained.map(|test| {
            format!(
                "it passes `{}`, which it fails as it stands: the proof asks the answer's own",
                test.name
            )
        })
    }
}

/// The tests that only the liar passes, and how many only the honest one does. Beside a test that hung
/// others may not have come to their end, or not have begun: which ones is luck, so that nobody has
/// failed them.
fn won_and_lost<'a>(honest: &[TestResult], liar: &'a [TestResult]) -> (Vec<&'a TestResult>, usize) {
    let (mut won, mut lost) = (Vec::new(), 0);
    for test in liar {
        let before = honest.iter().find(|before| before.name == test.name);
        match before.and_then(passed).zip(passed(test)) {
            Some((false, true)) => won.push(test),
            Some((true, false)) => lost += 1,
            _ => (),
        }
    }
    (won, lost)
}

/// Whether it passed; nothing where nobody has found out.
fn passed(test: &TestResult) -> Option<bool> {
    match test.outcome {
        TestOutcome::Incomplete | TestOutcome::NotRun => None,
        outcome => Some(outcome == TestOutcome::Passed),
    }
}

#[cfg(test)]
mod tests {
    use tokio_lab_timeline::Timeline;

    use super::*;

    fn results(outcomes: [TestOutcome; 5]) -> Vec<TestResult> {
        let name = |n| format!("test_{n}");
        let results = outcomes.into_iter().enumerate();
        let result = |(n, outcome)| TestResult {
            name: name(n),
            outcome,
            message: String::new(),
            cause: String::new(),
            cause_name: None,
            expected: None,
            actual: Timeline::default(),
        };
        results.map(result).collect()
    }

    #[test]
    fn what_nobody_has_found_out_is_neither_won_nor_lost() {
        use TestOutcome::{Failed, Hung, Incomplete, NotRun, Passed};
        let honest = results([Failed, Hung, NotRun, Passed, Incomplete]);
        let liar = results([Passed, Hung, Passed, Failed, Passed]);
        let (won, lost) = won_and_lost(&honest, &liar);
        let won: Vec<&str> = won.iter().map(|test| test.name.as_str()).collect();
        assert_eq!((won, lost), (vec!["test_0"], 1));
        let later = results([Failed, NotRun, Hung, NotRun, Passed]);
        let (won, lost) = won_and_lost(&liar, &later);
        assert_eq!((won.len(), lost), (0, 2));
    }
}
