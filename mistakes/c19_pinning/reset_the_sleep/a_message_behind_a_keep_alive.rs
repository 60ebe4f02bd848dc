//! Mistake: when the timer is ready, looks at the next event only: a message that is there behind a
//! keep-alive is left in the channel.
//! Breaks: "When a message is there and the timer is ready in the same poll, the message is in time"
//! Rejected by: what_is_there_when_the_timer_is_ready_is_in_time_if_it_is_a_message
//! Told: the message was there, so it was in time

use std::pin::{Pin, pin};

use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::time::{Duration, Instant, Sleep};

/// Something that came from the other side.
#[derive(Debug)]
pub enum Event<M> {
    /// It has something to say.
    Message(M),
    /// It says only that it is still there.
    KeepAlive,
}

/// Why nothing is handed on any more.
#[derive(Debug)]
pub enum End {
    /// No message has come for so long.
    Idle,
    /// Nobody sends any more.
    Closed,
}

/// A future that is ready at an instant, and can be set to another one.
pub trait Timer: Future<Output = ()> {
    /// Sets it: it is ready at this instant and not before, whether it was ready already or not.
    fn reset(self: Pin<&mut Self>, at: Instant);
}

impl Timer for Sleep {
    fn reset(self: Pin<&mut Self>, at: Instant) {
        Sleep::reset(self, at);
    }
}

/// Far longer than anybody waits, and no instant is too far away to be told.
const FAR: Duration = Duration::from_secs(60 * 60 * 24 * 365 * 30);

/// So long from now, as far as an instant can tell.
fn from_now(time: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(time).unwrap_or_else(|| now + FAR)
}

/// Hands the events on until no message has come for so long.
pub async fn until_idle<T: Timer, M>(
    timer: T,
    idle: Duration,
    events: &mut mpsc::Receiver<Event<M>>,
    mut on: impl FnMut(Event<M>),
) -> End {
    let mut timer = pin!(timer);
    timer.as_mut().reset(from_now(idle));
    loop {
        tokio::select! {
            biased;
            () = timer.as_mut() => match events.try_recv() {
                // In time, at the last moment.
                Ok(Event::Message(message)) => {
                    on(Event::Message(message));
                    timer.as_mut().reset(from_now(idle));
                }
                Ok(Event::KeepAlive) => {
                    on(Event::KeepAlive);
                    return End::Idle;
                }
                Err(TryRecvError::Empty) => return End::Idle,
                Err(TryRecvError::Disconnected) => return End::Closed,
            },
            event = events.recv() => {
                let Some(event) = event else {
                    return End::Closed;
                };
                let is_message = matches!(event, Event::Message(_));
                on(event);
                if is_message {
                    timer.as_mut().reset(from_now(idle));
                }
            }
        }
    }
}
