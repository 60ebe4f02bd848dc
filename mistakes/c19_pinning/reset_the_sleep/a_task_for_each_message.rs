//! Mistake: each message starts a task that sleeps, and ends it all if it was the last message.
//! Breaks: "neither another timer nor a task"
//! Rejected by: no_task_is_started
//! Told: tasks more were alive

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
    let (rings, mut rang) = mpsc::unbounded_channel();
    let sleeps = move |number: usize| {
        let rings = rings.clone();
        tokio::spawn(async move {
            tokio::time::sleep(idle).await;
            let _ = rings.send(number);
        });
    };
    let mut messages = 0;
    sleeps(messages);
    loop {
        tokio::select! {
            biased;
            event = events.recv() => match event {
                Some(Event::KeepAlive) => on(Event::KeepAlive),
                Some(message) => {
                    on(message);
                    messages += 1;
                    sleeps(messages);
                }
                None => return End::Closed,
            },
            Some(number) = rang.recv() => {
                if number == messages {
                    return End::Idle;
                }
            }
        }
    }
}
