//! Mistake: keeps still in `Drop` while a panic is under way.
//! Breaks: "or the scope panicked: End::Interrupted."
//! Rejected by: a_panic_is_reported_and_goes_on
//! Told: never called

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
        if !std::thread::panicking() {
            (self.report)(self.end, self.start.elapsed());
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
