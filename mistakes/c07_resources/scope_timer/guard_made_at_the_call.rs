//! Mistake: makes the guard when the future is made, so that it reports though nothing ever ran.
//! Breaks: "A future that is dropped before its first poll has measured nothing and reports
//! nothing."
//! Rejected by: dropped_before_its_first_poll_it_reports_nothing
//! Told: dropped before its first poll, and something was reported

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

pub fn timed<T, E>(
    scope: impl Future<Output = Result<T, E>>,
    report: impl Fn(End, Duration),
) -> impl Future<Output = Result<T, E>> {
    let stopwatch = Stopwatch {
        start: Instant::now(),
        end: End::Interrupted,
        report,
    };
    async move {
        // All of it, and not only the fields that are used.
        let mut stopwatch = stopwatch;
        stopwatch.start = Instant::now();
        let result = scope.await;
        stopwatch.end = match result {
            Ok(_) => End::Finished,
            Err(_) => End::Failed,
        };
        result
    }
}
