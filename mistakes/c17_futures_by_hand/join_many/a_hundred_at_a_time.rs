//! Mistake: polls a hundred at a time, to be careful.
//! Breaks: "however many they are"
//! Rejected by: a_thousand_begin_at_once
//! Told: of its thousand only

use futures::StreamExt;

pub async fn join_many<F>(futures: Vec<F>) -> Vec<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let futures = futures::stream::iter(futures);
    futures.buffered(100).collect().await
}
