//! Mistake: polls the note, and the work only where the note was not written just now. If the work was
//! woken as well, nobody polls it, and nobody wakes it again.
//! Breaks: "The work goes on as if it were awaited alone"
//! Rejected by: the_work_goes_on_at_the_instant_at_which_a_note_has_its_turn
//! Told: both the work and the note have to be polled

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

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
    let (waits, written) = (Cell::new(false), Cell::new(false));
    let mut noting = pin!(async {
        loop {
            sleep(every).await;
            waits.set(true);
            note(&mut *log.lock().await);
            waits.set(false);
            written.set(true);
        }
    });
    let mut work = pin!(work);
    let mut done = None;
    poll_fn(|context| {
        let _never: Poll<()> = noting.as_mut().poll(context);
        match written.take() {
            // That was it, for this time.
            true if done.is_none() => return Poll::Pending,
            _ => {}
        }
        if done.is_none()
            && let Poll::Ready(end) = work.as_mut().poll(context)
        {
            done = Some(end);
        }
        match waits.get() {
            true => Poll::Pending,
            false => done.take().map_or(Poll::Pending, Poll::Ready),
        }
    })
    .await
}
