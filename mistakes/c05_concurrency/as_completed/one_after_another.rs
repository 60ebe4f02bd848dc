//! Mistake: starts a job only when the result of the one before it has been taken.
//! Breaks: "runs all jobs at once"
//! Rejected by: each_result_comes_when_it_is_ready
//! Told: one after another

use futures::stream::{self, BoxStream, StreamExt};

pub fn as_completed<J, T, E>(jobs: Vec<J>) -> BoxStream<'static, Result<T, E>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    stream::iter(jobs).then(|job| job).boxed()
}
