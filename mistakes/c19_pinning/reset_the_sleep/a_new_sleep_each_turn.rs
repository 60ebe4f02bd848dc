//! Mistake: makes a new `sleep` in each turn of the loop: whatever turns it puts off the end.
//! Breaks: "changes nothing about that instant"
//! Rejected by: a_keep_alive_is_handed_on_and_puts_nothing_off
//! Told: began anew with each event

use std::pin::Pin;

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
    _timer: T,
    idle: Duration,
    events: &mut mpsc::Receiver<Event<M>>,
    mut on: impl FnMut(Event<M>),
) -> End {
    loop {
        tokio::select! {
            biased;
            event = events.recv() => match event {
                Some(event) => on(event),
                None => return End::Closed,
            },
            () = tokio::time::sleep(idle) => return End::Idle,
        }
    }
}
