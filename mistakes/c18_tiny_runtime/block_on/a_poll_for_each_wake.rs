//! Mistake: has a channel without a bound for the wakes, and polls once for each of them.
//! Breaks: "however often it was woken"
//! Rejected by: woken_often_it_is_polled_once
//! Told: polled more than once for that

use std::pin::pin;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::task::{Context, Poll, Wake, Waker};

struct Word(Sender<()>);

impl Wake for Word {
    fn wake(self: Arc<Self>) {
        let _ = self.0.send(());
    }
}

pub fn block_on<F: Future>(future: F) -> F::Output {
    let (sender, words) = channel();
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Word(sender)));
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        let _ = words.recv();
    }
}
