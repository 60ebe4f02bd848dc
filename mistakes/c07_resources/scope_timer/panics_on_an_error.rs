//! Mistake: takes a failing scope for a bug and panics.
//! Breaks: "The scope's own."
//! Rejected by: failure_is_reported_with_its_time
//! Told: your code panicked

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
    let Ok(value) = scope.await else {
        panic!("the scope failed");
    };
    report(End::Finished, start.elapsed());
    Ok(value)
}
