//! What happened, lane by lane, in virtual time: the data that pictures are drawn from.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How a span ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// It came to its end: drawn `|`.
    Finished,
    /// It came to its end with an error: drawn `x`.
    Failed,
    /// It was dropped before its end: drawn `/`.
    Cancelled,
    /// It panicked: drawn `!`.
    Panicked,
    /// It had not ended when the picture was taken: drawn `>`.
    Running,
}

/// One thing on a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// Work that took from one instant to another: `|====|`.
    Span {
        /// When it started.
        from: Duration,
        /// When it ended, or when the picture was taken.
        to: Duration,
        /// How it ended.
        end: End,
    },
    /// Waiting for a turn: `....`.
    Wait {
        /// When it began to wait.
        from: Duration,
        /// When its turn came, or when the picture was taken.
        to: Duration,
    },
    /// Something that happened at an instant, drawn as its character.
    Mark {
        /// When.
        at: Duration,
        /// The character that stands for it.
        glyph: char,
    },
}

/// One row of a picture: everything that happened to one job, service or resource.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// The name at its left.
    pub name: String,
    /// What happened, in the order in which it began.
    pub items: Vec<Item>,
}

/// Everything that happened in a run, or that a test expects to happen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// The lanes, in the order in which the test named them.
    pub lanes: Vec<Lane>,
}
