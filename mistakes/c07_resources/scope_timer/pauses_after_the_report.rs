//! Mistake: lets the report settle for a moment before it gives the result.
//! Breaks: "gives its result at the instant the scope ends"
//! Rejected by: any_time
//! Told: did not return at that instant

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
    stopwatch.end = match result {
        Ok(_) => End::Finished,
        Err(_) => End::Failed,
    };
    drop(stopwatch);
    tokio::time::sleep(Duration::from_millis(50)).await;
    result
}
