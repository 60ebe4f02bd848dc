//! Mistake: starts the next job before it has waited for the one before it.
//! Breaks: "runs the jobs strictly one after another"
//! Rejected by: three_jobs_of_two_seconds_take_six
//! Told: at once

use futures::stream::{self, StreamExt, TryStreamExt};

pub async fn in_sequence<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>>,
{
    stream::iter(jobs).buffered(2).try_collect().await
}
