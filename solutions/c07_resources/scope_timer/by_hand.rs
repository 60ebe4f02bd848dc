//! Instead of an `async fn`, a future written by hand: it reports in the poll that sees the end, or
//! when it is dropped before that.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
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

struct Timed<F, R: Fn(End, Duration)> {
    scope: Pin<Box<F>>,
    report: R,
    /// Set by the first poll, and taken by the report.
    running_since: Option<Instant>,
}

impl<F, R: Fn(End, Duration)> Timed<F, R> {
    fn tell(&mut self, end: End) {
        if let Some(start) = self.running_since.take() {
            (self.report)(end, start.elapsed());
        }
    }
}

impl<T, E, F, R> Future for Timed<F, R>
where
    F: Future<Output = Result<T, E>>,
    R: Fn(End, Duration) + Unpin,
{
    type Output = Result<T, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.running_since.get_or_insert_with(Instant::now);
        let result = ready!(self.scope.as_mut().poll(cx));
        self.tell(if result.is_ok() {
            End::Finished
        } else {
            End::Failed
        });
        Poll::Ready(result)
    }
}

impl<F, R: Fn(End, Duration)> Drop for Timed<F, R> {
    fn drop(&mut self) {
        self.tell(End::Interrupted);
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
    Timed {
        scope: Box::pin(scope),
        report: Box::new(report),
        running_since: None,
    }
    .await
}
