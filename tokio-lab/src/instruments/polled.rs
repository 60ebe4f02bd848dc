//! The ways in which a future may be polled, all of which its contract allows: not at once, by one
//! task first and by another afterwards, with a new waker each time, more often than it asked for.
//!
//! Code that keeps the waker of its first poll, or that began when it was called, passes every test
//! that awaits it on the spot.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use crate::instruments::waking::Astray;

/// A way in which a future may be polled. See [`Lab::polled`](crate::Lab::polled).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As any `.await` does it.
    OnTheSpot,
    /// It lies there for [`Way::LATER`] before its first poll.
    Later,
    /// It is polled once by a task that then loses interest, and awaited by another: wakes that go
    /// to the first one are lost.
    HandedOver,
    /// Each poll has a waker of its own, and wakes by an older one are lost.
    FreshWaker,
    /// It is polled again although nobody woke it, twice after each poll.
    UnaskedFor,
}

impl Way {
    /// All of them.
    pub const ALL: [Way; 5] = [
        Way::OnTheSpot,
        Way::Later,
        Way::HandedOver,
        Way::FreshWaker,
        Way::UnaskedFor,
    ];

    /// So long a future lies there that is polled [later](Way::Later): no round number.
    pub const LATER: Duration = Duration::from_millis(1_003);
}

/// Goes on from "a future that is …".
impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Way::OnTheSpot => "awaited on the spot",
            Way::Later => "first polled 1003ms after the call",
            Way::HandedOver => "polled once by one task and then awaited by another",
            Way::FreshWaker => "polled with a new waker each time",
            Way::UnaskedFor => "polled again without having been woken",
        })
    }
}

/// Polls a future in this way, up to its output.
pub(crate) async fn polled<F: Future>(way: Way, future: F, astray: Astray) -> F::Output {
    let mut future = Box::pin(future);
    match way {
        Way::OnTheSpot => future.await,
        Way::Later => {
            tokio::time::sleep(Way::LATER).await;
            future.await
        }
        Way::HandedOver => {
            let turns = Turns::new(astray);
            let nobody = turns.waker(Waker::noop());
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&nobody)) {
                return output;
            }
            std::future::poll_fn(move |cx| {
                turns.next();
                future.as_mut().poll(cx)
            })
            .await
        }
        Way::FreshWaker => {
            let turns = Turns::new(astray);
            std::future::poll_fn(move |cx| {
                // Several times, so that what began in one poll has an older waker after it.
                for _ in 0..4 {
                    let waker = turns.waker(cx.waker());
                    let mut fresh = Context::from_waker(&waker);
                    if let Poll::Ready(output) = future.as_mut().poll(&mut fresh) {
                        return Poll::Ready(output);
                    }
                }
                Poll::Pending
            })
            .await
        }
        Way::UnaskedFor => std::future::poll_fn(move |cx| again(future.as_mut(), cx, 2)).await,
    }
}

/// One poll, and so many more as long as it is not ready.
fn again<F: Future>(mut future: Pin<&mut F>, cx: &mut Context<'_>, more: usize) -> Poll<F::Output> {
    for _ in 0..more {
        if let Poll::Ready(output) = future.as_mut().poll(cx) {
            return Poll::Ready(output);
        }
    }
    future.poll(cx)
}

/// The polls of one future, each of which may have a waker of its own.
struct Turns {
    current: Arc<AtomicU64>,
    astray: Astray,
}

/// A waker that wakes only as long as no other poll has come after its own.
struct Numbered {
    number: u64,
    current: Arc<AtomicU64>,
    astray: Astray,
    to: Waker,
}

impl Turns {
    fn new(astray: Astray) -> Self {
        Turns {
            current: Arc::default(),
            astray,
        }
    }

    /// Another poll begins: wakers of those before it lead nowhere from now on.
    fn next(&self) -> u64 {
        self.astray.polled();
        self.current.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// The waker of the next poll.
    fn waker(&self, to: &Waker) -> Waker {
        Waker::from(Arc::new(Numbered {
            number: self.next(),
            current: Arc::clone(&self.current),
            astray: self.astray.clone(),
            to: to.clone(),
        }))
    }
}

impl Wake for Numbered {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.current.load(Ordering::SeqCst) == self.number {
            self.to.wake_by_ref();
        } else {
            self.astray.woken();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::task::ready;

    use super::*;
    use crate::{Lab, failure_of, ms, virtual_time};

    /// Woken by the waker of its first poll, whoever polls it afterwards.
    struct KeepsItsWaker {
        timer: Pin<Box<tokio::time::Sleep>>,
        first: Option<Waker>,
    }

    impl Future for KeepsItsWaker {
        type Output = ();

        fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
            let waker = self.first.get_or_insert_with(|| cx.waker().clone()).clone();
            ready!(self.timer.as_mut().poll(&mut Context::from_waker(&waker)));
            Poll::Ready(())
        }
    }

    fn passes(way: Way, keeps: bool) -> bool {
        let report = failure_of(move || {
            virtual_time(async move |lab: Lab| {
                let work = async move {
                    tokio::task::yield_now().await;
                    match keeps {
                        true => {
                            let timer = Box::pin(tokio::time::sleep(ms(20)));
                            KeepsItsWaker { timer, first: None }.await;
                        }
                        false => tokio::time::sleep(ms(20)).await,
                    }
                };
                lab.polled(way, work).await;
                let late = if way == Way::Later { Way::LATER } else { ms(0) };
                assert_eq!(lab.now(), late + ms(20));
            });
        });
        report.is_none()
    }

    #[test]
    fn what_keeps_the_contract_passes_in_every_way() {
        for way in Way::ALL {
            assert!(passes(way, false), "{way}");
        }
    }

    #[test]
    fn a_waker_that_is_kept_is_found_where_another_took_its_place() {
        assert!(passes(Way::OnTheSpot, true));
        assert!(passes(Way::Later, true));
        assert!(!passes(Way::FreshWaker, true));
    }
}
