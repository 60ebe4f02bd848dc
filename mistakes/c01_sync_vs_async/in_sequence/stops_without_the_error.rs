//! Mistake: stops at an error, but gives the results so far as if nothing had happened.
//! Breaks: "its error comes back at that instant"
//! Breaks: "The first error of a job"
//! Rejected by: an_error_comes_back_and_nothing_more_starts
//! Told: as if all had gone well

pub async fn in_sequence<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>>,
{
    let mut results = Vec::new();
    for job in jobs {
        match job.await {
            Ok(result) => results.push(result),
            Err(_) => break,
        }
    }
    Ok(results)
}
