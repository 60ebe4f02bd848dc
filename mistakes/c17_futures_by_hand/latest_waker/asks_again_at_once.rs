//! Mistake: keeps no waker, and asks to be polled again at once as long as nothing is set: it spins.
//! Breaks: "Nobody is woken before the signal is set"
//! Rejected by: nobody_is_woken_for_a_day
//! Told: the poll woke its own task

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

pub struct Setter {
    state: Arc<AtomicBool>,
}

pub struct Signal {
    state: Arc<AtomicBool>,
}

pub fn signal() -> (Setter, Signal) {
    let state = Arc::<AtomicBool>::default();
    let setter = Setter {
        state: Arc::clone(&state),
    };
    (setter, Signal { state })
}

impl Setter {
    pub fn set(&self) {
        self.state.store(true, Ordering::SeqCst);
    }
}

impl Future for Signal {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.state.load(Ordering::SeqCst) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
