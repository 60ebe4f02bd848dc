//! Sources: streams that a test hands to the code under test, and that notice how they are read.
//!
//! Whoever reads ahead, drains what nobody asked for, or holds on to a source for too long, leaves
//! it on the source's lane and in its counts.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::stream::Stream;

use crate::instruments::job::{Job, JobBuilder};
use crate::instruments::probe::{Probe, Watch};
use crate::record::recorder::Recorder;

/// A stream that makes its items one by one, each only when it is asked for. Made by
/// [`Lab::source`](crate::Lab::source).
///
/// Each item is a span on the source's lane, from the poll that asks for it to the instant at
/// which it is ready; one that was asked for and never taken is drawn as cancelled. After its last
/// item it stays ended.
///
/// # Cancel safety
/// Whoever asks for an item and is cancelled loses none: what is being made goes on being made when
/// the source is asked again.
pub struct Source<T> {
    recorder: Recorder,
    lane: String,
    items: Option<Box<dyn Iterator<Item = (Duration, T)> + Send>>,
    making: Option<Job<T>>,
    counts: Arc<Counts>,
    probe: Probe,
}

impl<T> fmt::Debug for Source<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("lane", &self.lane)
            .field("counts", &self.counts)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Default)]
struct Counts {
    asked: AtomicUsize,
    given: AtomicUsize,
}

/// Sees how a [`Source`] is read, and when it is dropped.
#[derive(Clone, Debug)]
pub struct SourceWatch {
    counts: Arc<Counts>,
    dropped: Watch,
}

impl<T: Send + 'static> Source<T> {
    pub(crate) fn new<I>(recorder: &Recorder, lane: &str, items: I) -> Self
    where
        I: IntoIterator<Item = (Duration, T)>,
        I::IntoIter: Send + 'static,
    {
        recorder.lane(lane);
        Source {
            recorder: recorder.clone(),
            lane: lane.to_owned(),
            items: Some(Box::new(items.into_iter())),
            making: None,
            counts: Arc::default(),
            probe: Probe::new(recorder),
        }
    }

    /// The eye that stays with the test.
    #[must_use]
    pub fn watch(&self) -> SourceWatch {
        SourceWatch {
            counts: Arc::clone(&self.counts),
            dropped: self.probe.watch(),
        }
    }
}

impl SourceWatch {
    /// How many items the source has begun to make.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.counts.asked.load(Ordering::SeqCst)
    }

    /// How many items the source has given away.
    #[must_use]
    pub fn given(&self) -> usize {
        self.counts.given.load(Ordering::SeqCst)
    }

    /// The instant at which the source was dropped, if it was.
    #[must_use]
    pub fn dropped_at(&self) -> Option<Duration> {
        self.dropped.dropped_at()
    }
}

impl<T: Send + 'static> Stream for Source<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let this = &mut *self;
        let job = match &mut this.making {
            Some(job) => job,
            none => {
                let Some((time, item)) = this.items.as_mut().and_then(Iterator::next) else {
                    this.items = None;
                    return Poll::Ready(None);
                };
                this.counts.asked.fetch_add(1, Ordering::SeqCst);
                let job = JobBuilder::new(&this.recorder, &this.lane).takes(time);
                none.insert(job.gives(item))
            }
        };
        let item = ready!(Pin::new(job).poll(cx));
        this.making = None;
        this.counts.given.fetch_add(1, Ordering::SeqCst);
        Poll::Ready(Some(item))
    }
}
