//! Mistake: polls the work beside the lock, and drops what it gives when it ends there. The next turn of the
//! loop polls what is over.
//! Breaks: "what it gave comes back"
//! Rejected by: a_note_that_waits_when_the_work_is_done_is_written_first
//! Told: after its end

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
                       let mut turn = pin!(log.lock());
                       let mut log = tokio::select! {
        biased;
                           log = &mut turn => log,
                           _ = &mut work => turn.await,
                       };
                       note(&mut log);
                   }
               }
    }
}
