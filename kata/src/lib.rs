//! The bench behind `cargo kata`: **an answer set goes in, verdicts come out.**
//!
//! [`course`] finds the course and reads what it says of itself. [`mod@bench`] lays an [answer
//! set](bench::AnswerSet) over a pristine copy of the course, builds once, runs each kata in a
//! process of its own and gives a [verdict](bench::Verdict) for each. Every command is a view of
//! that; [`verify`] is the one that proves what the course promises of itself.
//!
//! ```no_run
//! use kata::bench::{Answer, AnswerSet, Bench, Run, StandIns};
//! use kata::course::Course;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let course = Course::find()?;
//! let mut bench = Bench::open(&course, "example", StandIns::Nothing, &|_| ())?;
//! let mut answers = AnswerSet::new();
//! for kata in course.katas() {
//!     answers.insert(kata.clone(), Answer::read(&course.stub(kata))?);
//! }
//! for judgement in bench.judge(&answers, &Run::default(), &|_| ())? {
//!     println!("{}: {}", judgement.kata, judgement.verdict);
//! }
//! # Ok(())
//! # }
//! ```

pub mod bench;
pub mod course;
mod digest;
pub mod grade;
pub mod handout;
pub mod learn;
pub mod liars;
pub mod mutate;
mod shortfall;
pub mod verify;

pub use shortfall::Shortfall;
