//! Mutants under check: a sample of the small changes to right answers that no test may let pass.
//! All of them take `cargo kata mutate`; here they get a share of the time.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::report::{Mutants, Report};
use super::rounds::{Judged, Kind};
use super::{Options, Stage, VerifyError};
use crate::bench::{Bench, Verdict};
use crate::course::Course;
use crate::mutate::{self, Answers, OPERATORS};
use crate::shortfall::Shortfall;

/// To so many other answers there is one mutant. Finding those that compile takes time as well.
const ANSWERS_A_MUTANT: usize = 12;

/// How many mutants of each kata are worth a share of the time.
pub(super) fn share(verdicts: usize, katas: usize) -> usize {
    verdicts / (ANSWERS_A_MUTANT * katas.max(1))
}

/// Judges so many mutants of each kata; none where there is no share for any.
pub(super) fn sample(
    bench: &mut Bench<'_>,
    course: &Course,
    options: &Options,
    share: usize,
    judged: &[Judged],
    progress: &(dyn Fn(Stage<'_>) + Sync),
) -> Result<Option<mutate::Report>, VerifyError> {
    if share == 0 {
        return Ok(None);
    }
    // They fall short already, and their mutants say nothing.
    let rejected: BTreeSet<PathBuf> = judged
        .iter()
        .filter(|judged| matches!(judged.kind, Kind::Reference | Kind::Alternative))
        .filter(|judged| judged.judgement.verdict != Verdict::Passed)
        .map(|judged| judged.file.clone())
        .collect();
    let options = mutate::Options {
        katas: options.katas.clone(),
        operators: OPERATORS.to_vec(),
        sample: Some(share),
        seed: None,
        known: false,
        limits: options.limits,
    };
    let stage = |stage: mutate::Stage<'_>| progress(Stage::Mutants(stage));
    let answers = Answers::Judged { rejected };
    Ok(Some(mutate::mutate_in(
        bench, course, &options, answers, &stage,
    )?))
}

/// Counts the sample, with whatever survives.
pub(super) fn check(sample: mutate::Report, report: &mut Report) {
    let survivors = sample.survivors.iter().map(|survivor| Shortfall {
        file: format!("{}:{}", survivor.file, survivor.line),
        what: format!(
            "no test tells this change from it (`cargo kata mutate {} --operator {}`): {}",
            survivor.kata.slug,
            survivor.operator,
            survivor.diff.replace('\n', " ")
        ),
    });
    let found: Vec<Shortfall> = survivors.chain(sample.shortfalls.clone()).collect();
    report.passed += sample.mutants.killed + sample.mutants.equivalent;
    for found in found {
        report.check(vec![found]);
    }
    report.mutants = sample.seed.map(|seed| Mutants {
        counts: sample.mutants,
        seed,
    });
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn mutants_get_a_twelfth_of_the_verdicts_and_none_where_that_is_less_than_one_a_kata() {
        assert_eq!(share(1200, 50), 2);
        assert_eq!(share(23, 1), 1);
        assert_eq!(share(22, 2), 0);
    }
}
