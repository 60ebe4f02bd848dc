//! Mistake: runs the jobs in order, but puts each result before those that it has.
//! Breaks: "the results come back at that instant, in the order of the jobs"
//! Rejected by: results_come_in_the_order_of_the_jobs
//! Told: out of order

pub async fn in_sequence<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>>,
{
    let mut results = Vec::new();
    for job in jobs {
        results.insert(0, job.await?);
    }
    Ok(results)
}
