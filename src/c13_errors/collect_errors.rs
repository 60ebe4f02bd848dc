//! # collect_errors: all of it, the good and the bad, by name
//!
//! Why: a nightly run of fifty jobs should not stop at the third. In the morning you want to know
//! which ones went well, which ones did not, and why.
//!
//! Build: [`collect_errors`] runs all jobs at once, however many there are. It waits until every one
//! of them has ended, however long that takes, and at that instant gives a [`Report`]: the successes
//! and the failures, each with the name of its job.
//! - Both lists are in the order of the jobs, not of finishing.
//! - A job that gives an error is a [`Failure::Error`] with that error.
//! - A job that panics is a [`Failure::Panic`] with the panic's message as it is, be it a
//!   `&'static str` or a `String`. For a value of any other type the message is `no message`.
//! - Neither stops the other jobs, and neither reaches your caller in another way.
//! - If the caller gives up and drops your future, all jobs are cancelled: nothing is left running.
//!
//! Bad input: no jobs give an empty report at once. Two jobs may have the same name; both are
//! reported.
//!
//! Left open: whether a job is a task of its own. A task that is cancelled may go a little later,
//! when the runtime comes round to it. What happens if a job, or the value that a panic carries,
//! panics when it is dropped.
//!
//! Good to know: the jobs are `Send + 'static`, which means that each can be made a task. It does not
//! mean that it has to be.
//!
//! In asyncio, `gather(…, return_exceptions=True)` puts values and exceptions into one list, and you
//! sort them out by `isinstance`. Here the types keep them apart.
//!
//! Rule of thumb: take the name along with the work. Bringing them together afterwards goes wrong.

use thiserror::Error;

/// Why a job did not succeed.
#[derive(Debug, PartialEq, Error)]
pub enum Failure<E> {
    /// The job gave this error.
    #[error("{0}")]
    Error(E),
    /// The job panicked with this message.
    #[error("panicked: {0}")]
    Panic(String),
}

/// What became of many jobs, by name.
#[derive(Debug, PartialEq)]
pub struct Report<T, E> {
    /// The jobs that gave a value, in the order of the jobs.
    pub successes: Vec<(String, T)>,
    /// The jobs that did not, in the order of the jobs.
    pub failures: Vec<(String, Failure<E>)>,
}

/// Runs all jobs at once and reports what became of each.
pub async fn collect_errors<J, T, E>(jobs: Vec<(String, J)>) -> Report<T, E>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    todo!("{} jobs are to run, and each to be reported", jobs.len())
}
