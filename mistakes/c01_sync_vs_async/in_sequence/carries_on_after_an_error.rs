//! Mistake: runs the rest after an error and looks at the results only at the end.
//! Breaks: "no later job is started"
//! Breaks: "the jobs after it are never started"
//! Rejected by: an_error_comes_back_and_nothing_more_starts
//! Told: carried on

pub async fn in_sequence<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>>,
{
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await);
    }
    results.into_iter().collect()
}
