//! Mistake: gives the two of them thirty seconds, which nobody asked for.
//! Breaks: "at the instant at which the last of them ends, however long that takes"
//! Rejected by: it_waits_for_days
//! Told: the first signal came at

use std::future::pending;
use std::pin::pin;

use futures::future::join;
use futures::{Stream, StreamExt};
use tokio::time::{Duration, sleep};

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
        () = signal(&mut signals) => Exit::Forced,
        () = sleep(Duration::from_secs(30)) => Exit::Forced,
    }
}

/// Waits for a signal: for ever, if none can come any more.
async fn signal(signals: &mut (impl Stream<Item = ()> + Unpin)) {
    if signals.next().await.is_none() {
        pending().await
    }
}
