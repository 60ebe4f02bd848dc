//! Mistake: leaves out the jobs that failed and says that all went well.
//! Breaks: "no later job is started"
//! Rejected by: an_error_comes_back_and_nothing_more_starts
//! Told: carried on

pub async fn in_sequence<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>>,
{
    let mut results = Vec::new();
    for job in jobs {
        if let Ok(result) = job.await {
            results.push(result);
        }
    }
    Ok(results)
}
