//! Mistake: awaits the tasks in the order of the list, so that an error further down has to wait
//! for those before it.
//! Breaks: "The first job to fail ends it *at the instant it fails*"
//! Rejected by: the_first_error_in_time_wins_and_cancels_the_rest
//! Told: it awaits one job after another in the order of the list

use std::panic::resume_unwind;

use futures::future::join_all;
use tokio_util::task::AbortOnDropHandle;

pub async fn gather_or_fail<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut tasks: Vec<_> = jobs
        .into_iter()
        .map(|job| AbortOnDropHandle::new(tokio::spawn(job)))
        .collect();
    let mut values = Vec::new();
    for task in &mut tasks {
        match task.await {
            Ok(Ok(value)) => values.push(value),
            Ok(Err(error)) => {
                tasks.retain(|task| !task.is_finished());
                tasks.iter().for_each(AbortOnDropHandle::abort);
                join_all(tasks).await;
                return Err(error);
            }
            Err(panic) => resume_unwind(panic.into_panic()),
        }
    }
    Ok(values)
}
