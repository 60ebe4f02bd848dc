//! Expectations that were not met, and how they leave the code that noticed them.
//!
//! A failure is written into the run's notebook before it unwinds: code under test that catches
//! panics, or a runtime that does so for every task, cannot swallow it.

use std::fmt::Debug;
use std::panic::resume_unwind;
use std::time::Duration;

use crate::differ::{self, Found};
use crate::recorder::Recorder;
use crate::run::witness;
use crate::timeline::Timeline;
use crate::values::beside;

/// What was expected and did not come true.
#[derive(Clone)]
pub(crate) struct Failure {
    pub(crate) detail: Detail,
    pub(crate) cause: String,
    /// The name of the kind of cause, where a rule of the lab has found it.
    pub(crate) cause_name: Option<&'static str>,
}

/// What a learner is shown of a failure, above its cause.
#[derive(Clone)]
pub(crate) enum Detail {
    /// The cause says it all.
    Nothing,
    /// Two timelines.
    Pictures {
        expected: Timeline,
        actual: Timeline,
    },
    /// One timeline: how far the run came.
    Happened(Timeline),
    /// Two values, or any other text; coloured with ANSI escapes.
    Text(String),
}

/// The payload of a panic that a failure travels in.
pub(crate) struct Raised;

/// Ends the test: the cause says, in a sentence, what went wrong.
///
/// # Panics
/// Always; that is how a test fails.
#[track_caller]
pub fn fail(cause: impl Into<String>) -> ! {
    raise(Failure {
        detail: Detail::Nothing,
        cause: cause.into(),
        cause_name: None,
    })
}

/// Two values that must be equal: what the code under test gave, what it should give, and the
/// likely cause, in a sentence, where they differ.
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
    let witness = witness::current();
    let recorder = witness.as_ref().and_then(|witness| witness.recorder.get());
    let known = recorder.map(Recorder::known).unwrap_or_default();
    let found = differ::why(got, expected, &known);
    let late_by = found.as_ref().and_then(Found::late_by);
    let looks = witness.and_then(|witness| witness.looks.explain(late_by));
    let told = [found.as_ref().and_then(Found::words), looks, Some(cause)];
    raise(Failure {
        detail: Detail::Text(beside(got, expected)),
        cause_name: found.as_ref().map(Found::name),
        cause: told.into_iter().flatten().collect::<Vec<_>>().join("; "),
    })
}

/// Waits for this future at most so long, on the clock of the run: for what must be free, ready or
/// over by now. Says more than the deadlock that would be found otherwise.
///
/// # Panics
/// With this cause, a sentence, if it takes longer.
pub async fn within<F: Future>(limit: Duration, future: F, cause: impl Into<String>) -> F::Output {
    match tokio::time::timeout(limit, future).await {
        Ok(output) => output,
        Err(_) => fail(cause),
    }
}

#[track_caller]
pub(crate) fn raise(failure: Failure) -> ! {
    match witness::current() {
        Some(witness) => {
            witness.fail(failure);
            resume_unwind(Box::new(Raised))
        }
        None => panic!("{}", failure.cause),
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
