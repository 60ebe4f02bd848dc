//! Mistake: takes tokio's limit from all of it, so that the work cannot keep the note back. Now the work
//! has no limit either: if it goes on until it is told to give way, it never comes back from its poll.
//! Breaks: "uses up whenever it is polled what tokio lets a task do in one go"
//! Rejected by: work_that_uses_up_the_budget_keeps_no_note_back
//! Told: never told to give way

use std::sync::Arc;

use tokio::sync::{Mutex, Notify};
use tokio::task::unconstrained;
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
    // So that the note gets the log also where the work has used up what a task may do.
    unconstrained(async { tokio::join!(working, noting).0 }).await
}
