//! Mistake: reads the clock when the future is made, not when it begins to run.
//! Breaks: "not from the moment it is made"
//! Rejected by: the_time_runs_from_the_first_poll
//! Told: before your future was polled does not count

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
    let start = Instant::now();
    async move {
        let mut stopwatch = Stopwatch {
            start,
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
}
