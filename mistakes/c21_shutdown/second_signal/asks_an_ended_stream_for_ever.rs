//! Mistake: asks again and again, when the stream has ended.
//! Breaks: "the end of `signals` is no signal: what runs goes on to its end"
//! Rejected by: the_end_of_the_signals_is_no_signal
//! Told: a stream that has ended is ready at once each time

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
        () = signal(&mut signals) => Exit::Forced,
    }
}

/// Waits for a signal: for ever, if none can come any more.
async fn signal(signals: &mut (impl Stream<Item = ()> + Unpin)) {
    while signals.next().await.is_none() {}
}
