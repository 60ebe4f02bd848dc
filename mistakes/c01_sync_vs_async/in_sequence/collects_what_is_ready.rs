//! Mistake: for jobs that need not wait it has a short way, which looks at their results only at the end.
//! Breaks: "no later job is started"
//! Rejected by: a_job_that_fails_in_its_first_poll_ends_it_too
//! Told: failed in its first poll, without waiting

use std::pin::pin;
use std::task::Poll;

pub async fn in_sequence<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>>,
{
    let mut results = Vec::new();
    for job in jobs {
        let mut job = pin!(job);
        match futures::poll!(job.as_mut()) {
            Poll::Ready(result) => results.push(result),
            Poll::Pending => results.push(Ok(job.await?)),
        }
    }
    results.into_iter().collect()
}
