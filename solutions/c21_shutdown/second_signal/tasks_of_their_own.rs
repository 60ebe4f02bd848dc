//! Work and winding down are tasks, which go with the set that holds them; the loop waits for whatever
//! happens next, and counts.

use std::panic::resume_unwind;

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
    let mut running = JoinSet::new();
    running.spawn(work);
    let mut wind_down = Some(wind_down);
    let mut signals = Some(&mut signals);
    loop {
        tokio::select! {
            ended = running.join_next() => match ended {
                Some(Ok(())) => {}
                Some(Err(error)) => {
                    running.shutdown().await;
                    if let Ok(panic) = error.try_into_panic() {
                        resume_unwind(panic);
                    }
                }
                None if wind_down.is_some() => return Exit::Done,
                None => return Exit::Graceful,
            },
            signal = next(&mut signals) => match (signal, wind_down.take()) {
                (None, unused) => {
                    signals = None;
                    wind_down = unused;
                }
                (Some(()), Some(wind_down)) => {
                    // Called in the task, so that its panic is one of the task.
                    running.spawn(async move { wind_down().await });
                }
                (Some(()), None) => {
                    running.shutdown().await;
                    return Exit::Forced;
                }
            },
        }
    }
}

/// The next signal, or the end of the stream; after that end nothing, for ever.
async fn next(signals: &mut Option<impl Stream<Item = ()> + Unpin>) -> Option<()> {
    match signals {
        Some(signals) => signals.next().await,
        None => std::future::pending().await,
    }
}
