//! Mistake: takes `biased` away, so that every branch has its chance. An urgent message has no more
//! than that either.
//! Breaks: "An urgent message comes before a normal one"
//! Breaks: "A tick comes before all messages"
//! Rejected by: a_normal_message_lets_as_many_pass_as_it_should
//! Told: urgent

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
    let (mut urgent_open, mut normal_open) = (true, true);
    let _ = patience;
    let mut stop = pin!(stop);
    let mut tick = pin!(sleep(every));
    while urgent_open || normal_open {
        tokio::select! {
            message = urgent.recv(), if urgent_open => match message {
                Some(message) => {
                    handle(Work::Urgent(message)).await;
                }
                None => urgent_open = false,
            },
            message = normal.recv(), if normal_open => match message {
                Some(message) => handle(Work::Normal(message)).await,
                None => normal_open = false,
            },
            () = &mut tick => {
                handle(Work::Tick).await;
                tick.set(sleep(every));
            }
            () = &mut stop => return End::Stopped,
        }
    }
    End::Drained
}
