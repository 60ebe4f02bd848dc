//! Grading: judging answers that nobody has to trust.
//!
//! A [`Submission`] is taken from a folder, [screened](screen), judged by the bench and comes out
//! as a [`Report`]; a [`Policy`] says what counts for how much. Every output is a view of reports.

mod addressed;
mod arrivals;
mod behaviours;
mod blind;
mod cache;
mod class;
mod diff;
mod error;
mod folder;
mod formats;
mod given;
mod grader;
mod judged;
mod language;
mod late;
mod layout;
mod merge;
mod moment;
mod naming;
mod overrides;
mod packed;
mod policy;
mod report;
mod requirement;
mod resemblance;
mod roster;
mod screen;
mod settle;
mod shard;
mod similar;
mod spelling;
mod statistics;
mod strays;
mod submission;
mod table;
mod untrusted;
mod whole;
mod writing;

pub use arrivals::{ArrivalSource, Arrivals};
pub(crate) use behaviours::of as behaviours;
pub use blind::Pseudonyms;
pub use class::{Class, Entrant};
pub use diff::{Changed, Difference, difference};
pub use error::GradeError;
pub use formats::{Format, Output};
pub use given::Given;
pub use grader::{Conditions, Doing, Grader, Watching};
pub use language::Language;
pub use late::{LateRules, Lateness};
pub use merge::{Merged, ShardHead, merge};
pub use moment::Moment;
pub use overrides::{Overrides, Overruled};
pub use policy::{Policy, Visibility};
pub use report::{GradeVerdict, KataGrade, Points, Report, TestGrade};
pub use requirement::Requirement;
pub use roster::{Roster, Student};
pub use screen::{Forbidden, Screened, screen};
pub use settle::Settlement;
pub use shard::Shard;
pub use similar::{Alike, NO_PROOF, Pair, for_jplag, page, similar};
pub use statistics::{Common, Hardness, NeedsHelp, Statistics, statistics};
pub use submission::{HandedIn, Submission, shown};
