//! Mistake: leaves out a note where the log is in use.
//! Breaks: "A note that waits is written first"
//! Rejected by: a_note_that_waits_when_the_work_is_done_is_written_first
//! Told: written no more

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
        biased;
                   done = &mut work => return done,
                   () = sleep(every) => {
                       if let Ok(mut log) = log.try_lock() {
                           note(&mut log);
                       }
                   }
               }
    }
}
