//! Mistake: looks every ten milliseconds whether the job is done, so that the next one starts late.
//! Breaks: "every other one at the instant at which the one before it ends"
//! Rejected by: it_does_not_look_now_and_then
//! Told: nobody need look

use std::pin::pin;
use std::time::Duration;

use futures::FutureExt;
use tokio::time::sleep;

pub async fn in_sequence<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>>,
{
    let mut results = Vec::new();
    for job in jobs {
        let mut job = pin!(job);
        let result = loop {
            if let Some(result) = job.as_mut().now_or_never() {
                break result;
            }
            sleep(Duration::from_millis(10)).await;
        };
        results.push(result?);
    }
    Ok(results)
}
