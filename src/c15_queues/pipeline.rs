//! # pipeline: an assembly line
//!
//! Why: load, parse, store. Each item goes through all the stages, but while the second is being
//! parsed, the third can already be loaded. With every stage at work at the same time the line is
//! as fast as its slowest stage, and not as slow as all of them together.
//!
//! Build: [`pipeline`] takes items from `source` and sends each through all `stages`, first stage
//! first, however many there are and however long they take. The results come back in the order of
//! the source.
//!
//! - A stage works on one item at a time. All stages work at the same time, on different items.
//! - Between two stages there is a queue with room for `room` items. A stage that has finished an
//!   item hands it on as soon as the queue has room; until then it holds the item and waits. It
//!   begins its next item as soon as it has handed on the last one and the next one is there.
//! - There is no queue before the first stage: an item is taken from the source at the instant at
//!   which the first stage can begin it. The source may be endless,
//!   whatever its `size_hint` says.
//! - What the last stage gives goes straight into the result: it never waits.
//! - When a stage fails, its error comes back at that instant. Then all stages stop where they are, in
//!   the middle of an item too, a turn of the runtime later at the latest. None begins another item,
//!   and nothing more is taken from the source.
//!
//! Bad input: no items give no results; with no stages the items are the results.
//!
//! Left open: which error comes back when two stages fail at one instant, a stage that panics, and a
//! room of more than a million.
//!
//! Good to know: you may spawn tasks or not. `Send + 'static` in the bounds is there because a task
//! may move to another thread and may outlive the function that started it.
//!
//! In asyncio you would chain `Queue`s, end each with a sentinel, and cancel the tasks of the
//! other stages by hand. Here a channel ends by itself when its sender is dropped.
//!
//! Rule of thumb: a bounded queue between two stages is a buffer; an unbounded one is a leak that
//! has not happened yet.

use std::num::NonZeroUsize;

use futures::future::BoxFuture;

/// What is done to an item at one place of the line.
pub type Stage<T, E> = Box<dyn Fn(T) -> BoxFuture<'static, Result<T, E>> + Send + Sync>;

/// Sends all items through all stages; gives the results in the order of the items.
///
/// # Errors
/// The first error of a stage.
pub async fn pipeline<T, E, S>(
    source: S,
    stages: Vec<Stage<T, E>>,
    room: NonZeroUsize,
) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
    S: Iterator<Item = T> + Send + 'static,
{
    todo!("every stage at once, with so much room between two", with source, stages, room)
}
