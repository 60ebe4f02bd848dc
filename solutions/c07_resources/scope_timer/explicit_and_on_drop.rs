//! Instead of one report in `Drop`, an explicit one at the end, and one in `Drop` for what got
//! not so far: an `Option` keeps them apart.

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

struct Unfinished<R: Fn(End, Duration)>(Option<(Instant, R)>);

impl<R: Fn(End, Duration)> Unfinished<R> {
    fn report(&mut self, end: End) {
        if let Some((start, report)) = self.0.take() {
            report(end, start.elapsed());
        }
    }
}

impl<R: Fn(End, Duration)> Drop for Unfinished<R> {
    fn drop(&mut self) {
        self.report(End::Interrupted);
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
    let mut unfinished = Unfinished(Some((Instant::now(), report)));
    let result = scope.await;
    unfinished.report(if result.is_ok() {
        End::Finished
    } else {
        End::Failed
    });
    result
}
