//! Mistake: when the work is done first, drops the note's place in the line and asks for the log anew, so
//! that the note stands behind all who came later.
//! Breaks: "and keeps its place in the line"
//! Rejected by: a_note_keeps_its_place_when_the_work_is_done
//! Told: asked anew

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
            () = sleep(every) => {}
        }
        let done = tokio::select! {
            mut log = log.lock() => {
                note(&mut log);
                None
            }
            done = &mut work => Some(done),
        };
        if let Some(done) = done {
            note(&mut *log.lock().await);
            return done;
        }
    }
}
