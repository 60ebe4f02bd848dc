//! # gather_outcomes: every outcome, good or bad
//!
//! Why: of a hundred pages three cannot be read. The other ninety-seven are still wanted, and so
//! are the three reasons.
//!
//! Build: [`gather_outcomes`] starts all jobs at the same instant, however many they are. Each of
//! them comes to its end, whatever happens to the others and however long it takes. Your function
//! returns at the instant at which the last one has ended. It gives one outcome a job, in the order
//! of the jobs.
//! - `Ok(value)` stays `Ok(value)`, and `Err(error)` becomes `Err(JobError::Failed(error))`.
//! - A panic becomes `Err(JobError::Panicked)`, whether it carries a text or anything else. It goes
//!   no further.
//!
//! When the caller drops your future, the jobs stop, spawned or not.
//!
//! Bad input: no jobs give an empty list at once.
//!
//! Left open: you may poll the jobs in place or spawn each as a task of its own.
//!
//! Good to know: the runtime catches the panic of a task. The jobs are `Send + 'static` so that you
//! may spawn them.
//!
//! In asyncio, `gather(..., return_exceptions=True)` mixes values and exceptions in one list. Here
//! the type tells them apart: nobody can take an error for a value.
//!
//! Rule of thumb: `Result` in a list is a list of answers; `?` turns it into all or nothing.

use thiserror::Error;

/// Why a job has no value to show.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum JobError<E> {
    /// It came to its end and gave this error.
    #[error("the job failed: {0}")]
    Failed(E),
    /// It panicked.
    #[error("the job panicked")]
    Panicked,
}

/// Runs all jobs at once, each to its end, and gives every outcome in the order of the jobs.
///
/// Dropping the returned future cancels the jobs.
pub async fn gather_outcomes<J, T, E>(jobs: Vec<J>) -> Vec<Result<T, JobError<E>>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    todo!("{} jobs want to run to their end", jobs.len())
}
