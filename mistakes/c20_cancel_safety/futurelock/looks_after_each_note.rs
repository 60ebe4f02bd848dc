//! Mistake: looks only after each note whether the work is done, so that it returns late, and with a note
//! that nobody wants any more.
//! Breaks: "what it gave comes back at that instant"
//! Rejected by: notes_are_written_when_they_are_due_or_when_the_log_is_free
//! Told: the work was done

use std::cell::Cell;
use std::sync::Arc;

use tokio::sync::Mutex;
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
    let over = Cell::new(false);
    let working = async {
        let done = work.await;
        over.set(true);
        done
    };
    let noting = async {
        while !over.get() {
            sleep(every).await;
            note(&mut *log.lock().await);
        }
    };
    tokio::join!(working, noting).0
}
