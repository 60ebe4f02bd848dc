//! Lets something of tokio's pay: a semaphore that always has a permit.

use futures::{Stream, StreamExt};
use tokio::sync::Semaphore;

pub async fn drain<S>(stream: &mut S, mut step: impl FnMut(S::Item)) -> usize
where
    S: Stream + Unpin,
{
    let turns = Semaphore::new(1);
    let mut count = 0;
    loop {
        let turn = turns.acquire().await;
        let Some(item) = stream.next().await else {
            return count;
        };
        step(item);
        count += 1;
        drop(turn);
    }
}
