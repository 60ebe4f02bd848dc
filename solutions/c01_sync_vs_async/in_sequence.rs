//! One `.await` after another: the loop stands still while a job runs, and `?` leaves it at the
//! first error.

/// Runs the jobs one after another and gives their results in order.
///
/// # Errors
/// The first error of a job; the jobs after it are never started.
pub async fn in_sequence<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>>,
{
    let mut results = Vec::with_capacity(jobs.len());
    for job in jobs {
        results.push(job.await?);
    }
    Ok(results)
}
