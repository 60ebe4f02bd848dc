//! Mistake: measures with `std::time::Instant`, which does not follow the clock of the runtime.
//! Breaks: "measured on the clock of the runtime"
//! Rejected by: success_is_reported_with_its_time, cancellation_is_reported_at_its_instant
//! Told: not the clock of the runtime

use std::time::Duration;

use std::time::Instant;

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
    stopwatch.end = match result {
        Ok(_) => End::Finished,
        Err(_) => End::Failed,
    };
    result
}
