//! # wait_first: who is done first, and who is not
//!
//! Why: three mirrors hold the same file. Ask all, take what comes first, and stop the others.
//!
//! Build: [`wait_first`] starts all jobs at the same instant, however many they are. It returns at
//! the instant at which the first one is done, however late that is. It gives a [`Waited`]:
//! - `done`: each job that is done by then, as its place in the list (from 0) and its result, also
//!   if several end at the same instant: no finished result is lost.
//! - `cancelled`: the places of all other jobs.
//!
//! Both are in the order of the list. When your function returns, the other jobs are cancelled and
//! gone: their futures are dropped, and what they held is free. When the caller drops your future,
//! the jobs stop too.
//!
//! Bad input: no jobs give two empty lists at once.
//!
//! Left open: a job that gives way once more at that instant may be in either list. So may some of
//! the jobs when dozens of them end at one instant, as tokio makes a task give way now and then.
//! You may poll the jobs in place or spawn each as a task of its own. Jobs do not panic here.
//!
//! Good to know: the jobs are `Send + 'static` so that you may spawn them. If you do, abort *and
//! await* those that are not done.
//!
//! In asyncio, `wait(..., return_when=FIRST_COMPLETED)` gives the sets `done` and `pending`, and
//! leaves it to you to cancel the pending. Forget it, and they run on.
//!
//! Rule of thumb: in a race, decide what becomes of the losers, and of a dead heat.

/// What [`wait_first`] saw at the first completion.
#[derive(Debug, PartialEq, Eq)]
pub struct Waited<T> {
    /// Places and results of the jobs that are done, in the order of the list.
    pub done: Vec<(usize, T)>,
    /// Places of the jobs that were cancelled, in the order of the list.
    pub cancelled: Vec<usize>,
}

/// Runs all jobs at once until the first is done, and cancels the rest.
///
/// Dropping the returned future cancels all jobs.
pub async fn wait_first<J, T>(jobs: Vec<J>) -> Waited<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    todo!("{} jobs race each other", jobs.len())
}
