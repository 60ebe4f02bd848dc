//! Mistake: takes the jobs from the end of the list, so that the last one runs first.
//! Breaks: "in the order given"
//! Rejected by: results_come_in_the_order_of_the_jobs
//! Told: out of order

pub async fn in_sequence<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>>,
{
    let mut jobs = jobs;
    let mut results = Vec::new();
    while let Some(job) = jobs.pop() {
        results.push(job.await?);
    }
    Ok(results)
}
