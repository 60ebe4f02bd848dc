//! Each item is awaited as if it were something of tokio's.

use futures::{Stream, StreamExt};
use tokio::task::coop::cooperative;

/// Calls `step` with each item of the stream, and lets other tasks have their turns meanwhile.
pub async fn drain<S>(stream: &mut S, mut step: impl FnMut(S::Item)) -> usize
where
    S: Stream + Unpin,
{
    let mut count = 0;
    while let Some(item) = cooperative(stream.next()).await {
        step(item);
        count += 1;
    }
    count
}
