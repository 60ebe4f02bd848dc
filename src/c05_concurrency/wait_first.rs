//! # wait_first: who is done first, and who is not
//!
//! Why: three mirrors hold the same file. Ask all, take what comes first, and stop the others.
//!
//! Build: [`wait_first`] starts all jobs at the same instant and returns when the first one is
//! done. It gives a [`Waited`]:
//! - `done`: each job that is done by then, as its place in the list (from 0) and its result. If
//!   several jobs end at the same instant, all of them are in here: no finished result is lost. One
//!   that gives way once more at that instant may be in either list.
//! - `cancelled`: the places of all other jobs.
//!
//! Both are in the order of the list. When your function returns, the other jobs are cancelled and
//! gone: their futures are dropped, and what they held is free.
//!
//! The jobs are `Send + 'static` so that you may spawn them. If you do, abort *and await* those
//! that are not done. When the caller drops your future, the jobs must stop too.
//!
//! Bad input: no jobs give two empty lists at once. Jobs do not panic here.
//!
//! asyncio's `wait(..., return_when=FIRST_COMPLETED)` gives the sets `done` and `pending`, and
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
