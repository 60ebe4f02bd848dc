//! Mistake: reports after the `.await`, where a cancelled future never comes.
//! Breaks: "your future was dropped in the middle, or the scope panicked: End::Interrupted."
//! Rejected by: cancellation_is_reported_at_its_instant, a_panic_is_reported_and_goes_on,
//! exactly_one_report_wherever_it_is_cancelled
//! Told: never called

use std::time::Duration;

use tokio::time::Instant;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Finished,
    Failed,
    Interrupted,
}

pub async fn timed<T, E>(
    scope: impl Future<Output = Result<T, E>>,
    report: impl Fn(End, Duration),
) -> Result<T, E> {
    let start = Instant::now();
    let result = scope.await;
    let end = match result {
        Ok(_) => End::Finished,
        Err(_) => End::Failed,
    };
    report(end, start.elapsed());
    result
}
