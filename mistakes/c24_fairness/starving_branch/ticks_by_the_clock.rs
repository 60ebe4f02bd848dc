//! Mistake: has an `interval` tick, which counts from the beginning of a tick and makes up for those
//! that it missed.
//! Breaks: "when it has gone by since the tick before it had ended"
//! Rejected by: a_tick_comes_before_the_messages
//! Told: had ended

use std::num::NonZeroUsize;
use std::pin::pin;

use tokio::sync::mpsc;
use tokio::time::{Duration, Instant, interval_at};

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
    let first = Instant::now().checked_add(every);
    let first = first.unwrap_or_else(|| Instant::now() + Duration::from_secs(1_000_000_000));
    let mut tick = interval_at(first, every);
    loop {
        tokio::select! {
            biased;
            () = &mut stop => return End::Stopped,
            _ = tick.tick() => {
                handle(Work::Tick).await;
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
