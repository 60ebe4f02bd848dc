//! Mistake: polls the timer before it takes the messages. Where it was ready, and is set again for one that
//! came in time, nobody polls it after that, so it wakes nobody.
//! Breaks: "Whoever polls your future is woken by the events and by the timer"
//! Rejected by: a_message_is_in_time_when_the_timer_is_ready_as_well
//! Told: not polled after that, so it kept no waker

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

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
    let mut timer = Box::pin(timer);
    timer.as_mut().reset(from_now(idle));
    poll_fn(|cx| {
        let mut is_time = timer.as_mut().poll(cx).is_ready();
        loop {
            match events.poll_recv(cx) {
                Poll::Ready(Some(event)) => {
                    if let Event::Message(_) = event {
                        // In time, and from here on anew.
                        timer.as_mut().reset(from_now(idle));
                        is_time = false;
                    }
                    on(event);
                }
                Poll::Ready(None) => return Poll::Ready(End::Closed),
                Poll::Pending if is_time => return Poll::Ready(End::Idle),
                Poll::Pending => return Poll::Pending,
            }
        }
    })
    .await
}
