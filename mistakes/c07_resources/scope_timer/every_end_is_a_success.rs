//! Mistake: reports every end in the same way.
//! Breaks: "with how the scope ended and how long it took"
//! Breaks: "it gave Err: End::Failed;"
//! Rejected by: failure_is_reported_with_its_time, cancellation_is_reported_at_its_instant
//! Told: the report says that it ended as

use std::time::Duration;

use tokio::time::Instant;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Finished,
    Failed,
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

pub async fn timed<T, E>(
    scope: impl Future<Output = Result<T, E>>,
    report: impl Fn(End, Duration),
) -> Result<T, E> {
    let _stopwatch = Stopwatch {
        start: Instant::now(),
        end: End::Finished,
        report,
    };
    scope.await
}
