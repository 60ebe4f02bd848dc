//! Instead of a set of tasks, a stream of jobs of which as many are polled as there are.

use futures::stream::{self, StreamExt};

/// Runs all jobs at once and gives their results in the order of the jobs.
pub async fn gather<J, T>(jobs: Vec<J>) -> Vec<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    // Room for nobody would be a stream that never moves.
    let room = jobs.len().max(1);
    stream::iter(jobs).buffered(room).collect().await
}
