//! Mistake: spawns the jobs, but awaits the tasks in the order of the list.
//! Breaks: "so in the order of finishing"
//! Rejected by: results_come_in_the_order_of_finishing
//! Told: the results came in the order of the list

use std::panic::resume_unwind;

use futures::stream::{self, BoxStream, StreamExt};
use tokio_util::task::AbortOnDropHandle;

pub fn as_completed<J, T, E>(jobs: Vec<J>) -> BoxStream<'static, Result<T, E>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let tasks: Vec<_> = jobs
        .into_iter()
        .map(|job| AbortOnDropHandle::new(tokio::spawn(job)))
        .collect();
    stream::iter(tasks)
        .then(|task| async {
            match task.await {
                Ok(result) => result,
                Err(error) => resume_unwind(error.into_panic()),
            }
        })
        .boxed()
}
