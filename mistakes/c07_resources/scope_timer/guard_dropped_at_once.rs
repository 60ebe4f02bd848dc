//! Mistake: binds the guard to `_`, which drops it at once instead of at the end of the scope.
//! Breaks: "At that instant it calls report, exactly once"
//! Rejected by: success_is_reported_with_its_time, cancellation_is_reported_at_its_instant
//! Told: before the scope had ended

use std::time::Duration;

use tokio::time::Instant;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Finished,
    Failed,
    Interrupted,
}

struct Stopwatch<R: Fn(End, Duration)>(Instant, R);

impl<R: Fn(End, Duration)> Drop for Stopwatch<R> {
    fn drop(&mut self) {
        (self.1)(End::Interrupted, self.0.elapsed());
    }
}

pub async fn timed<T, E>(
    scope: impl Future<Output = Result<T, E>>,
    report: impl Fn(End, Duration),
) -> Result<T, E> {
    let _ = Stopwatch(Instant::now(), report);
    scope.await
}
