//! A value whose `Drop` reports: it is dropped on every way out, and only once.

use std::time::Duration;

use tokio::time::Instant;

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

struct Stopwatch<R: Fn(End, Duration)> {
    start: Instant,
    end: End,
    report: R,
}

impl<R: Fn(End, Duration)> Drop for Stopwatch<R> {
    fn drop(&mut self) {
        (self.report)(self.end, self.start.elapsed());
    }
}

/// Runs the scope, and reports once how it ended and how long it took.
///
/// # Errors
/// The scope's own.
pub async fn timed<T, E>(
    scope: impl Future<Output = Result<T, E>>,
    report: impl Fn(End, Duration),
) -> Result<T, E> {
    let mut stopwatch = Stopwatch {
        start: Instant::now(),
        // Right until the scope says otherwise: whoever drops this future says nothing.
        end: End::Interrupted,
        report,
    };
    let result = scope.await;
    stopwatch.end = match result {
        Ok(_) => End::Finished,
        Err(_) => End::Failed,
    };
    result
}
