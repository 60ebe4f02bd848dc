//! Mistake: gives each note to a task, which belongs to nobody. It is written when the caller has been told
//! that all is done, or has given up.
//! Breaks: "A note that waits is written first"
//! Breaks: "and nothing is written any more"
//! Rejected by: a_note_that_waits_when_the_work_is_done_is_written_first
//! Told: had returned

use std::pin::pin;
use std::sync::{Arc, PoisonError};

use tokio::sync::Mutex;
use tokio::time::{Duration, sleep};

pub async fn watched<L, T>(
    log: Arc<Mutex<L>>,
    every: Duration,
    work: impl Future<Output = T> + Send + 'static,
    note: impl FnMut(&mut L) + Send + 'static,
) -> T
where
    L: Send + 'static,
    T: Send + 'static,
{
    let mut work = pin!(work);
    let note = Arc::new(std::sync::Mutex::new(note));
    loop {
        tokio::select! {
            done = &mut work => return done,
            () = sleep(every) => {
                let (log, note) = (Arc::clone(&log), Arc::clone(&note));
                tokio::spawn(async move {
                    let mut log = log.lock().await;
                    let mut note = note.lock().unwrap_or_else(PoisonError::into_inner);
                    note(&mut log);
                });
            }
        }
    }
}
