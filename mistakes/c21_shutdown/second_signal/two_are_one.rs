//! Mistake: hands signals on by a value to watch, which tells that it has changed, and not how often.
//! Breaks: "Each signal counts, also where two of them are there at the same instant"
//! Rejected by: two_signals_at_one_instant_are_two
//! Told: each of them counts

use std::future::pending;
use std::pin::pin;

use futures::future::join;
use futures::{Stream, StreamExt};
use tokio::sync::watch;

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
    let (bell, mut rung) = watch::channel(());
    let listens = async {
        while let Some(()) = signals.next().await {
            bell.send_replace(());
        }
        pending::<()>().await
    };
    let ends = async {
        let mut work = pin!(work);
        tokio::select! {
            () = &mut work => return Exit::Done,
            _ = rung.changed() => {}
        }
        let endings = join(work, wind_down());
        tokio::select! {
            _ = endings => Exit::Graceful,
            _ = rung.changed() => Exit::Forced,
        }
    };
    tokio::select! {
        exit = ends => exit,
        () = listens => Exit::Done,
    }
}
