//! # as_completed: results as they finish
//!
//! Why: show each result when it is there. Whoever waits for the slowest before showing the first
//! wastes the time in between.
//!
//! Build: [`as_completed`] gives a stream that runs all jobs at once, however many they are. It
//! yields each result at the instant its job ends, however late that is, so in the order of finishing. An
//! error is a result as any other: it comes in its place, and the stream goes on. No result is lost,
//! however long the consumer takes before it asks for the next one. After the last result the stream
//! ends. Dropping the stream cancels the jobs that are left.
//!
//! Bad input: no jobs give a stream that ends at once.
//!
//! Left open: results of the same instant come in any order. The jobs start when the stream is first
//! polled, or before. While nobody asks for the next result they may go on or stand still, and what
//! comes then may be in any order. Jobs do not panic here.
//!
//! Good to know: a [`BoxStream`] is a stream behind a pointer, so that every way to build one has the
//! same type: `StreamExt::boxed` makes one. The jobs are `Send + 'static` so that you may spawn
//! them; if you do, see to it that they stop when the stream is dropped.
//!
//! In asyncio, `as_completed` is a plain iterator of awaitables. A stream is an asynchronous
//! iterator: asking it for the next item is what waits.
//!
//! Rule of thumb: what a consumer can use early should not wait for what comes late.

use futures::stream::BoxStream;

/// Runs all jobs at once and yields their results in the order of finishing.
///
/// Dropping the stream cancels the jobs that are left.
pub fn as_completed<J, T, E>(jobs: Vec<J>) -> BoxStream<'static, Result<T, E>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    todo!("{} jobs have something to yield", jobs.len())
}
