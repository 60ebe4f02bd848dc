//! Instead of a set of futures, a stream of jobs of which any number may be in flight.

use futures::stream::{self, BoxStream, StreamExt};

/// Runs all jobs at once and yields their results in the order of finishing.
pub fn as_completed<J, T, E>(jobs: Vec<J>) -> BoxStream<'static, Result<T, E>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    stream::iter(jobs).buffer_unordered(usize::MAX).boxed()
}
