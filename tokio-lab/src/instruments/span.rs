//! A future that leaves its trace on a lane: when it began, when and how it ended.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::record::recorder::{Doing, Place, Recorder};
use crate::timeline::End;

/// Work on a lane, from its first poll to its end. Made by [`Lab::span`](crate::Lab::span).
///
/// Dropped after its first poll and before its end it counts as cancelled; never polled, it leaves
/// no trace at all.
pub struct Span<F> {
    trace: Trace,
    inner: Pin<Box<F>>,
}

impl<F> fmt::Debug for Span<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Span")
            .field("trace", &self.trace)
            .finish_non_exhaustive()
    }
}

/// Waiting for a turn on a lane. Made by [`Lab::wait`](crate::Lab::wait).
pub struct Wait<F> {
    trace: Trace,
    inner: Pin<Box<F>>,
}

impl<F> fmt::Debug for Wait<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("trace", &self.trace)
            .finish_non_exhaustive()
    }
}

impl<F> Span<F> {
    pub(crate) fn new(recorder: &Recorder, lane: &str, inner: F) -> Self {
        Span {
            trace: Trace::new(recorder, lane, false),
            inner: Box::pin(inner),
        }
    }
}

impl<F> Wait<F> {
    pub(crate) fn new(recorder: &Recorder, lane: &str, inner: F) -> Self {
        Wait {
            trace: Trace::new(recorder, lane, true),
            inner: Box::pin(inner),
        }
    }
}

impl<F: Future> Future for Span<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = &mut *self;
        this.trace.poll(this.inner.as_mut(), |_| End::Finished, cx)
    }
}

impl<F: Future> Future for Wait<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = &mut *self;
        this.trace.poll(this.inner.as_mut(), |_| End::Finished, cx)
    }
}

/// The part that writes: shared by everything that spans a stretch of time.
#[derive(Debug)]
pub(crate) struct Trace {
    recorder: Recorder,
    lane: usize,
    waiting: bool,
    open: Option<Place>,
    over: bool,
    began: Option<Duration>,
}

impl Trace {
    pub(crate) fn new(recorder: &Recorder, lane: &str, waiting: bool) -> Self {
        Trace {
            lane: recorder.lane(lane),
            recorder: recorder.clone(),
            waiting,
            open: None,
            over: false,
            began: None,
        }
    }

    pub(crate) fn poll<F: Future + ?Sized>(
        &mut self,
        inner: Pin<&mut F>,
        how: impl FnOnce(&F::Output) -> End,
        cx: &mut Context<'_>,
    ) -> Poll<F::Output> {
        if self.open.is_none() && !self.over {
            self.began = Some(self.recorder.now());
            self.open = Some(self.recorder.begin(self.lane, self.waiting));
        }
        // Noticed here, not when it is dropped: a runtime catches the panic first and drops later.
        match catch_unwind(AssertUnwindSafe(|| inner.poll(cx))) {
            Ok(Poll::Ready(output)) => {
                self.close(how(&output));
                Poll::Ready(output)
            }
            Ok(Poll::Pending) => Poll::Pending,
            Err(panic) => {
                self.close(End::Panicked);
                resume_unwind(panic)
            }
        }
    }

    /// It has ended, and needed no more than this time since its first poll: whatever it took more,
    /// nobody polled it.
    pub(crate) fn needed(&self, time: Duration) {
        let due = self.began.and_then(|began| began.checked_add(time));
        if let Some(due) = due.filter(|due| *due < self.recorder.now()) {
            self.recorder.neglect(self.lane, due);
        }
    }

    /// What it does until it is polled again.
    pub(crate) fn does(&self, doing: Doing) {
        if let Some(place) = self.open {
            self.recorder.does(place, doing);
        }
    }

    /// It is polled again.
    pub(crate) fn polled(&self) {
        if let Some(place) = self.open {
            self.recorder.polled(place);
        }
    }

    fn close(&mut self, how: End) {
        self.over = true;
        if let Some(place) = self.open.take() {
            self.recorder.end(place, how);
        }
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        self.close(End::Cancelled);
    }
}

#[cfg(test)]
mod tests {
    use crate::{Lab, ms, virtual_time};

    #[test]
    fn a_job_that_panics_is_drawn_so_whoever_catches_the_panic() {
        virtual_time(async |lab: Lab| {
            let task = tokio::spawn(lab.job("task").takes(ms(10)).panics::<()>("no more paper"));
            assert!(task.await.is_err());
            lab.expect(
                "
                      0ms   10ms
                task  |=====!
                ",
            );
        });
    }
}
