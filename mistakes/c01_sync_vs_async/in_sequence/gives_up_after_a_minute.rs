//! Mistake: sets each job a time limit that nobody asked for.
//! Breaks: "When the last one ends, the results come back"
//! Rejected by: a_job_may_take_a_day
//! Told: the job is done within a minute

use std::time::Duration;

use tokio::time::timeout;

pub async fn in_sequence<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>>,
{
    let mut results = Vec::new();
    for job in jobs {
        let result = timeout(Duration::from_secs(60), job).await;
        results.push(result.expect("the job is done within a minute")?);
    }
    Ok(results)
}
