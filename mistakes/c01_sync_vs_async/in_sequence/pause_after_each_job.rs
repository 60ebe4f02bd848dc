//! Mistake: sleeps for a while after each job "to let it finish", though `.await` has done so.
//! Breaks: "every other one at the instant at which the one before it ends"
//! Rejected by: each_job_starts_at_the_instant_the_one_before_it_ends
//! Told: started 100ms too late

use std::time::Duration;

pub async fn in_sequence<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>>,
{
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await?);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(results)
}
