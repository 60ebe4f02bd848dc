//! Mistake: polls the work first each time, as that matters most. Work that is never out of things to do
//! uses up what the task may do in one go, and neither the clock nor the log ever answers the note.
//! Breaks: "also where the work uses up whenever it is polled what tokio lets a task do in one go"
//! Rejected by: work_that_uses_up_the_budget_keeps_no_note_back
//! Told: used up

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
            () = sleep(every) => {}
        }
        let mut end = None;
        let mut turn = pin!(log.lock());
        let mut log = loop {
            tokio::select! {
                biased;
                done = &mut work, if end.is_none() => end = Some(done),
                log = &mut turn => break log,
            }
        };
        note(&mut log);
        if let Some(done) = end {
            return done;
        }
    }
}
