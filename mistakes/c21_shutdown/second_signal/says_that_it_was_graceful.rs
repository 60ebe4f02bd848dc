//! Mistake: gives `Graceful` also where it had to drop something.
//! Breaks: "and `run` gives [`Exit::Forced`] at that instant"
//! Rejected by: the_second_signal_ends_both_at_once
//! Told: and should give `Forced` then

use std::future::pending;
use std::pin::pin;

use futures::future::join;
use futures::{Stream, StreamExt};

/// How it came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The work was done.
    Done,
    /// There was a signal, and everything has come to its end.
    Graceful,
    /// There was a second signal before that.
    Forced,
}

/// Runs the work, to its end or to that which the signals want.
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
    let endings = join(work, wind_down());
    tokio::select! {
        _ = endings => Exit::Graceful,
        () = signal(&mut signals) => Exit::Graceful,
    }
}

/// Waits for a signal: for ever, if none can come any more.
async fn signal(signals: &mut (impl Stream<Item = ()> + Unpin)) {
    if signals.next().await.is_none() {
        pending().await
    }
}
