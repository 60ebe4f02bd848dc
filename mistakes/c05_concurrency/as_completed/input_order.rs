//! Mistake: runs the jobs at once, but yields their results in the order of the list.
//! Breaks: "so in the order of finishing"
//! Rejected by: results_come_in_the_order_of_finishing
//! Told: the results came in the order of the list

use futures::stream::{BoxStream, FuturesOrdered, StreamExt};

pub fn as_completed<J, T, E>(jobs: Vec<J>) -> BoxStream<'static, Result<T, E>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    jobs.into_iter().collect::<FuturesOrdered<_>>().boxed()
}
