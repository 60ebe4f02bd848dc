//! # gather: all at once, results in input order
//!
//! Why: a page needs three answers from three servers. Ask all three, then wait for all three.
//!
//! Build: [`gather`] starts all jobs at the same instant, however many they are. It returns at the
//! instant at which the last one is done, however long that takes. The results come back in the
//! order of the jobs, whatever the order of finishing.
//! - When the caller gives up and drops your future, the jobs stop too.
//! - When a job panics, the panic must not get lost: your function panics too. No job runs on after
//!   that.
//!
//! Bad input: no jobs give an empty list at once.
//!
//! Left open: you may poll the jobs in place, as in `at_once`, or spawn each as a task of its own.
//! After a job has panicked, your function may panic at once or when the others have ended, and with
//! any message.
//!
//! Good to know: a task may outlive whoever started it, and may move to another thread. That is why
//! the jobs are `Send + 'static`. `JoinHandle`s do not stop their tasks when they are dropped; a
//! `JoinSet` does.
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
