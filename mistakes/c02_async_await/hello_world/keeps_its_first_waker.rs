//! Mistake: waits for its second with the waker of whoever awaited it first.
//! Breaks: "returns at that instant"
//! Rejected by: however_it_is_polled_the_words_are_a_second_apart
//! Told: a call that is polled

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::time::{Sleep, sleep};

/// A second that knows only its first waker.
struct Second {
    sleep: Pin<Box<Sleep>>,
    waker: Option<Waker>,
}

impl Future for Second {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let waker = self.waker.get_or_insert_with(|| cx.waker().clone()).clone();
        self.sleep.as_mut().poll(&mut Context::from_waker(&waker))
    }
}

pub async fn hello_world(say: impl Fn(&str)) {
    say("Hello");
    Second {
        sleep: Box::pin(sleep(Duration::from_secs(1))),
        waker: None,
    }
    .await;
    say("World");
}
