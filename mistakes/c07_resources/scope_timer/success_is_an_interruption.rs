//! Mistake: marks only errors, so that success counts as interrupted.
//! Breaks: "it gave Ok: End::Finished;"
//! Rejected by: success_is_reported_with_its_time
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
    let mut stopwatch = Stopwatch {
        start: Instant::now(),
        end: End::Interrupted,
        report,
    };
    let result = scope.await;
    if result.is_err() {
        stopwatch.end = End::Failed;
    }
    result
}
