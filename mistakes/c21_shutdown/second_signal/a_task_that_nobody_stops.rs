//! Mistake: the work is a task, which goes on when `run` has returned.
//! Breaks: "When `run` returns, nothing is left of `work` and `wind_down`, and no task"
//! Rejected by: the_second_signal_ends_both_at_once
//! Told: nobody had stopped it

use std::future::pending;
use std::panic::resume_unwind;

use futures::join;
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
    let mut work = tokio::spawn(work);
    tokio::select! {
        ended = &mut work => {
            if let Err(error) = ended
                && let Ok(panic) = error.try_into_panic()
            {
                resume_unwind(panic);
            }
            return Exit::Done;
        }
        () = signal(&mut signals) => {}
    }
    let work = async {
        if let Err(error) = work.await
            && let Ok(panic) = error.try_into_panic()
        {
            resume_unwind(panic);
        }
    };
    let endings = async { join!(work, wind_down()) };
    tokio::select! {
        _ = endings => Exit::Graceful,
        () = signal(&mut signals) => Exit::Forced,
    }
}

/// Waits for a signal: for ever, if none can come any more.
async fn signal(signals: &mut (impl Stream<Item = ()> + Unpin)) {
    if signals.next().await.is_none() {
        pending().await
    }
}
