//! Pays in a step of its own, and then awaits the item.

use futures::{Stream, StreamExt};
use tokio::task::consume_budget;

pub async fn drain<S>(stream: &mut S, mut step: impl FnMut(S::Item)) -> usize
where
    S: Stream + Unpin,
{
    let mut count = 0;
    loop {
        consume_budget().await;
        let Some(item) = stream.next().await else {
            return count;
        };
        step(item);
        count += 1;
    }
}
