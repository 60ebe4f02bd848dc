//! Mistake: trusts `try_join_all` with any number of jobs: of more than 30, it reports an error only
//! when all jobs before it in the list are done.
//! Breaks: "The first job to fail ends it *at the instant it fails*"
//! Rejected by: among_a_thousand_jobs_the_first_error_still_wins
//! Told: only when all jobs before it in the list had ended

use futures::future::try_join_all;

pub async fn gather_or_fail<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    try_join_all(jobs).await
}
