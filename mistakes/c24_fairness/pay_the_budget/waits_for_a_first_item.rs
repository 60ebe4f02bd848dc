//! Mistake: takes it for granted that there is a first item.
//! Breaks: "of an empty stream it gives 0"
//! Rejected by: each_item_is_given_to_step_once_and_in_order
//! Told: this is how many items it gave

use futures::{Stream, StreamExt};
use tokio::task::coop::cooperative;

/// Calls `step` with each item of the stream, and lets other tasks have their turns meanwhile.
pub async fn drain<S>(stream: &mut S, mut step: impl FnMut(S::Item)) -> usize
where
    S: Stream + Unpin,
{
    let mut count = 0;
    loop {
        let item = cooperative(stream.next()).await;
        count += 1;
        match item {
            Some(item) => step(item),
            None => return count.max(2) - 1,
        }
    }
}
