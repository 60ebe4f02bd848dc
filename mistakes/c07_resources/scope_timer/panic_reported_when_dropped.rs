//! Mistake: writes the future by hand and leaves panics to its `Drop`, which runs when the caller
//! lets go of the future, maybe long after the panic.
//! Breaks: "At that instant it calls report"
//! Rejected by: the_report_waits_for_nobody_to_drop_the_future
//! Told: the scope panicked, the caller had heard of it

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::Instant;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Finished,
    Failed,
    Interrupted,
}

struct Timed<F, R: Fn(End, Duration)> {
    scope: Pin<Box<F>>,
    report: R,
    running_since: Option<Instant>,
    over: bool,
}

impl<F, R: Fn(End, Duration)> Timed<F, R> {
    fn tell(&mut self, end: End) {
        self.over = true;
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
        if !self.over {
            self.running_since.get_or_insert_with(Instant::now);
        }
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
pub fn timed<T, E>(
    scope: impl Future<Output = Result<T, E>>,
    report: impl Fn(End, Duration),
) -> impl Future<Output = Result<T, E>> {
    Timed {
        scope: Box::pin(scope),
        report: Box::new(report),
        running_since: None,
        over: false,
    }
}
