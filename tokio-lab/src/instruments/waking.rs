//! Who could still wake a future: the wakers that were handed to it, for as long as somebody keeps
//! one, and wakes that went to a waker of an earlier poll, which leads to nobody any more.

use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use tokio::time::Instant;

use crate::lock::lock;

/// The wakers that one future is polled with.
#[derive(Default)]
pub(crate) struct Handed(Option<Arc<Passed>>);

/// Passes each wake on.
struct Passed(Waker);

impl Handed {
    /// The waker for a poll in this context: the same one as long as it leads to the same task.
    pub(crate) fn waker(&mut self, cx: &Context<'_>) -> Waker {
        let passed = match &mut self.0 {
            Some(passed) if passed.0.will_wake(cx.waker()) => passed,
            other => other.insert(Arc::new(Passed(cx.waker().clone()))),
        };
        Waker::from(Arc::clone(passed))
    }

    /// Whether anybody keeps the waker of the last poll. A future that is pending, and whose waker
    /// nobody keeps, is never woken again.
    pub(crate) fn is_kept(&self) -> bool {
        let passed = self.0.as_ref();
        passed.is_some_and(|passed| Arc::strong_count(passed) > 1)
    }
}

impl Wake for Passed {
    fn wake(self: Arc<Self>) {
        self.0.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.wake_by_ref();
    }
}

/// Wakes of a future that went to a waker which another one had taken the place of. Clones share
/// them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Astray(Arc<Mutex<Lost>>);

#[derive(Debug, Default)]
struct Lost {
    /// Since when a wake is lost that no poll has made up for.
    since: Option<Instant>,
    /// Whether a poll has made up for one only later.
    was_late: bool,
}

impl Astray {
    /// A waker of an earlier poll was woken.
    pub(crate) fn woken(&self) {
        lock(&self.0).since.get_or_insert_with(Instant::now);
    }

    /// The future is polled: whatever was missed is made up for.
    pub(crate) fn polled(&self) {
        let mut lost = lock(&self.0);
        let since = lost.since.take();
        lost.was_late |= since.is_some_and(|since| since.elapsed() >= Duration::from_millis(1));
    }

    /// Whether a wake got lost and no poll came after it.
    pub(crate) fn is_lost(&self) -> bool {
        lock(&self.0).since.is_some()
    }

    /// What is to be told where something came too late: that the wake for it was lost.
    pub(crate) fn explain(&self, late_by: Option<Duration>) -> Option<String> {
        let is_why = lock(&self.0).was_late && late_by.is_some();
        is_why.then(|| {
            "what it waited for had happened, but woke the waker of an earlier poll, which leads \
             to nobody any more: each poll brings a waker, and only that of the last one counts"
                .to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use super::*;

    #[test]
    fn a_waker_is_kept_as_long_as_what_keeps_it_is_there() {
        let mut handed = Handed::default();
        let cx = Context::from_waker(Waker::noop());
        let waker = handed.waker(&cx);
        let (sender, receiver) = tokio::sync::oneshot::channel::<()>();
        let mut receiver = Box::pin(receiver);
        let mut inner = Context::from_waker(&waker);
        assert!(receiver.as_mut().poll(&mut inner).is_pending());
        drop(waker);
        assert!(handed.is_kept(), "the channel keeps it");
        drop((receiver, sender));
        assert!(!handed.is_kept(), "the channel is gone");
    }

    #[test]
    fn nobody_keeps_the_waker_of_what_never_ends() {
        let mut handed = Handed::default();
        let waker = handed.waker(&Context::from_waker(Waker::noop()));
        let never = pin!(std::future::pending::<()>());
        assert!(never.poll(&mut Context::from_waker(&waker)).is_pending());
        drop(waker);
        assert!(!handed.is_kept());
    }
}
