//! Mistake: adds the time to the instant without a look at whether there is such an instant.
//! Breaks: "Where an `Instant` cannot hold the end of it"
//! Rejected by: no_idle_time_is_too_long
//! Told: overflow when adding duration to instant

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

/// Hands the events on until no message has come for so long.
pub async fn until_idle<T: Timer, M>(
    timer: T,
    idle: Duration,
    events: &mut mpsc::Receiver<Event<M>>,
    mut on: impl FnMut(Event<M>),
) -> End {
    let mut timer = pin!(timer);
    timer.as_mut().reset(Instant::now() + idle);
    loop {
        tokio::select! {
            biased;
            event = events.recv() => {
                let Some(event) = event else {
                    return End::Closed;
                };
                let is_message = matches!(event, Event::Message(_));
                on(event);
                if is_message {
                    timer.as_mut().reset(Instant::now() + idle);
                }
            }
            () = timer.as_mut() => return End::Idle,
        }
    }
}
