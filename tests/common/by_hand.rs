//! A task in the hands of a test: it polls when the test says so, counts how often it was woken, and
//! sees whether anybody still keeps a waker of it.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// A task that polls by hand. Each has a waker of its own.
#[derive(Default)]
pub struct ByHand(Arc<Wakes>);

#[derive(Default)]
struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl ByHand {
    /// One poll, as this task.
    pub fn poll<F: Future>(&self, future: Pin<&mut F>) -> Poll<F::Output> {
        let waker = Waker::from(Arc::clone(&self.0));
        future.poll(&mut Context::from_waker(&waker))
    }

    /// How often it was woken so far.
    pub fn wakes(&self) -> usize {
        self.0.0.load(Ordering::SeqCst)
    }

    /// How many wakers of it are kept by somebody.
    pub fn kept(&self) -> usize {
        Arc::strong_count(&self.0) - 1
    }
}
