//! Mistake: adds the time to the instant, whatever it is: the sum of an instant and the longest duration
//! panics.
//! Breaks: "`every` may be `Duration::MAX`, where no note is due"
//! Rejected by: without_a_note_it_returns_when_the_work_does
//! Told: overflow

use std::sync::Arc;

use tokio::sync::Mutex;
use tokio::time::{Duration, Instant, sleep_until};

pub async fn watched<L, T>(
    log: Arc<Mutex<L>>,
    every: Duration,
    work: impl Future<Output = T> + Send + 'static,
    mut note: impl FnMut(&mut L) + Send + 'static,
) -> T
where
    L: Send + 'static,
    T: Send + 'static,
{
    let (over, mut ends) = tokio::sync::oneshot::channel::<()>();
    let working = async {
        let done = work.await;
        drop(over);
        done
    };
    let noting = async {
        let mut due = Instant::now() + every;
        loop {
            tokio::select! {
                _ = &mut ends => return,
                () = sleep_until(due) => {}
            }
            note(&mut *log.lock().await);
            due = Instant::now() + every;
        }
    };
    tokio::join!(working, noting).0
}
