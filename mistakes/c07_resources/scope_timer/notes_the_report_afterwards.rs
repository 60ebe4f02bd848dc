//! Mistake: notes that it has reported when the report has come back: one that panics is called again
//! by the guard.
//! Breaks: "At that instant it calls `report`, exactly once"
//! Rejected by: a_report_that_panics_is_not_called_again
//! Told: see to it before the call that nobody calls it again

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
    has_reported: bool,
    report: R,
}

impl<R: Fn(End, Duration)> Stopwatch<R> {
    fn report(&mut self, end: End) {
        if !self.has_reported {
            (self.report)(end, self.start.elapsed());
            self.has_reported = true;
        }
    }
}

impl<R: Fn(End, Duration)> Drop for Stopwatch<R> {
    fn drop(&mut self) {
        self.report(End::Interrupted);
    }
}

pub async fn timed<T, E>(
    scope: impl Future<Output = Result<T, E>>,
    report: impl Fn(End, Duration),
) -> Result<T, E> {
    let mut stopwatch = Stopwatch {
        start: Instant::now(),
        has_reported: false,
        report,
    };
    let result = scope.await;
    stopwatch.report(match result {
        Ok(_) => End::Finished,
        Err(_) => End::Failed,
    });
    result
}
