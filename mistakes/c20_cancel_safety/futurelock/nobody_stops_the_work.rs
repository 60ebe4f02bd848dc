//! Mistake: spawns the work, so that the runtime polls it. Dropping the handle of a task does not stop it.
//! Breaks: "the work is dropped at that instant, too"
//! Rejected by: dropped_it_stops_the_work_and_writes_nothing_more
//! Told: went on

use std::panic::resume_unwind;
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
    let mut working = tokio::spawn(work);
    loop {
        tokio::select! {
            biased;
            ended = &mut working => match ended {
                Ok(done) => return done,
                Err(error) => resume_unwind(error.into_panic()),
            },
            () = sleep(every) => note(&mut *log.lock().await),
        }
    }
}
