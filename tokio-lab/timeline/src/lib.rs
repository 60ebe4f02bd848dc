//! What happened, lane by lane, in virtual time; and the pictures that show it.
//!
//! # The picture
//! A ruler, then a lane a line. **A column is an instant**: a glyph stands for what happened at
//! the instant of its column, exactly.
//!
//! ```
//! use std::time::Duration;
//! use tokio_lab_timeline::Timeline;
//!
//! let second = Duration::from_secs(1);
//! let picture = Timeline::parse("
//!           0s    1s    2s    3s
//!     url1  |=====|
//!     url2  ......|=====x
//!     url3
//! ")?;
//! let same = Timeline::new()
//!     .span("url1", 0 * second, 1 * second)
//!     .wait("url2", 0 * second, 1 * second)
//!     .failed("url2", 1 * second, 2 * second)
//!     .empty("url3");
//! assert_eq!(picture, same);
//! # Ok::<(), tokio_lab_timeline::PictureError>(())
//! ```
//!
//! The *ruler* is the first line that is not blank. It holds labels only (`0s`, `500ms`, `1.5s`,
//! `1m30s`), two or more; the first character of a label stands on its instant, and the labels
//! together give the scale. A *lane*'s name is whatever stands left of instant 0.
//!
//! | glyph | meaning |
//! | --- | --- |
//! | `\|` | the start or the successful end of a span |
//! | `=` | it goes on |
//! | `x` `/` `!` | a span's end: failed, cancelled (dropped before its end), panicked |
//! | `>` | the span was still running when the picture was taken |
//! | `.` | waiting for a turn, up to the column where something else stands |
//! | blank | nothing |
//! | any other | a *mark*: something that happened at that instant |
//!
//! - An end is also the start of the next span if `=` follows: `|===|===|`, `|===x===|`.
//! - An end glyph right after a start is a span one column long: `||`, `|x`, `|>`.
//! - Any end glyph alone, `|` too, is a span of no duration.
//! - A lane with nothing on it never starts.
//! - A row without a name goes on with the lane above it, for what does not fit on one row: two
//!   marks at one instant, spans that overlap.
//!
//! # The likely cause
//! [`draw_pair`] shows what should have happened and what did, on one axis; [`diagnose`] derives
//! one sentence from the two: what the code under test most likely does wrong.

#![warn(missing_docs, missing_debug_implementations, unreachable_pub)]

mod build;
mod compare;
mod counted;
mod diagnose;
mod draw;
mod error;
mod parse;
mod short;
mod steps;
pub mod svg;
mod trace;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use counted::{counted, times};
pub use diagnose::{Diagnosis, busy, cause, cause_names, diagnose, neglected};
pub use draw::{Style, draw_pair, draw_pair_as, legend};
pub use error::PictureError;
pub use short::short;

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

impl Timeline {
    /// The same with no more than the first `most` items of each lane: code under test can fill a
    /// lane with millions, of which nobody looks at more than the beginning.
    #[must_use]
    pub fn bounded(&self, most: usize) -> Timeline {
        let lanes = self.lanes.iter().map(|lane| Lane {
            name: lane.name.clone(),
            items: lane.items.iter().take(most).copied().collect(),
        });
        Timeline {
            lanes: lanes.collect(),
        }
    }
}
