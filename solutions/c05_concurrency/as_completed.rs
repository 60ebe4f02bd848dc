//! A `FuturesUnordered` is exactly this stream: it polls all of them and yields what is ready. It
//! owns the jobs, so dropping it drops them.

use futures::stream::{BoxStream, FuturesUnordered, StreamExt};

/// Runs all jobs at once and yields their results in the order of finishing.
///
/// Dropping the stream cancels the jobs that are left.
pub fn as_completed<J, T, E>(jobs: Vec<J>) -> BoxStream<'static, Result<T, E>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    jobs.into_iter().collect::<FuturesUnordered<_>>().boxed()
}
