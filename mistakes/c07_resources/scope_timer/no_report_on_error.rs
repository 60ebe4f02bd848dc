//! Mistake: leaves with `?` before the report.
//! Breaks: "it gave Err: End::Failed;"
//! Rejected by: failure_is_reported_with_its_time
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
    let value = scope.await?;
    report(End::Finished, start.elapsed());
    Ok(value)
}
