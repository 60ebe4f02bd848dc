//! Mistake: catches the panic of the scope and panics with a text of its own.
//! Breaks: "A panic goes on to the caller."
//! Rejected by: a_panic_is_reported_and_goes_on
//! Told: another panic came out of your function

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::future::FutureExt;
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
    let Ok(result) = AssertUnwindSafe(scope).catch_unwind().await else {
        drop(stopwatch);
        panic!("the scope panicked");
    };
    stopwatch.end = match result {
        Ok(_) => End::Finished,
        Err(_) => End::Failed,
    };
    result
}
