//! Grading: judging answers that nobody has to trust.
//!
//! A [`Submission`] is taken from a folder, [screened](screen), judged by the bench and comes out
//! as a [`Report`]; a [`Policy`] says what counts for how much. Every output is a view of reports.

mod error;
mod grader;
mod policy;
mod report;
mod screen;
mod submission;

pub use error::GradeError;
pub use grader::Grader;
pub use policy::Policy;
pub use report::{GradeVerdict, KataGrade, Points, Report, TestGrade};
pub use screen::{Forbidden, screen};
pub use submission::{HandedIn, Submission};
