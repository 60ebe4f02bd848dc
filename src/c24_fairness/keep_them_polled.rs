//! # keep_them_polled: what stands still while you do something else
//!
//! Why: `buffer_unordered(3)` keeps three jobs in flight, as long as somebody asks it for the next result.
//! While the body of the loop awaits something else, nobody asks, and nobody polls what is in flight: all
//! three stand still. A page that had come stays unread, a connection that nobody reads times out, and
//! the next job is not begun though a place is free. It looks like a slow network, and more jobs in
//! flight only make it worse. The code below does just that: repair it.
//!
//! Build: [`for_each_result`] runs the jobs, `limit` of them at a time, and calls `body` with each result:
//! - A job that was begun goes on by itself to its end, whatever `body` is doing meanwhile.
//! - A job has its place from its beginning until `body` is called with its result. There are `limit`
//!   places, and at the instant at which one is free the next job is begun, in the order of `jobs`. None
//!   is taken out of `jobs` before that.
//! - `body` is called with one result after another, in the order in which the jobs have ended, and
//!   awaited to its end, however long that takes. The next call comes at that instant, or when there is
//!   a result.
//! - When all jobs are done and the last call has ended, it returns at that instant.
//! - If its future is dropped, all jobs in flight are dropped at that instant, too, or a turn of the
//!   runtime later.
//!
//! Bad input: when a job panics, the caller gets the panic.
//!
//! Left open: the order of two jobs that end at the same instant, and of results that wait when the task
//! has spent the budget that tokio grants it for one go. What becomes of the other jobs, and of results
//! that wait, when one panics. A panic of `body` or of `jobs`.
//!
//! Good to know: results that wait have their places, too: if `body` is slower than the jobs, it is the
//! jobs that wait, and memory does not grow.
//!
//! In asyncio, a job is a task and goes on while you await something else. What is lost there is the
//! limit: tasks that are done wait in a list without an end.
//!
//! Rule of thumb: a future is polled by whoever awaits it. While you await another one, that is nobody,
//! unless you poll both or let the runtime poll it.
//!
//! Red at first: jobs_in_flight_go_on_while_the_body_is_at_work,
//! a_place_is_free_when_its_result_goes_to_the_body, whatever_they_take_each_goes_on_by_itself,
//! a_body_that_takes_a_day_holds_up_no_job, it_goes_on_in_whatever_way_it_is_polled

use std::num::NonZeroUsize;

use futures::stream::{self, StreamExt};

/// Runs the jobs, so many at a time, and calls `body` with each result.
pub async fn for_each_result<F, T>(
    jobs: impl IntoIterator<Item = F>,
    limit: NonZeroUsize,
    mut body: impl AsyncFnMut(T),
) where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut results = stream::iter(jobs).buffer_unordered(limit.get());
    while let Some(result) = results.next().await {
        body(result).await;
    }
}
