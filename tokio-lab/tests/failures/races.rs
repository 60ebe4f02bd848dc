//! What goes wrong only when two threads do something at the same moment.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};

use tokio_lab::{Order, fail, race};

use crate::failure_of;

use crate::answers::LooksThenSignsUp;

#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, SeqCst);
    }
}

/// An event, somebody who waits for it, and whether that one was woken.
struct Waiter {
    event: Arc<LooksThenSignsUp>,
    waits: Mutex<Pin<Box<dyn Future<Output = ()> + Send>>>,
    woken: Arc<Woken>,
}

impl Waiter {
    fn new() -> Self {
        let event = Arc::new(LooksThenSignsUp::default());
        let waits_for = Arc::clone(&event);
        Waiter {
            event,
            waits: Mutex::new(Box::pin(async move { waits_for.wait().await })),
            woken: Arc::default(),
        }
    }

    fn goes_on(&self) -> bool {
        let waker = Waker::from(Arc::clone(&self.woken));
        let mut waits = self.waits.lock().expect("nobody panics");
        waits
            .as_mut()
            .poll(&mut Context::from_waker(&waker))
            .is_ready()
    }
}

#[test]
fn a_waiter_is_not_missed_by_a_set_at_the_same_moment() {
    let test = || {
        race(
            Waiter::new,
            Waiter::goes_on,
            |waiter| waiter.event.set(),
            |waiter, went_on, ()| {
                if went_on {
                    return Order::OtherFirst;
                }
                if !waiter.woken.0.load(SeqCst) {
                    fail(
                        "a waiter looked, then the event was set on another thread, and nobody woke the waiter",
                    );
                }
                Order::OneFirst
            },
        );
    };
    insta::assert_snapshot!(failure_of(test).expect("the test fails"));
    // Found by no luck.
    for _ in 0..10 {
        assert!(failure_of(test).is_some());
    }
}
