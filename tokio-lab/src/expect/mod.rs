//! Expectations that were not met, and how they leave the code that noticed them.
//!
//! A failure is written into the run's notebook before it unwinds: code under test that catches
//! panics, or a runtime that does so for every task, cannot swallow it.

pub(crate) mod matching;

use std::fmt::Debug;
use std::panic::{Location, resume_unwind};
use std::time::Duration;

use crate::record::failure::{Detail, Failure, Raised};
use crate::record::recorder::Recorder;
use crate::run::looks::Late;
use crate::run::observer;
use crate::timeline::Timeline;
use crate::values::beside::beside;
use crate::values::differ::{self, Found};

/// Ends the test: the cause says, in a sentence, what went wrong.
///
/// # Panics
/// Always; that is how a test fails.
#[track_caller]
pub fn fail(cause: impl Into<String>) -> ! {
    raise(Detail::Nothing, cause.into(), None)
}

/// Two values that must be equal: what the code under test gave, what it should give, and what is
/// wrong where they differ, in a sentence.
///
/// The sentence stands behind `Likely cause:` in the report. Write what has gone wrong if the two
/// differ (`"the number is lost when it is cancelled"`), not why they should be equal.
///
/// Where the values themselves tell how they differ, the report says that first: that nothing is
/// missing and the order is another one, that the last is missing, that each is off by the same.
///
/// # Panics
/// If they differ.
#[track_caller]
pub fn expect_eq<T: Debug + PartialEq>(got: T, expected: T, cause: impl Into<String>) {
    if got != expected {
        unequal(&got, &expected, cause.into());
    }
}

#[track_caller]
fn unequal(got: &dyn Debug, expected: &dyn Debug, cause: String) -> ! {
    let run = observer::current();
    let recorder = run.as_ref().and_then(|run| run.recorder.get());
    let known = recorder.map(Recorder::known).unwrap_or_default();
    let found = differ::why(got, expected, &known);
    let late = found.as_ref().and_then(|found| {
        Some(Late {
            by: found.late_by()?,
            due: found.due(),
            at: None,
        })
    });
    let why_late = run.and_then(|run| run.why_late(late));
    let told = [found.as_ref().and_then(Found::words), why_late, Some(cause)];
    let cause = told.into_iter().flatten().collect::<Vec<_>>().join("; ");
    let cause_name = found.as_ref().map(Found::name);
    raise(Detail::Text(beside(got, expected)), cause, cause_name)
}

/// A picture that somebody drew of what would happen must be right: the two are shown below one
/// another, and the cause, a sentence, says what the drawing gets wrong.
///
/// The comparison is [`Timeline::matches`].
///
/// # Panics
/// If the drawing is not what happened.
#[track_caller]
pub fn expect_drawn(drawn: &Timeline, happened: &Timeline, cause: impl Into<String>) {
    if !happened.matches(drawn) {
        let (happened, drawn) = (happened.clone(), drawn.clone());
        raise(Detail::Drawn { happened, drawn }, cause.into(), None);
    }
}

/// Waits for this future at most so long, on the clock of the run: for what must be free, ready or
/// over by now. Says more than the deadlock that would be found otherwise.
///
/// # Cancel safety
/// Dropped before its end, it drops the future with it, and fails nothing.
///
/// # Panics
/// With this cause, a sentence, if it takes longer.
pub async fn within<F: Future>(limit: Duration, future: F, cause: impl Into<String>) -> F::Output {
    match tokio::time::timeout(limit, future).await {
        Ok(output) => output,
        Err(_) => fail(cause),
    }
}

/// Where a test ends that gives a `Result`: an error fails it.
#[doc(hidden)]
#[track_caller]
pub fn succeeded<T, E: Debug>(outcome: Result<T, E>) {
    if let Err(error) = outcome {
        fail(format!("the test gave an error: {error:?}"));
    }
}

/// Writes the failure into the notebook of the run, and leaves the code that noticed it.
#[track_caller]
pub(crate) fn raise(detail: Detail, cause: String, cause_name: Option<&'static str>) -> ! {
    match observer::current() {
        Some(run) => {
            run.fail(Failure {
                detail,
                cause,
                cause_name,
                place: Some(Location::caller()),
            });
            resume_unwind(Box::new(Raised))
        }
        None => panic!("{cause}"),
    }
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;
    use crate::{Lab, ms, virtual_time};

    #[test]
    fn within_gives_what_comes_in_time_and_fails_what_does_not() {
        virtual_time(async |_lab: Lab| {
            let in_time = async {
                tokio::time::sleep(ms(10)).await;
                7
            };
            assert_eq!(within(ms(10), in_time, "too late").await, 7);
        });
        let late = || {
            virtual_time(async |_lab: Lab| {
                within(ms(10), std::future::pending::<()>(), "too late").await;
            });
        };
        assert!(catch_unwind(late).is_err());
    }
}
