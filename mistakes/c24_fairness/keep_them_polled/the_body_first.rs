//! Mistake: asks the body first, which may have spent the budget of the task when the jobs are asked.
//! Breaks: "whatever `body` is doing meanwhile"
//! Rejected by: a_body_that_spends_the_budget_holds_up_no_job
//! Told: your function asks the body first

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::pin::pin;

use futures::stream::{FuturesUnordered, StreamExt};

/// Runs the jobs, so many at a time, and calls `body` with each result.
pub async fn for_each_result<F, T>(
    jobs: impl IntoIterator<Item = F>,
    limit: NonZeroUsize,
    mut body: impl AsyncFnMut(T),
) where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let limit = limit.get();
    let mut jobs = jobs.into_iter().peekable();
    let mut begun = FuturesUnordered::new();
    let mut ended = VecDeque::new();
    loop {
        let result = ended.pop_front();
        // Results that wait have their places, too.
        while begun.len() + ended.len() < limit && jobs.peek().is_some() {
            begun.extend(jobs.next());
        }
        let Some(result) = result else {
            match begun.next().await {
                Some(result) => ended.push_back(result),
                None => return,
            }
            continue;
        };
        let mut at_work = pin!(body(result));
        loop {
            tokio::select! {
                biased;
                () = &mut at_work => break,
                Some(result) = begun.next(), if !begun.is_empty() => ended.push_back(result),
            }
        }
    }
}
