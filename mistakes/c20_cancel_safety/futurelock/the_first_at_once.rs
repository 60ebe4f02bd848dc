//! Mistake: writes the first note in the beginning, and the others after it.
//! Breaks: "has gone by since the beginning"
//! Rejected by: notes_are_written_when_they_are_due_or_when_the_log_is_free
//! Told: too early

use std::sync::Arc;

use tokio::sync::{Mutex, Notify};
use tokio::time::{Duration, sleep};

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
        loop {
            note(&mut *log.lock().await);
            tokio::select! {
                biased;
                () = over.notified() => return,
                () = sleep(every) => {}
            }
        }
    };
    tokio::join!(working, noting).0
}
