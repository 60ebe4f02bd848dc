//! Mistake: has the work in a task, and panics itself when that has panicked, with other words.
//! Breaks: "the caller gets the panic"
//! Rejected by: a_panic_of_the_work_is_that_of_the_caller
//! Told: another panic

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
                _ => panic!("the work has failed"),
            },
            () = sleep(every) => note(&mut *log.lock().await),
        }
    }
}
