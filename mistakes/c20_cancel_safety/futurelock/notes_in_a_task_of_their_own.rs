//! Mistake: writes the notes in a task, and aborts it when the work is done. A note that waits is not
//! written, and when the caller gives up, nobody aborts it.
//! Breaks: "and nothing is written any more"
//! Rejected by: dropped_it_stops_the_work_and_writes_nothing_more,
//! a_note_that_waits_when_the_work_is_done_is_written_first
//! Told: written

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
    let noting = tokio::spawn(async move {
        loop {
            sleep(every).await;
            note(&mut *log.lock().await);
        }
    });
    let done = work.await;
    noting.abort();
    done
}
