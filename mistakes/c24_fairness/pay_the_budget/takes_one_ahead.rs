//! Mistake: takes the next item out while it handles one, to see whether there is another.
//! Breaks: "each item that was taken out has been given to `step`"
//! Rejected by: whenever_it_is_dropped_all_that_was_taken_was_given_to_step
//! Told: is lost

use futures::{Stream, StreamExt};
use tokio::task::coop::cooperative;

/// Calls `step` with each item of the stream, and lets other tasks have their turns meanwhile.
pub async fn drain<S>(stream: &mut S, mut step: impl FnMut(S::Item)) -> usize
where
    S: Stream + Unpin,
{
    let mut count = 0;
    let mut ahead = cooperative(stream.next()).await;
    while let Some(item) = ahead {
        ahead = cooperative(stream.next()).await;
        step(item);
        count += 1;
    }
    count
}
