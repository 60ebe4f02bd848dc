//! Another way: each of the two has a waker of its own, which notes who has woken and passes the wake
//! on. Only who has woken is polled. See `join_many`.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

struct Half {
    woken: AtomicBool,
    /// Whoever polled last.
    to: Mutex<Waker>,
}

impl Half {
    fn new() -> Arc<Self> {
        Arc::new(Half {
            woken: AtomicBool::new(true),
            to: Mutex::new(Waker::noop().clone()),
        })
    }

    fn go_on<F: Future>(
        self: &Arc<Self>,
        mut future: Pin<&mut Option<F>>,
        output: &mut Option<F::Output>,
        cx: &Context<'_>,
    ) {
        let mut to = self.to.lock().unwrap_or_else(PoisonError::into_inner);
        to.clone_from(cx.waker());
        drop(to);
        let waker = Waker::from(Arc::clone(self));
        if self.woken.swap(false, Ordering::SeqCst)
            && let Some(running) = future.as_mut().as_pin_mut()
            && let Poll::Ready(given) = running.poll(&mut Context::from_waker(&waker))
        {
            *output = Some(given);
            future.set(None);
        }
    }
}

impl Wake for Half {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::SeqCst);
        let to = self.to.lock().unwrap_or_else(PoisonError::into_inner);
        let to = to.clone();
        to.wake();
    }
}

/// Awaits both at the same time and gives both outputs, when the later one is done.
///
/// Dropping the returned future drops both.
pub async fn join_two<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    let (mut one, mut other) = (pin!(Some(one)), pin!(Some(other)));
    let (left, right) = (Half::new(), Half::new());
    let (mut first, mut second) = (None, None);
    poll_fn(|cx| {
        left.go_on(one.as_mut(), &mut first, cx);
        right.go_on(other.as_mut(), &mut second, cx);
        match (first.take(), second.take()) {
            (Some(first), Some(second)) => Poll::Ready((first, second)),
            not_yet => {
                (first, second) = not_yet;
                Poll::Pending
            }
        }
    })
    .await
}
