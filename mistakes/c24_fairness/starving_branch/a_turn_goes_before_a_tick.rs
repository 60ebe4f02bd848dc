//! Mistake: asks first whether it is the turn of a normal message, and only then for the tick, which has to
//! wait behind it.
//! Breaks: "A tick comes before all messages"
//! Rejected by: whatever_comes_everything_has_its_turn
//! Told: also before a normal one whose turn it is

use std::future::poll_fn;
use std::num::NonZeroUsize;
use std::pin::pin;
use std::task::Poll;

use tokio::sync::mpsc;
use tokio::time::{Duration, sleep};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work<T> {
    Urgent(T),
    Normal(T),
    Tick,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Stopped,
    Drained,
}

pub async fn serve<T>(
    urgent: &mut mpsc::Receiver<T>,
    normal: &mut mpsc::Receiver<T>,
    patience: NonZeroUsize,
    every: Duration,
    stop: impl Future<Output = ()>,
    mut handle: impl AsyncFnMut(Work<T>),
) -> End {
    let mut stop = pin!(stop);
    let mut tick = pin!(sleep(every));
    // How many urgent ones may still pass.
    let mut may_pass = patience.get();
    loop {
        let chosen = poll_fn(|cx| {
            if stop.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Err(End::Stopped));
            }
            if may_pass == 0
                && let Poll::Ready(Some(message)) = normal.poll_recv(cx)
            {
                return Poll::Ready(Ok(Work::Normal(message)));
            }
            if tick.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Ok(Work::Tick));
            }
            let mut at_their_end = 0;
            let order = if may_pass == 0 {
                [false, true]
            } else {
                [true, false]
            };
            for is_urgent in order {
                let polled = if is_urgent {
                    urgent
                        .poll_recv(cx)
                        .map(|message| message.map(Work::Urgent))
                } else {
                    normal
                        .poll_recv(cx)
                        .map(|message| message.map(Work::Normal))
                };
                match polled {
                    Poll::Ready(Some(work)) => return Poll::Ready(Ok(work)),
                    Poll::Ready(None) => at_their_end += 1,
                    Poll::Pending => {}
                }
            }
            match at_their_end {
                2 => Poll::Ready(Err(End::Drained)),
                _ => Poll::Pending,
            }
        });
        let work = match chosen.await {
            Ok(work) => work,
            Err(end) => return end,
        };
        let is_tick = matches!(work, Work::Tick);
        match work {
            Work::Urgent(_) => may_pass = may_pass.saturating_sub(1),
            Work::Normal(_) => may_pass = patience.get(),
            Work::Tick => {}
        }
        handle(work).await;
        if is_tick {
            tick.set(sleep(every));
        }
    }
}
