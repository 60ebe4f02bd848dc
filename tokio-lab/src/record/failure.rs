//! An expectation that was not met, as it travels from where it was noticed to the report.

use std::panic::Location;

use crate::timeline::Timeline;

/// What was expected and did not come true.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) detail: Detail,
    pub(crate) cause: String,
    /// The name of the kind of cause, where a rule has found it.
    pub(crate) cause_name: Option<&'static str>,
    /// Where the test says what it expects; none where the failure is no single expectation's.
    pub(crate) place: Option<&'static Location<'static>>,
}

/// What is shown of a failure, above its cause.
#[derive(Clone, Debug)]
pub(crate) enum Detail {
    /// The cause says it all.
    Nothing,
    /// Two timelines.
    Pictures {
        expected: Timeline,
        actual: Timeline,
    },
    /// A timeline that somebody drew, and what happened.
    Drawn { happened: Timeline, drawn: Timeline },
    /// One timeline: how far the run came.
    Happened(Timeline),
    /// Two values, or any other text; coloured with ANSI escapes.
    Text(String),
}

/// The payload of a panic that a failure travels in.
pub(crate) struct Raised;

impl Failure {
    /// A failure of the run as a whole, which no single expectation noticed.
    pub(crate) fn of_the_run(cause: String) -> Self {
        Failure {
            detail: Detail::Nothing,
            cause,
            cause_name: None,
            place: None,
        }
    }
}
