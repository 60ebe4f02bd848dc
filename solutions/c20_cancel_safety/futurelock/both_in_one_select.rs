//! The note stands in the `select!` as a future of its own, beside the work.

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
        // Neither of the two comes first each time: work that uses up the budget of the task would
        // keep the other one back for ever.
        tokio::select! {
            done = &mut work => return done,
            () = sleep(every) => {}
        }
        let mut done = None;
        let mut writing = pin!(async { note(&mut *log.lock().await) });
        loop {
            tokio::select! {
                end = &mut work, if done.is_none() => done = Some(end),
                () = &mut writing => break,
            }
        }
        if let Some(done) = done {
            return done;
        }
    }
}
