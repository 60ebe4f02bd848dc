//! # gather_or_fail: the first error wins
//!
//! Why: a report needs all its parts. When one of them cannot be had, the rest is wasted work:
//! stop it, and say why, without a moment's delay.
//!
//! Build: [`gather_or_fail`] starts all jobs at the same instant, however many they are. If all
//! succeed, it gives their values in the order of the jobs, at the instant at which the last one is
//! done, however long that takes. The first job to fail ends it *at the instant it fails*: first in
//! time, not first in the list. When your function returns the error, the other jobs have been
//! cancelled and are gone: their futures are dropped, and what they held is free. When the caller
//! drops your future, the jobs stop too.
//!
//! Bad input: no jobs give an empty list at once.
//!
//! Left open: if two fail at the same instant, either error may come back. You may poll the jobs in
//! place or spawn each as a task of its own. Jobs do not panic here.
//!
//! Good to know: the jobs are `Send + 'static` so that you may spawn them. If you do: aborting a
//! task only asks it to stop. It is gone when you have awaited it.
//!
//! In asyncio, `gather` gives the first exception and leaves the other tasks running. `TaskGroup`
//! cancels them and waits for them, as you do here.
//!
//! Rule of thumb: whoever starts work decides when it stops, and waits until it has.

/// Runs all jobs at once and gives their values in the order of the jobs.
///
/// Dropping the returned future cancels the jobs.
///
/// # Errors
/// The error of the job that fails first; by then all others are cancelled and dropped.
pub async fn gather_or_fail<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    todo!("{} jobs want to run until one fails", jobs.len())
}
