//! Mistake: the work is a task, and what its handle tells is thrown away, panics too.
//! Breaks: "let the panic go on to the caller at that instant"
//! Rejected by: a_panic_goes_on_to_the_caller
//! Told: the panic should go on to the caller

use std::future::pending;

use futures::{Stream, StreamExt};
use tokio::task::JoinSet;

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
    let mut tasks = JoinSet::new();
    tasks.spawn(work);
    tokio::select! {
        _ended = tasks.join_next() => return Exit::Done,
        () = signal(&mut signals) => {}
    }
    let wind_down = wind_down();
    tasks.spawn(wind_down);
    let endings = async { while tasks.join_next().await.is_some() {} };
    let exit = tokio::select! {
        () = endings => Exit::Graceful,
        () = signal(&mut signals) => Exit::Forced,
    };
    tasks.shutdown().await;
    exit
}

/// Waits for a signal: for ever, if none can come any more.
async fn signal(signals: &mut (impl Stream<Item = ()> + Unpin)) {
    if signals.next().await.is_none() {
        pending().await
    }
}
