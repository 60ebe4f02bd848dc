//! Mistake: counts the time from the beginning, with an `interval`: after a note that had to wait, the next
//! ones come too early.
//! Breaks: "since the last note was written"
//! Rejected by: notes_are_written_when_they_are_due_or_when_the_log_is_free
//! Told: too early

use std::sync::Arc;

use tokio::sync::{Mutex, Notify};
use tokio::time::{Duration, Instant, sleep};

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
    let over = Notify::new();
    let working = async {
        let done = work.await;
        over.notify_one();
        done
    };
    let noting = async {
        let start = Instant::now();
        for n in 1.. {
            let due = every
                .checked_mul(n)
                .and_then(|time| start.checked_add(time));
            tokio::select! {
                biased;
                () = over.notified() => return,
                () = sleep(due.map_or(every, |due| due - Instant::now())) => {}
            }
            note(&mut *log.lock().await);
        }
    };
    tokio::join!(working, noting).0
}
