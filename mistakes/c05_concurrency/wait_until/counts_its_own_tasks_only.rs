//! Mistake: minds tokio's budget only for more than 128 tasks, though the caller may have spent it.
//! Breaks: "all tasks that have ended are done, however many they are"
//! Rejected by: what_the_caller_did_before_hides_no_task_that_has_ended
//! Told: the caller had used up what tokio lets a task have in one go

use futures::FutureExt;
use futures::future::join_all;
use tokio::task::coop::unconstrained;
use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, timeout_at};

#[derive(Debug)]
pub struct Waited<T> {
    pub done: Vec<(usize, Result<T, JoinError>)>,
    pub pending: Vec<(usize, JoinHandle<T>)>,
}

pub async fn wait_until<T>(tasks: Vec<JoinHandle<T>>, deadline: Instant) -> Waited<T> {
    // Tokio gives a task 128 outcomes in one go: fewer need nothing special.
    let many = tasks.len() > 128;
    let mut slots: Vec<_> = tasks.into_iter().map(|task| (task, None)).collect();
    if Instant::now() < deadline {
        let fill = slots
            .iter_mut()
            .map(|(task, outcome)| unconstrained(async { *outcome = Some(task.await) }));
        let _all_done = timeout_at(deadline, join_all(fill)).await;
    }

    let (mut done, mut pending) = (Vec::new(), Vec::new());
    for (place, (mut task, outcome)) in slots.into_iter().enumerate() {
        let outcome = match outcome {
            None if many => unconstrained(&mut task).now_or_never(),
            None => (&mut task).now_or_never(),
            told => told,
        };
        match outcome {
            Some(outcome) => done.push((place, outcome)),
            None => pending.push((place, task)),
        }
    }
    Waited { done, pending }
}
