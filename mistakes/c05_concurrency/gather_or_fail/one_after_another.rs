//! Mistake: awaits one job after another with `?`.
//! Breaks: "starts all jobs at the same instant"
//! Rejected by: success_gives_the_values_in_the_order_of_the_jobs
//! Told: all of them start at once

pub async fn gather_or_fail<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut values = Vec::new();
    for job in jobs {
        values.push(job.await?);
    }
    Ok(values)
}
