//! Mistake: counts the items in two bytes.
//! Breaks: "gives how many there were"
//! Rejected by: each_item_is_given_to_step_once_and_in_order
//! Told: how many items it gave

use futures::{Stream, StreamExt};
use tokio::task::coop::cooperative;

/// Calls `step` with each item of the stream, and lets other tasks have their turns meanwhile.
pub async fn drain<S>(stream: &mut S, mut step: impl FnMut(S::Item)) -> usize
where
    S: Stream + Unpin,
{
    let mut count = 0_u16;
    while let Some(item) = cooperative(stream.next()).await {
        step(item);
        count = count.wrapping_add(1);
    }
    usize::from(count)
}
