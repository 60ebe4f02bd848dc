//! Mistake: notes the time behind each poll: a panic comes past no such place, nor does a drop.
//! Breaks: "how the scope ended and how long it took"
//! Rejected by: the_report_waits_for_nobody_to_drop_the_future, exactly_one_report_wherever_it_is_cancelled
//! Told: the time was noted behind a poll

use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use tokio::time::Instant;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Finished,
    Failed,
    Interrupted,
}

struct OnDrop<R: Fn(End, Duration)>(R, End, Duration);

impl<R: Fn(End, Duration)> Drop for OnDrop<R> {
    fn drop(&mut self) {
        (self.0)(self.1, self.2);
    }
}

pub async fn timed<T, E>(
    scope: impl Future<Output = Result<T, E>>,
    report: impl Fn(End, Duration),
) -> Result<T, E> {
    let begun = Instant::now();
    let mut guard = OnDrop(report, End::Interrupted, Duration::ZERO);
    let mut scope = pin!(scope);
    poll_fn(|cx| {
        let polled = scope.as_mut().poll(cx);
        guard.2 = begun.elapsed();
        polled.map(|result| {
            guard.1 = match &result {
                Ok(_) => End::Finished,
                Err(_) => End::Failed,
            };
            result
        })
    })
    .await
}
