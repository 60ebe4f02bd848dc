//! Two futures side by side: while one of them waits for the log, the other one is polled as well.

use std::sync::Arc;

use tokio::sync::{Mutex, Notify};
use tokio::time::{Duration, sleep};

/// Awaits the work, and writes a note into the log every so often until it is done.
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
    let over = Notify::new();
    let working = async {
        let done = work.await;
        over.notify_one();
        done
    };
    let noting = async {
        loop {
            tokio::select! {
                biased;
                () = over.notified() => return,
                () = sleep(every) => {}
            }
            note(&mut *log.lock().await);
        }
    };
    tokio::join!(working, noting).0
}
