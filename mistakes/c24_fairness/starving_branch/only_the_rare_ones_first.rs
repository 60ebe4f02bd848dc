//! Mistake: puts what is rare first, and lets the urgent messages starve the normal ones as before.
//! Breaks: "A normal message lets no more than `patience` urgent ones be begun while it waits"
//! Rejected by: whatever_comes_everything_has_its_turn
//! Told: it was the turn of that one

use std::num::NonZeroUsize;
use std::pin::pin;

use tokio::sync::mpsc;
use tokio::time::{Duration, sleep};

/// What there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work<T> {
    /// A message that comes before others.
    Urgent(T),
    /// Any other message.
    Normal(T),
    /// It is time to see to what is regular: a heartbeat, say.
    Tick,
}

/// Why it has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It was told to stop.
    Stopped,
    /// Both queues are at their end.
    Drained,
}

/// Handles urgent messages, normal ones and ticks, until it is told to stop or nothing can come.
pub async fn serve<T>(
    urgent: &mut mpsc::Receiver<T>,
    normal: &mut mpsc::Receiver<T>,
    patience: NonZeroUsize,
    every: Duration,
    stop: impl Future<Output = ()>,
    mut handle: impl AsyncFnMut(Work<T>),
) -> End {
    let _ = patience;
    let mut stop = pin!(stop);
    let mut tick = pin!(sleep(every));
    loop {
        tokio::select! {
            biased;
            () = &mut stop => return End::Stopped,
            () = &mut tick => {
                handle(Work::Tick).await;
                tick.set(sleep(every));
            }
            message = next(urgent, normal) => {
                let Some(work) = message else {
                    return End::Drained;
                };
                handle(work).await;
            }
        }
    }
}

/// The next message, an urgent one if there is one, else a normal one.
async fn next<T>(
    urgent: &mut mpsc::Receiver<T>,
    normal: &mut mpsc::Receiver<T>,
) -> Option<Work<T>> {
    tokio::select! {
        biased;
        Some(message) = urgent.recv() => Some(Work::Urgent(message)),
        Some(message) = normal.recv() => Some(Work::Normal(message)),
        else => None,
    }
}
