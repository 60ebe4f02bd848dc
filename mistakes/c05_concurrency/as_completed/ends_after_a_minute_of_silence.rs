//! Mistake: ends the stream when no result has come for a minute.
//! Breaks: "however late that is"
//! Rejected by: a_job_that_takes_a_day_is_waited_for
//! Told: nobody has set a limit

use std::time::Duration;

use futures::stream::{self, BoxStream, FuturesUnordered, StreamExt};
use tokio::time::timeout;

pub fn as_completed<J, T, E>(jobs: Vec<J>) -> BoxStream<'static, Result<T, E>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let running: FuturesUnordered<_> = jobs.into_iter().collect();
    stream::unfold(running, |mut running| async move {
        let next = timeout(Duration::from_secs(60), running.next()).await;
        let result = next.ok().flatten()?;
        Some((result, running))
    })
    .boxed()
}
