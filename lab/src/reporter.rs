//! How the proofs of this course are reported: in the learner's words, and to the tool that runs
//! them.

use lab_record::{Outcome, Record};
use tokio_lab::{Owner, Panicked, Report, Reporter, SourceFile};

use crate::files;
use crate::order::order;

/// What a `todo!` panics with.
const TODO: &str = "not yet implemented";

/// A record holds so many items of each lane. One that begins again and again for a year would fill
/// the disk of whoever grades a class.
const MOST_ITEMS: usize = 1_000;

/// Reports a proof to the learner, or to the tool that runs it.
#[derive(Debug)]
pub(crate) struct Course;

impl Reporter for Course {
    fn report(&self, report: &Report<'_>) {
        // A tool that reads records shows them; what the code under test prints stays by itself.
        let Some(order) = order() else {
            report.print();
            return;
        };
        let record = Record {
            test: report.test.to_owned(),
            outcome: outcome(report.outcome),
            message: report.text(false),
            cause: report.cause.to_owned(),
            cause_name: report.cause_name.map(str::to_owned),
            expected: report.expected.cloned(),
            actual: report.actual.bounded(MOST_ITEMS),
        };
        if let Err(error) = record.append(order) {
            eprintln!(
                "the record of {} could not be written: {error}",
                report.test
            );
        }
    }

    fn wants(&self, test: &str) -> bool {
        let only = order().and_then(|order| order.only.as_deref());
        only.is_none_or(|only| only == test)
    }

    fn is_unwritten(&self, panic: &Panicked) -> bool {
        panic.owner == Owner::UnderTest && panic.message.starts_with(TODO)
    }

    fn source_file(&self, path: &str) -> SourceFile {
        files::source_file(path)
    }

    fn pointer(&self, proof: &str, _place: Option<&str>) -> Option<String> {
        files::pointer(proof)
    }
}

/// How a proof ended, as records say it.
fn outcome(outcome: tokio_lab::Outcome) -> Outcome {
    match outcome {
        tokio_lab::Outcome::Passed => Outcome::Passed,
        tokio_lab::Outcome::Unwritten => Outcome::NotWritten,
        tokio_lab::Outcome::Hung => Outcome::Hung,
        _ => Outcome::Failed,
    }
}
