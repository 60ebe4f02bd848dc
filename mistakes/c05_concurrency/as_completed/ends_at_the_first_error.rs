//! Mistake: ends the stream after the first error.
//! Breaks: "and the stream goes on"
//! Rejected by: an_error_comes_in_its_place_and_the_stream_goes_on
//! Told: the stream should go on

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
        .scan(false, |failed, result| {
            let item = (!*failed).then_some(result);
            *failed |= matches!(item, Some(Err(_)));
            ready(item)
        })
        .boxed()
}
