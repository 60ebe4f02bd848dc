//! Mistake: takes it for granted that there is a first job.
//! Breaks: "no jobs give an empty list"
//! Rejected by: no_jobs_and_a_single_job_are_sequences_too
//! Told: your code panicked

pub async fn in_sequence<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>>,
{
    let mut jobs = jobs.into_iter();
    let mut results = vec![jobs.next().expect("there is a first job").await?];
    for job in jobs {
        results.push(job.await?);
    }
    Ok(results)
}
