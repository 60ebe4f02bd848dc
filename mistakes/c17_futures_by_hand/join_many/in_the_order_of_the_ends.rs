//! Mistake: gives the outputs in the order in which they came.
//! Breaks: "It gives their outputs in the order of the list."
//! Rejected by: all_begin_at_once_and_the_outputs_are_in_order
//! Told: whichever ended first

use futures::StreamExt;
use futures::stream::FuturesUnordered;

pub async fn join_many<F>(futures: Vec<F>) -> Vec<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let running: FuturesUnordered<F> = futures.into_iter().collect();
    running.collect().await
}
