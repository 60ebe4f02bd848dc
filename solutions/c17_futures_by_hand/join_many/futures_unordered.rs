//! Instead of wakers by hand, a `FuturesUnordered`, which has one for each future. Numbers put the
//! outputs back in order.

use futures::StreamExt;
use futures::stream::FuturesUnordered;

/// A future that is ready when all of these have been, with their outputs in order.
///
/// Dropping it drops them.
pub async fn join_many<F>(futures: Vec<F>) -> Vec<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let mut outputs: Vec<Option<F::Output>> = futures.iter().map(|_| None).collect();
    let numbered = futures.into_iter().enumerate();
    let mut running: FuturesUnordered<_> = numbered
        .map(|(number, future)| async move { (number, future.await) })
        .collect();
    while let Some((number, output)) = running.next().await {
        outputs[number] = Some(output);
    }
    outputs.into_iter().flatten().collect()
}
