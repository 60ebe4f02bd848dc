//! Mistake: asks whether its task may still go on in this turn, before it gives the output.
//! Breaks: "its output comes back at that instant"
//! Rejected by: a_task_that_has_had_its_share_of_a_turn_calls_the_work_at_once_too
//! Told: its output did not come back in that poll

use std::pin::Pin;

use tokio::task::coop::consume_budget;

pub fn lazy_future<W, F>(work: W) -> Pin<Box<dyn Future<Output = F::Output> + Send>>
where
    W: FnOnce() -> F + Send + 'static,
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    Box::pin(async move {
        let output = work().await;
        // A loop over many of these lets others have their turn, too.
        consume_budget().await;
        output
    })
}
