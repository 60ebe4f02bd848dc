//! Mistake: awaits the tasks in turn, and at the deadline takes all that it has not come to for
//! pending.
//! Breaks: "for each task that has ended, its place"
//! Rejected by: what_is_pending_runs_on_and_can_be_awaited_later, a_deadline_in_the_past_still_tells_who_is_done
//! Told: says nothing of those behind it

use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, timeout_at};

#[derive(Debug)]
pub struct Waited<T> {
    pub done: Vec<(usize, Result<T, JoinError>)>,
    pub pending: Vec<(usize, JoinHandle<T>)>,
}

pub async fn wait_until<T>(tasks: Vec<JoinHandle<T>>, deadline: Instant) -> Waited<T> {
    let (mut done, mut pending) = (Vec::new(), Vec::new());
    let mut late = false;
    for (place, mut task) in tasks.into_iter().enumerate() {
        if late {
            pending.push((place, task));
            continue;
        }
        match timeout_at(deadline, &mut task).await {
            Ok(outcome) => done.push((place, outcome)),
            Err(_) => {
                late = true;
                pending.push((place, task));
            }
        }
    }
    Waited { done, pending }
}
