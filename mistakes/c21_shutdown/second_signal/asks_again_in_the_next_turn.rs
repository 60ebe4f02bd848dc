//! Mistake: a branch that takes `Some` only is switched off by `None`, but the next turn of the loop asks
//! the stream that has ended once more.
//! Breaks: "Signals that have ended are asked no more"
//! Rejected by: the_end_of_the_signals_is_no_signal
//! Told: `signals` had ended, and was asked again after that

use std::pin::pin;

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
        // Switched off at the end of the stream.
        Some(()) = signals.next() => {}
    }
    let mut wind_down = pin!(wind_down());
    let (mut works, mut winds_down) = (true, true);
    while works || winds_down {
        tokio::select! {
            () = &mut work, if works => works = false,
            () = &mut wind_down, if winds_down => winds_down = false,
            Some(()) = signals.next() => return Exit::Forced,
        }
    }
    Exit::Graceful
}
