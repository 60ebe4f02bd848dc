//! Mistake: takes the tasks that have ended out of the list with `swap_remove`, which puts the last one into
//! the gap, and sorts `done` alone.
//! Breaks: "Both are in the order of the list."
//! Rejected by: tasks_are_told_by_their_places_whatever_the_deadline
//! Told: `pending` is not

use std::future::poll_fn;
use std::task::Poll;

use futures::FutureExt;
use tokio::task::{JoinError, JoinHandle, unconstrained};
use tokio::time::{Instant, timeout_at};

#[derive(Debug)]
pub struct Waited<T> {
    pub done: Vec<(usize, Result<T, JoinError>)>,
    pub pending: Vec<(usize, JoinHandle<T>)>,
}

pub async fn wait_until<T>(tasks: Vec<JoinHandle<T>>, deadline: Instant) -> Waited<T> {
    let mut done = Vec::new();
    let mut pending: Vec<(usize, JoinHandle<T>)> = tasks.into_iter().enumerate().collect();
    let all_end = poll_fn(|cx| {
        let mut next = 0;
        while let Some((place, task)) = pending.get_mut(next) {
            let place = *place;
            match task.poll_unpin(cx) {
                Poll::Ready(outcome) => {
                    done.push((place, outcome));
                    pending.swap_remove(next);
                }
                Poll::Pending => next += 1,
            }
        }
        match pending.is_empty() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    });
    let _in_time = timeout_at(deadline, unconstrained(all_end)).await;
    done.sort_unstable_by_key(|(place, _)| *place);
    Waited { done, pending }
}
