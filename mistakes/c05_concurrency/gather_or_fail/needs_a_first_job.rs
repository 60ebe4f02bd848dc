//! Mistake: waits with `select_all`, which cannot wait for nothing.
//! Breaks: "no jobs give an empty list at once"
//! Rejected by: no_jobs_and_a_single_job_work_too
//! Told: into `futures` panicked

use futures::future::select_all;

pub async fn gather_or_fail<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut values = Vec::new();
    let mut running: Vec<_> = jobs
        .into_iter()
        .enumerate()
        .map(|(place, job)| Box::pin(async move { (place, job.await) }))
        .collect();
    loop {
        let ((place, outcome), _, rest) = select_all(running).await;
        values.push((place, outcome?));
        if rest.is_empty() {
            break;
        }
        running = rest;
    }
    values.sort_unstable_by_key(|(place, _)| *place);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}
