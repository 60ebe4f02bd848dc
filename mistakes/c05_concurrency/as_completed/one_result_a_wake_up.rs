//! Mistake: takes one result for each time that it is woken: two wake-ups before it waits are one.
//! Breaks: "No result is lost"
//! Rejected by: results_of_one_instant_are_all_there, a_slow_consumer_gets_every_result
//! Told: look for what is there before you wait

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use futures::stream::{self, BoxStream, StreamExt};
use tokio::sync::Notify;
use tokio::task::JoinSet;

pub fn as_completed<J, T, E>(jobs: Vec<J>) -> BoxStream<'static, Result<T, E>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let count = jobs.len();
    let (ended, comes) = (
        Arc::new(Mutex::new(VecDeque::new())),
        Arc::new(Notify::new()),
    );
    let mut tasks = JoinSet::new();
    for job in jobs {
        let (ended, comes) = (Arc::clone(&ended), Arc::clone(&comes));
        tasks.spawn(async move {
            let result = job.await;
            let mut ended = ended.lock().unwrap_or_else(PoisonError::into_inner);
            ended.push_back(result);
            comes.notify_one();
        });
    }
    stream::repeat(())
        .then(move |()| {
            let (ended, comes) = (Arc::clone(&ended), Arc::clone(&comes));
            let _stop_with_the_stream = &tasks;
            async move {
                loop {
                    comes.notified().await;
                    let mut ended = ended.lock().unwrap_or_else(PoisonError::into_inner);
                    if let Some(result) = ended.pop_front() {
                        return result;
                    }
                }
            }
        })
        .take(count)
        .boxed()
}
