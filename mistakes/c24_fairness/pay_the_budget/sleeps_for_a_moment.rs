//! Mistake: sleeps for a millisecond after so many items, so that others have their turn.
//! Breaks: "Giving way takes no time on the clock"
//! Rejected by: each_item_is_given_to_step_once_and_in_order
//! Told: giving way is not sleeping

use futures::{Stream, StreamExt};
use tokio::time::{Duration, sleep};

/// Calls `step` with each item of the stream, and lets other tasks have their turns meanwhile.
pub async fn drain<S>(stream: &mut S, mut step: impl FnMut(S::Item)) -> usize
where
    S: Stream + Unpin,
{
    let mut count = 0;
    while let Some(item) = stream.next().await {
        step(item);
        count += 1;
        if count % 128 == 0 {
            sleep(Duration::from_millis(1)).await;
        }
    }
    count
}
