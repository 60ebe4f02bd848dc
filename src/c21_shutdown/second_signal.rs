//! # second_signal: gently, then at once
//!
//! Why: whoever presses Ctrl-C once wants a program to end in good order. Whoever presses it again has
//! waited long enough. A program that does not listen any more while it winds down can only be killed,
//! and that is not always possible: a hook that hung in a shutdown has kept a leader in office while the
//! next one was at work already.
//!
//! Build: [`run`] runs `work`, and listens to `signals` all the time.
//! - If `work` ends before a signal has come, `run` gives [`Exit::Done`] at that instant, however long
//!   that takes, and `wind_down` is never called.
//! - At the first signal, `wind_down` is called, and what it gives runs beside `work`, which goes on:
//!   neither waits for the other one. When both have ended, `run` gives [`Exit::Graceful`], at the instant
//!   at which the last of them ends, however long that takes.
//! - At the second signal, whatever still runs of the two is dropped, and `run` gives [`Exit::Forced`] at
//!   that instant, however long after the first one that is.
//! - Each signal counts, also where two of them are there at the same instant.
//! - When `run` returns, nothing is left of `work` and `wind_down`, and no task. Dropping the future of
//!   `run` drops both at that instant.
//!
//! Bad input: the end of `signals` is no signal: what runs goes on to its end. Signals that have ended are
//! asked no more: a stream may panic then. A `work` that panics and a `wind_down` that panics, when it is
//! called or later, let the panic go on to the caller at that instant, and the other one of the two is
//! dropped.
//!
//! Left open: a signal at the very instant at which something ends. Whether `wind_down` is called where
//! two signals are there at the same instant. When `signals` is dropped. When a signal is heard that comes
//! while `work` or `wind_down` spends all of the budget that tokio grants the task for one go.
//!
//! Good to know: `wind_down` will say a word to the connections, as in [`drain_then_stop`], and `work` is
//! over when the last of them is closed. tokio's own stream of signals tells that a signal has come, and
//! not how often since it was last asked.
//!
//! In asyncio, the first Ctrl-C cancels the main task, since 3.11, and a second one raises
//! `KeyboardInterrupt` wherever the program is. `loop.add_signal_handler` leaves both to you.
//!
//! Rule of thumb: what ends a wait has to be waited for during that wait.
//!
//! [`drain_then_stop`]: super::drain_then_stop

use futures::Stream;

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
pub async fn run<S, W, H, F>(signals: S, work: W, wind_down: H) -> Exit
where
    S: Stream<Item = ()> + Unpin + Send + 'static,
    W: Future<Output = ()> + Send + 'static,
    H: FnOnce() -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    todo!("run the work, and listen all the time", with signals, work, wind_down)
}
