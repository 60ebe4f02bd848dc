//! Mistake: looks every ten milliseconds whether the log is free, and does not stand in the line. The one
//! who does is handed the log, and is not polled.
//! Breaks: "also while a note waits for the log"
//! Rejected by: the_work_gets_the_log_though_a_note_waits_behind_it
//! Told: 10ms

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
            () = sleep(every) => loop {
                if let Ok(mut log) = log.try_lock() {
                    note(&mut log);
                    break;
                }
                sleep(Duration::from_millis(10)).await;
            },
        }
    }
}
