//! The runtime polls the work: its set stops it when it is dropped.

use std::future::pending;
use std::panic::resume_unwind;
use std::sync::Arc;

use tokio::sync::Mutex;
use tokio::task::JoinSet;
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
    let mut working = JoinSet::new();
    working.spawn(work);
    loop {
        tokio::select! {
            biased;
            ended = working.join_next() => match ended {
                Some(Ok(done)) => return done,
                Some(Err(error)) if error.is_panic() => resume_unwind(error.into_panic()),
                // Only the end of the runtime stops it, and this future with it.
                _ => pending().await,
            },
            () = sleep(every) => note(&mut *log.lock().await),
        }
    }
}
