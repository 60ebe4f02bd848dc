//! Grading: judging answers that nobody has to trust.
//!
//! A [`Submission`] is taken from a folder, [screened](screen), judged by the bench and comes out
//! as a [`Report`]; a [`Policy`] says what counts for how much. Every output is a view of reports.

mod cache;
mod digest;
mod error;
mod formats;
mod grader;
mod judged;
mod layout;
mod merge;
mod policy;
mod report;
mod screen;
mod shard;
mod submission;
mod untrusted;
mod writing;

pub use error::GradeError;
pub use formats::{Format, Output};
pub use grader::{Conditions, Doing, Grader, Watching};
pub use merge::{Merged, ShardHead, merge};
pub use policy::Policy;
pub use report::{GradeVerdict, KataGrade, Points, Report, TestGrade};
pub use screen::{Forbidden, Screened, reaches_beyond, screen};
pub use shard::Shard;
pub use submission::{HandedIn, Submission, shown};
