//! # scope_timer: how long did it take, however it ended
//!
//! Why: a timer that reports only what went well hides what you want to know: the slow failures,
//! and the requests that somebody gave up on.
//!
//! Build: [`timed`] runs `scope`, however long that takes, and gives its result at the instant the
//! scope ends. At that instant it calls `report`, exactly once, with how the scope ended and how
//! long it took. There are three ends:
//! - it gave `Ok`: [`End::Finished`];
//! - it gave `Err`: [`End::Failed`];
//! - your future was dropped in the middle, or the scope panicked: [`End::Interrupted`].
//!
//! The time runs from the first poll of your future, not from the moment it is made. It is
//! measured on the clock of the runtime, `tokio::time::Instant`. A panic goes on to the caller.
//!
//! Bad input: a scope that takes no time is reported as zero. A future that is dropped before its
//! first poll has measured nothing and reports nothing.
//!
//! Left open: whether `report` is called before or after the scope's own values are dropped, whether
//! the time that the first poll itself takes is counted, and what becomes of a panic of `report`.
//!
//! Good to know: the clock of the runtime is the one that timers follow, and the one that tests can
//! stop.
//!
//! In asyncio, cancellation is an exception, so `finally` sees it. In Rust a cancelled future is
//! dropped: no code after the `.await` runs, but every value it holds is dropped too, and a type
//! may say in `Drop` what is to happen then.
//!
//! Rule of thumb: what must happen at the end of a scope, however it ends, belongs into a `Drop`.

use std::time::Duration;

/// How a scope ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With `Ok`.
    Finished,
    /// With `Err`.
    Failed,
    /// Not at all: it was dropped in the middle, or it panicked.
    Interrupted,
}

/// Runs the scope, and reports once how it ended and how long it took.
///
/// # Errors
/// The scope's own.
pub async fn timed<T, E>(
    scope: impl Future<Output = Result<T, E>>,
    report: impl Fn(End, Duration),
) -> Result<T, E> {
    todo!("run this, and report how it ended and how long it took", with scope, report)
}
