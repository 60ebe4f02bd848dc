//! # gather: all at once, results in input order
//!
//! Why: a page needs three answers from three servers. Ask all three, then wait for all three.
//!
//! Build: [`gather`] starts all jobs at the same instant and returns when the last one is done.
//! The results come back in the order of the jobs, whatever the order of finishing.
//!
//! You may poll the jobs in place, as in `at_once`, or spawn each as a task of its own: that is
//! why they are `Send + 'static`. A task may outlive whoever started it, and may move to another
//! thread. If you spawn, two things are yours to care for:
//! - When the caller gives up and drops your future, the jobs must stop too. `JoinHandle`s do not
//!   stop their tasks when they are dropped; a `JoinSet` does.
//! - When a job panics, the panic must not get lost: your function panics too.
//!
//! Bad input: no jobs give an empty list at once.
//!
//! In asyncio, `gather` always makes tasks, and cancelling it cancels them.
//!
//! Rule of thumb: poll in place to wait at once; spawn to *work* at once, on several threads.

/// Runs all jobs at once and gives their results in the order of the jobs.
///
/// Dropping the returned future cancels the jobs.
///
/// # Panics
/// If a job panics.
pub async fn gather<J, T>(jobs: Vec<J>) -> Vec<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    todo!("{} jobs want to run at once", jobs.len())
}
