//! Mistake: blocks the thread until the log is free.
//! Breaks: "goes on as if it were awaited alone"
//! Rejected by: the_work_gets_the_log_though_a_note_waits_behind_it
//! Told: Cannot block the current thread

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
        tokio::select! {
            done = &mut work => return done,
            () = sleep(every) => note(&mut log.blocking_lock()),
        }
    }
}
