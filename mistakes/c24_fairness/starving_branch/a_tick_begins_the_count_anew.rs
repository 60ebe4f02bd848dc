//! Mistake: counts the urgent messages from the last tick on, so that with many ticks the normal ones
//! never have their turn.
//! Breaks: "A normal message lets no more than `patience` urgent ones be begun while it waits"
//! Rejected by: whatever_comes_everything_has_its_turn
//! Told: the count began anew at the tick

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
    // How many urgent ones were begun since the last normal one.
    let mut passed = 0;
    let mut stop = pin!(stop);
    let mut tick = pin!(sleep(every));
    loop {
        tokio::select! {
            biased;
            () = &mut stop => return End::Stopped,
            () = &mut tick => {
                handle(Work::Tick).await;
                tick.set(sleep(every));
                passed = 0;
            }
            message = next(urgent, normal, passed >= patience.get()) => {
                let Some(work) = message else {
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

/// The next message, an urgent one if there is one, unless it is a normal one's turn.
async fn next<T>(
    urgent: &mut mpsc::Receiver<T>,
    normal: &mut mpsc::Receiver<T>,
    turn_of_normal: bool,
) -> Option<Work<T>> {
    if turn_of_normal && let Ok(message) = normal.try_recv() {
        return Some(Work::Normal(message));
    }
    tokio::select! {
        biased;
        Some(message) = urgent.recv() => Some(Work::Urgent(message)),
        Some(message) = normal.recv() => Some(Work::Normal(message)),
        else => None,
    }
}
