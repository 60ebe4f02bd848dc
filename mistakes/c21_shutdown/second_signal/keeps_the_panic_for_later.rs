//! Mistake: catches a panic of one of the two, so that the other one can come to its end, and lets it go on
//! then.
//! Breaks: "let the panic go on to the caller at that instant"
//! Rejected by: a_panic_goes_on_to_the_caller
//! Told: it was kept until the other one had ended, too

use std::future::pending;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::pin::pin;

use futures::future::join;
use futures::{FutureExt, Stream, StreamExt};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Done,
    Graceful,
    Forced,
}

pub async fn run<S, W, H, F>(mut signals: S, work: W, wind_down: H) -> Exit
where
    S: Stream<Item = ()> + Unpin + Send + 'static,
    W: Future<Output = ()> + Send + 'static,
    H: FnOnce() -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let mut work = pin!(work);
    tokio::select! {
        () = &mut work => return Exit::Done,
        () = signal(&mut signals) => {}
    }
    let endings = join(
        AssertUnwindSafe(work).catch_unwind(),
        AssertUnwindSafe(wind_down()).catch_unwind(),
    );
    tokio::select! {
        (work, wound_down) = endings => match work.and(wound_down) {
            Ok(()) => Exit::Graceful,
            Err(panic) => resume_unwind(panic),
        },
        () = signal(&mut signals) => Exit::Forced,
    }
}

async fn signal(signals: &mut (impl Stream<Item = ()> + Unpin)) {
    if signals.next().await.is_none() {
        pending().await
    }
}
