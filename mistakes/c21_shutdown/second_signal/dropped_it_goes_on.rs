//! Mistake: the work is a task, which is stopped at the second signal, and goes on when `run` is dropped.
//! Breaks: "Dropping the future of `run` drops both at that instant"
//! Rejected by: dropped_it_drops_both
//! Told: and `work` was not dropped at that instant

use std::future::pending;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::pin::pin;

use futures::future::join;
use futures::{FutureExt, Stream, StreamExt};
use tokio::task::JoinError;

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
    let mut work = tokio::spawn(work);
    tokio::select! {
        ended = &mut work => {
            go_on(ended);
            return Exit::Done;
        }
        () = signal(&mut signals) => {}
    }
    let stop = work.abort_handle();
    let mut work = pin!(work.map(go_on));
    let wound_down = AssertUnwindSafe(async { wind_down().await }).catch_unwind();
    let forced = tokio::select! {
        (_, wound_down) = join(&mut work, wound_down) => wound_down.map(|()| false),
        () = signal(&mut signals) => Ok(true),
    };
    match forced {
        Ok(false) => return Exit::Graceful,
        Ok(true) => stop.abort(),
        Err(panic) => {
            stop.abort();
            resume_unwind(panic)
        }
    }
    work.await;
    Exit::Forced
}

/// Waits for a signal: for ever, if none can come any more.
async fn signal(signals: &mut (impl Stream<Item = ()> + Unpin)) {
    if signals.next().await.is_none() {
        pending().await
    }
}

/// Lets a panic of the task go on.
fn go_on(ended: Result<(), JoinError>) {
    if let Err(error) = ended
        && let Ok(panic) = error.try_into_panic()
    {
        resume_unwind(panic);
    }
}
