//! Mistake: takes all off the list before it polls the first, so that one that is woken again before
//! its turn stands there once more.
//! Breaks: "a future is polled only when it was woken since its last poll, and then once"
//! Rejected by: one_that_is_woken_again_before_its_turn_has_one_turn
//! Told: who was woken twice before its turn has one turn

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

/// What the futures' wakers and the join share. It holds none of the futures.
struct Line {
    state: Mutex<State>,
}

struct State {
    /// Who was woken and not polled since.
    woken: VecDeque<usize>,
    /// Whether the one of this number stands in `woken`.
    queued: Vec<bool>,
    /// Whether the one of this number is done.
    done: Vec<bool>,
    /// Whom to wake; nobody during a poll, after a wake, and when all is over.
    waker: Option<Waker>,
}

impl Line {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The waker of one of the futures.
struct Child {
    number: usize,
    line: Arc<Line>,
}

impl Wake for Child {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let waker = {
            let mut state = self.line.lock();
            if state.done[self.number] || state.queued[self.number] {
                return;
            }
            state.queued[self.number] = true;
            state.woken.push_back(self.number);
            state.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

struct Slot<F> {
    future: Pin<Box<F>>,
    waker: Waker,
}

struct JoinMany<F: Future> {
    slots: Vec<Option<Slot<F>>>,
    outputs: Vec<Option<F::Output>>,
    left: usize,
    line: Arc<Line>,
}

// Each future is pinned in its box, and the outputs are not pinned at all.
impl<F: Future> Unpin for JoinMany<F> {}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let (batch, old) = {
            let mut state = this.line.lock();
            let batch = std::mem::take(&mut state.woken);
            // From here on, a wake is a new one.
            for &number in &batch {
                state.queued[number] = false;
            }
            (batch, state.waker.take())
        };
        drop(old);
        for number in batch {
            let Some(slot) = &mut this.slots[number] else {
                continue;
            };
            let mut child = Context::from_waker(&slot.waker);
            if let Poll::Ready(output) = slot.future.as_mut().poll(&mut child) {
                this.line.lock().done[number] = true;
                this.outputs[number] = Some(output);
                this.slots[number] = None;
                this.left -= 1;
            }
        }
        if this.left == 0 {
            let outputs = std::mem::take(&mut this.outputs);
            return Poll::Ready(outputs.into_iter().flatten().collect());
        }
        let waker = cx.waker().clone();
        let mut state = this.line.lock();
        // One may have woken itself and then been done.
        while let Some(&number) = state.woken.front()
            && state.done[number]
        {
            state.woken.pop_front();
        }
        if state.woken.is_empty() {
            state.waker = Some(waker);
        } else {
            drop(state);
            waker.wake();
        }
        Poll::Pending
    }
}

impl<F: Future> Drop for JoinMany<F> {
    fn drop(&mut self) {
        // Before the futures go, which may wake one another.
        let waker = self.line.lock().waker.take();
        drop(waker);
        self.slots.clear();
    }
}

/// A future that is ready when all of these have been, with their outputs in order.
///
/// Dropping it drops them.
pub fn join_many<F>(futures: Vec<F>) -> impl Future<Output = Vec<F::Output>>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let count = futures.len();
    let line = Arc::new(Line {
        state: Mutex::new(State {
            woken: (0..count).collect(),
            queued: vec![true; count],
            done: vec![false; count],
            waker: None,
        }),
    });
    let slots = futures
        .into_iter()
        .enumerate()
        .map(|(number, future)| {
            let line = Arc::clone(&line);
            Some(Slot {
                future: Box::pin(future),
                waker: Waker::from(Arc::new(Child { number, line })),
            })
        })
        .collect();
    JoinMany {
        slots,
        outputs: (0..count).map(|_| None).collect(),
        left: count,
        line,
    }
}
