//! Mistake: asks once for each item, and takes what is not ready for the end. A spent budget looks like
//! that, too.
//! Breaks: "gives how many there were"
//! Rejected by: each_item_is_given_to_step_once_and_in_order
//! Told: are missing

use futures::FutureExt;
use futures::{Stream, StreamExt};
use tokio::task::coop::cooperative;

/// Calls `step` with each item of the stream, and lets other tasks have their turns meanwhile.
pub async fn drain<S>(stream: &mut S, mut step: impl FnMut(S::Item)) -> usize
where
    S: Stream + Unpin,
{
    let mut count = 0;
    while let Some(Some(item)) = cooperative(stream.next()).now_or_never() {
        step(item);
        count += 1;
    }
    count
}
