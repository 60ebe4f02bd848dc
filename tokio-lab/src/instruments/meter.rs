//! How a future, a stream or a sink is polled and woken: whoever waits to be woken is polled a few
//! times, whoever looks now and then is polled for nothing again and again.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures::sink::Sink;
use futures::stream::Stream;

use crate::record::recorder::Recorder;

/// A future, a stream or a sink that counts how it is polled and woken. Made by
/// [`Lab::meter`](crate::Lab::meter).
pub struct Metered<F> {
    inner: Pin<Box<F>>,
    recorder: Recorder,
    counts: Arc<Counts>,
    waker: Option<Counted>,
    /// How much had happened in the run when the last poll was over.
    events: u64,
}

impl<F> fmt::Debug for Metered<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metered")
            .field("counts", &self.counts)
            .finish_non_exhaustive()
    }
}

/// Sees how a [`Metered`] is polled and woken.
#[derive(Clone, Debug)]
pub struct MeterWatch(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    polls: AtomicUsize,
    wakes: AtomicUsize,
    idle_wakes: AtomicUsize,
    polls_after_end: AtomicUsize,
    ended: AtomicBool,
    /// Whether it was woken since the last poll began.
    woken: AtomicBool,
}

/// A waker that is counted, and the one that it passes each wake on to.
struct Counted {
    to: Waker,
    waker: Waker,
}

struct CountedWake {
    to: Waker,
    counts: Arc<Counts>,
}

impl<F> Metered<F> {
    pub(crate) fn new(recorder: &Recorder, inner: F) -> Self {
        Metered {
            inner: Box::pin(inner),
            recorder: recorder.clone(),
            counts: Arc::default(),
            waker: None,
            events: 0,
        }
    }

    /// The eye that stays with the test.
    #[must_use]
    pub fn watch(&self) -> MeterWatch {
        MeterWatch(Arc::clone(&self.counts))
    }

    /// One poll, whatever of it is polled; `ends` tells of what was given whether it is the last.
    fn metered<T>(
        &mut self,
        cx: &mut Context<'_>,
        poll: impl FnOnce(Pin<&mut F>, &mut Context<'_>) -> Poll<T>,
        ends: impl FnOnce(&T) -> bool,
    ) -> Poll<T> {
        self.counts.polls.fetch_add(1, Ordering::SeqCst);
        if self.counts.ended.load(Ordering::SeqCst) {
            self.counts.polls_after_end.fetch_add(1, Ordering::SeqCst);
        }
        let woken = self.counts.woken.swap(false, Ordering::SeqCst);
        // The same waker as long as it leads to the same task, so that code which keeps one sees
        // no other.
        let waker = match &mut self.waker {
            Some(counted) if counted.to.will_wake(cx.waker()) => counted,
            other => other.insert(Counted::new(cx.waker(), &self.counts)),
        };
        let polled = poll(self.inner.as_mut(), &mut Context::from_waker(&waker.waker));
        let events = self.recorder.events();
        match &polled {
            Poll::Ready(given) if ends(given) => self.counts.ended.store(true, Ordering::SeqCst),
            Poll::Ready(_) => {}
            Poll::Pending if woken && events == self.events => {
                self.counts.idle_wakes.fetch_add(1, Ordering::SeqCst);
            }
            Poll::Pending => {}
        }
        self.events = events;
        polled
    }
}

impl MeterWatch {
    /// How often it was polled. Each poll counts from its beginning: inside the first one, the
    /// number is 1.
    #[must_use]
    pub fn polls(&self) -> usize {
        self.0.polls.load(Ordering::SeqCst)
    }

    /// How often it was woken, from whatever thread, also when it need not be polled again.
    #[must_use]
    pub fn wakes(&self) -> usize {
        self.0.wakes.load(Ordering::SeqCst)
    }

    /// How often it was woken for nothing: the poll that followed gave nothing, and since the one
    /// before it nothing had happened in the run, neither on a lane nor said.
    #[must_use]
    pub fn idle_wakes(&self) -> usize {
        self.0.idle_wakes.load(Ordering::SeqCst)
    }

    /// How often it was polled after its end: the output of a future, the `None` of a stream, the
    /// end of closing a sink.
    #[must_use]
    pub fn polls_after_end(&self) -> usize {
        self.0.polls_after_end.load(Ordering::SeqCst)
    }
}

impl Counted {
    fn new(to: &Waker, counts: &Arc<Counts>) -> Self {
        let wake = CountedWake {
            to: to.clone(),
            counts: Arc::clone(counts),
        };
        Counted {
            to: to.clone(),
            waker: Arc::new(wake).into(),
        }
    }
}

impl Wake for CountedWake {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.counts.wakes.fetch_add(1, Ordering::SeqCst);
        self.counts.woken.store(true, Ordering::SeqCst);
        self.to.wake_by_ref();
    }
}

impl<F: Future> Future for Metered<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.metered(cx, F::poll, |_| true)
    }
}

impl<S: Stream> Stream for Metered<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        self.metered(cx, S::poll_next, Option::is_none)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}

impl<T, S: Sink<T>> Sink<T> for Metered<S> {
    type Error = S::Error;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.metered(cx, S::poll_ready, |_| false)
    }

    fn start_send(mut self: Pin<&mut Self>, item: T) -> Result<(), S::Error> {
        self.inner.as_mut().start_send(item)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.metered(cx, S::poll_flush, |_| false)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.metered(cx, S::poll_close, |_| true)
    }
}
