//! Mistake: returns when the work has ended, and drops `wind_down` half-way.
//! Breaks: "When both have ended, `run` gives [`Exit::Graceful`]"
//! Rejected by: it_ends_when_the_later_of_the_two_does
//! Told: each to its end

use std::future::pending;
use std::pin::pin;

use futures::future::{Either, select};
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
    let endings = select(work, Box::pin(wind_down()));
    tokio::select! {
        first = endings => match first {
            Either::Left(((), _wind_down)) => Exit::Graceful,
            Either::Right(((), work)) => {
                tokio::select! {
                    () = work => Exit::Graceful,
                    () = signal(&mut signals) => Exit::Forced,
                }
            }
        },
        () = signal(&mut signals) => Exit::Forced,
    }
}

/// Waits for a signal: for ever, if none can come any more.
async fn signal(signals: &mut (impl Stream<Item = ()> + Unpin)) {
    if signals.next().await.is_none() {
        pending().await
    }
}
