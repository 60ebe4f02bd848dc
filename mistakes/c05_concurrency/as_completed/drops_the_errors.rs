//! Mistake: yields the values and leaves the errors out.
//! Breaks: "An error is a result as any other"
//! Rejected by: an_error_comes_in_its_place_and_the_stream_goes_on
//! Told: an error is a result as any other

use std::future::ready;

use futures::stream::{BoxStream, FuturesUnordered, StreamExt};

pub fn as_completed<J, T, E>(jobs: Vec<J>) -> BoxStream<'static, Result<T, E>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    jobs.into_iter()
        .collect::<FuturesUnordered<_>>()
        .filter(|result| ready(result.is_ok()))
        .boxed()
}
