//! Mistake: gives the number of a task that has ended to the next one.
//! Breaks: "whoever calls it gives nobody a turn"
//! Rejected by: nobody_stands_in_for_who_has_ended
//! Told: that a waker may still know

use std::collections::{HashMap, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use thiserror::Error;
use tokio::sync::oneshot;

/// The task was dropped before its end.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("the task was dropped before its end")]
pub struct Cancelled;

type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

struct Slot {
    /// `None` while it is polled.
    work: Option<Work>,
    queued: bool,
    aborted: bool,
    waker: Waker,
}

#[derive(Default)]
struct State {
    queue: VecDeque<u64>,
    tasks: HashMap<u64, Slot>,
    /// Numbers that nobody has any more.
    free: Vec<u64>,
    numbers: u64,
    gone: bool,
}

impl State {
    fn free_number(&mut self) -> u64 {
        if let Some(id) = self.free.pop() {
            return id;
        }
        self.numbers += 1;
        self.numbers
    }

    fn remove(&mut self, id: u64) -> Option<Slot> {
        let slot = self.tasks.remove(&id)?;
        self.queue.retain(|&queued| queued != id);
        self.free.push(id);
        Some(slot)
    }
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Number {
    id: u64,
    shared: Arc<Shared>,
}

impl Wake for Number {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let mut state = self.shared.lock();
        if let Some(slot) = state.tasks.get_mut(&self.id)
            && !slot.queued
        {
            slot.queued = true;
            state.queue.push_back(self.id);
        }
    }
}

/// Owns tasks, and polls those that were woken, one by one.
pub struct Executor {
    shared: Arc<Shared>,
}

/// Brings new tasks to an executor. Does not keep it alive.
#[derive(Clone)]
pub struct Spawner {
    shared: Arc<Shared>,
}

/// Waits for the end of a task: a future.
pub struct JoinHandle<T> {
    id: Option<u64>,
    shared: Arc<Shared>,
    output: oneshot::Receiver<T>,
}

/// An executor without tasks, and a spawner for it.
pub fn executor() -> (Executor, Spawner) {
    let shared = Arc::new(Shared::default());
    (
        Executor {
            shared: Arc::clone(&shared),
        },
        Spawner { shared },
    )
}

impl Executor {
    /// Polls the task at the head of the queue once. `false` if there is none.
    pub fn turn(&mut self) -> bool {
        let (id, mut work, waker) = {
            let mut state = self.shared.lock();
            let Some(id) = state.queue.pop_front() else {
                return false;
            };
            let Some(slot) = state.tasks.get_mut(&id) else {
                // It has ended meanwhile.
                return true;
            };
            slot.queued = false;
            let Some(work) = slot.work.take() else {
                return true;
            };
            (id, work, slot.waker.clone())
        };
        let polled = work.as_mut().poll(&mut Context::from_waker(&waker));
        let over = {
            let mut state = self.shared.lock();
            match state.tasks.get_mut(&id) {
                Some(slot) if polled.is_pending() && !slot.aborted => {
                    slot.work = Some(work);
                    None
                }
                _ => Some((state.remove(id), work)),
            }
        };
        drop(over);
        true
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        let tasks = {
            let mut state = self.shared.lock();
            state.gone = true;
            state.queue.clear();
            std::mem::take(&mut state.tasks)
        };
        drop(tasks);
    }
}

impl Spawner {
    /// Puts a new task at the end of the queue.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let (sender, output) = oneshot::channel();
        let work = Box::pin(async move {
            let output = future.await;
            // Who has dropped the handle does not want it.
            let _ = sender.send(output);
        });
        let mut state = self.shared.lock();
        if state.gone {
            drop(state);
            drop(work);
            return JoinHandle {
                id: None,
                shared: Arc::clone(&self.shared),
                output,
            };
        }
        let id = state.free_number();
        let waker = Waker::from(Arc::new(Number {
            id,
            shared: Arc::clone(&self.shared),
        }));
        state.tasks.insert(
            id,
            Slot {
                work: Some(work),
                queued: true,
                aborted: false,
                waker,
            },
        );
        state.queue.push_back(id);
        JoinHandle {
            id: Some(id),
            shared: Arc::clone(&self.shared),
            output,
        }
    }
}

impl<T> JoinHandle<T> {
    /// Drops the task, if it has not ended.
    pub fn abort(&self) {
        let Some(id) = self.id else {
            return;
        };
        let slot = {
            let mut state = self.shared.lock();
            match state.tasks.get_mut(&id) {
                // It is being polled: the turn drops it.
                Some(slot) if slot.work.is_none() => {
                    slot.aborted = true;
                    None
                }
                _ => state.remove(id),
            }
        };
        drop(slot);
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, Cancelled>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.output)
            .poll(cx)
            .map(|output| output.map_err(|_| Cancelled))
    }
}
