//! Mistake: waits for all jobs and then yields their results.
//! Breaks: "yields each result at the instant its job ends"
//! Rejected by: each_result_comes_when_it_is_ready
//! Told: held back, as if collected first

use futures::FutureExt;
use futures::future::join_all;
use futures::stream::{self, BoxStream, StreamExt};

pub fn as_completed<J, T, E>(jobs: Vec<J>) -> BoxStream<'static, Result<T, E>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    join_all(jobs).map(stream::iter).flatten_stream().boxed()
}
