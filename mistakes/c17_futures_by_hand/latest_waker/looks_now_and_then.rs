//! Mistake: looks every 50 milliseconds whether it is set, instead of being woken.
//! Breaks: "Nobody is woken before the signal is set"
//! Breaks: "wakes the task that polled last"
//! Rejected by: set_wakes_who_waits_once, nobody_is_woken_for_a_day
//! Told: woken

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Sleep, sleep};

pub struct Setter {
    state: Arc<AtomicBool>,
}

pub struct Signal {
    state: Arc<AtomicBool>,
    look: Option<Pin<Box<Sleep>>>,
}

pub fn signal() -> (Setter, Signal) {
    let state = Arc::<AtomicBool>::default();
    let setter = Setter {
        state: Arc::clone(&state),
    };
    (setter, Signal { state, look: None })
}

impl Setter {
    pub fn set(&self) {
        self.state.store(true, Ordering::SeqCst);
    }
}

impl Future for Signal {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            if self.state.load(Ordering::SeqCst) {
                return Poll::Ready(());
            }
            let look = || Box::pin(sleep(Duration::from_millis(50)));
            let look = self.look.get_or_insert_with(look);
            ready!(look.as_mut().poll(cx));
            self.look = None;
        }
    }
}
