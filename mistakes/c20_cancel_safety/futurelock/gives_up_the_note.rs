//! Mistake: has the log waited for in the branch itself, where the end of the work drops it, and the note
//! with it.
//! Breaks: "A note that waits is written first"
//! Rejected by: a_note_that_waits_when_the_work_is_done_is_written_first
//! Told: no more

use std::pin::pin;
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
    let mut work = pin!(work);
    loop {
        let turn = async {
            sleep(every).await;
            log.lock().await
        };
        tokio::select! {
            biased;
            done = &mut work => return done,
            mut log = turn => note(&mut log),
        }
    }
}
