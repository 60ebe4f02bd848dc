//! Mistake: gives up waiting for the log after a while, so that nothing stands still for ever. It stands
//! still for that while, and the note is not written.
//! Breaks: "waits for its turn in the line for the log, however long that takes"
//! Rejected by: the_work_gets_the_log_though_a_note_waits_behind_it
//! Told: stood still

use std::pin::pin;
use std::sync::Arc;

use tokio::sync::Mutex;
use tokio::time::{Duration, sleep, timeout};

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
        tokio::select! {
            done = &mut work => return done,
            () = sleep(every) => {
                if let Ok(mut log) = timeout(Duration::from_secs(2), log.lock()).await {
                    note(&mut log);
                }
            }
        }
    }
}
