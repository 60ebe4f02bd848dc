//! Mistake: leaves out scopes that took no time, as if nothing had happened.
//! Breaks: "a scope that takes no time is reported as zero"
//! Rejected by: no_time_is_reported_as_zero
//! Told: no time should be reported, too, as zero

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
        let time = self.start.elapsed();
        if time > Duration::ZERO {
            (self.report)(self.end, time);
        }
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
