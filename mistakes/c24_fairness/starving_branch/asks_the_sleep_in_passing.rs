//! Mistake: asks in passing whether a tick is due, and takes messages by `try_recv`. Where `handle` has
//! used up what the task may do in one poll, the sleep says no, and `try_recv` goes on all the same.
//! Breaks: "A tick comes before all messages"
//! Rejected by: a_handle_that_spends_the_budget_holds_no_tick_up
//! Told: until the task has given way

use std::num::NonZeroUsize;
use std::pin::pin;

use futures::FutureExt;
use tokio::sync::mpsc;
use tokio::time::{Duration, sleep};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work<T> {
    Urgent(T),
    Normal(T),
    Tick,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Stopped,
    Drained,
}

pub async fn serve<T>(
    urgent: &mut mpsc::Receiver<T>,
    normal: &mut mpsc::Receiver<T>,
    patience: NonZeroUsize,
    every: Duration,
    stop: impl Future<Output = ()>,
    mut handle: impl AsyncFnMut(Work<T>),
) -> End {
    let mut stop = pin!(stop.fuse());
    let mut tick = pin!(sleep(every));
    let mut passed = 0;
    loop {
        // What has happened since the last piece of work.
        if (&mut stop).now_or_never().is_some() {
            return End::Stopped;
        }
        if tick.as_mut().now_or_never().is_some() {
            handle(Work::Tick).await;
            tick.set(sleep(every));
            continue;
        }
        if passed >= patience.get()
            && let Ok(message) = normal.try_recv()
        {
            passed = 0;
            handle(Work::Normal(message)).await;
            continue;
        }
        if let Ok(message) = urgent.try_recv() {
            passed = passed.saturating_add(1);
            handle(Work::Urgent(message)).await;
            continue;
        }
        if let Ok(message) = normal.try_recv() {
            passed = 0;
            handle(Work::Normal(message)).await;
            continue;
        }
        // Nothing is there: what comes first ends the wait.
        tokio::select! {
            () = &mut stop => return End::Stopped,
            () = &mut tick => {
                handle(Work::Tick).await;
                tick.set(sleep(every));
            }
            next = async {
                tokio::select! {
                    Some(message) = urgent.recv() => Some(Work::Urgent(message)),
                    Some(message) = normal.recv() => Some(Work::Normal(message)),
                    else => None,
                }
            } => {
                let Some(work) = next else {
                    return End::Drained;
                };
                passed = match work {
                    Work::Urgent(_) => passed.saturating_add(1),
                    _ => 0,
                };
                handle(work).await;
            }
        }
    }
}
