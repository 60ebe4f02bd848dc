//! Mistake: writes the future by hand and reports only when that is dropped.
//! Breaks: "At that instant it calls report"
//! Rejected by: the_report_waits_for_nobody_to_drop_the_future
//! Told: only when your future was dropped

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
    begun: Option<Instant>,
    end: End,
    report: R,
}

impl<T, E, F, R> Future for Timed<F, R>
where
    F: Future<Output = Result<T, E>>,
    R: Fn(End, Duration) + Unpin,
{
    type Output = Result<T, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.begun.get_or_insert_with(Instant::now);
        let result = ready!(self.scope.as_mut().poll(cx));
        self.end = match result {
            Ok(_) => End::Finished,
            Err(_) => End::Failed,
        };
        Poll::Ready(result)
    }
}

impl<F, R: Fn(End, Duration)> Drop for Timed<F, R> {
    fn drop(&mut self) {
        if let Some(begun) = self.begun {
            (self.report)(self.end, begun.elapsed());
        }
    }
}

pub fn timed<T, E>(
    scope: impl Future<Output = Result<T, E>>,
    report: impl Fn(End, Duration),
) -> impl Future<Output = Result<T, E>> {
    Timed {
        scope: Box::pin(scope),
        begun: None,
        end: End::Interrupted,
        report: Box::new(report),
    }
}
