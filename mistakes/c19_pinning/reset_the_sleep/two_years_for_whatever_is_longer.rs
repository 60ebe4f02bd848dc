//! Mistake: takes two years for whatever is longer, and not only where an instant cannot hold the end.
//! Breaks: "No `idle` is too long"
//! Breaks: "Where an `Instant` cannot hold the end of it"
//! Rejected by: no_idle_time_is_too_long
//! Told: came after 730 days already

use std::pin::{Pin, pin};

use tokio::sync::mpsc;
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

/// Longer than anybody waits.
const FAR: Duration = Duration::from_secs(60 * 60 * 24 * 365 * 2);

/// So long from now, as far as an instant can tell.
fn from_now(time: Duration) -> Instant {
    let now = Instant::now();
    now + time.min(FAR)
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
            // In this order: a message that is there is in time.
            biased;
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
            () = timer.as_mut() => return End::Idle,
        }
    }
}
