//! Mistake: takes a task that is aborted out of the queue by `swap_remove_back`, which is quick, and puts
//! the last one in its place.
//! Breaks: "A task that is woken is put at the end of the queue, and stands in it once"
//! Rejected by: an_aborted_task_changes_nobodys_place_in_the_queue
//! Told: the others stand in it as before

use std::collections::{HashMap, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker, ready};

use thiserror::Error;
use tokio::sync::oneshot;

/// The task was dropped before its end.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("the task was dropped before its end")]
pub struct Cancelled;

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
    number: u64,
    shared: Arc<Shared>,
    output: oneshot::Receiver<T>,
}

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

#[derive(Default)]
struct Shared(Mutex<State>);

#[derive(Default)]
struct State {
    queue: VecDeque<u64>,
    /// All that have not ended.
    tasks: HashMap<u64, Place>,
    spawned: u64,
    /// The executor is gone.
    closed: bool,
}

struct Place {
    /// Not there while it is being polled.
    task: Option<Task>,
    queued: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing of anybody else is called while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The task whose turn it is. From here on, a wake counts for the next turn.
    fn next(&self) -> Option<(u64, Task)> {
        let mut state = self.lock();
        loop {
            let number = state.queue.pop_front()?;
            // Those that were aborted are in the queue, and nowhere else.
            if let Some(place) = state.tasks.get_mut(&number) {
                place.queued = false;
                return place.task.take().map(|task| (number, task));
            }
        }
    }

    /// Back to its place; given back if it was aborted meanwhile.
    fn put_back(&self, number: u64, task: Task) -> Option<Task> {
        match self.lock().tasks.get_mut(&number) {
            Some(place) => {
                place.task = Some(task);
                None
            }
            None => Some(task),
        }
    }

    fn wake(&self, number: u64) {
        let state = &mut *self.lock();
        if let Some(place) = state.tasks.get_mut(&number)
            && !place.queued
        {
            place.queued = true;
            state.queue.push_back(number);
        }
    }

    /// Nobody owns it any more, but the turn that polls it, if one does.
    fn remove(&self, number: u64) -> Option<Place> {
        self.lock().tasks.remove(&number)
    }
}

/// An executor without tasks, and a spawner for it.
pub fn executor() -> (Executor, Spawner) {
    let shared = Arc::<Shared>::default();
    let spawner = Spawner {
        shared: Arc::clone(&shared),
    };
    (Executor { shared }, spawner)
}

impl Executor {
    /// Polls the task at the head of the queue once. `false` if there is none.
    pub fn turn(&mut self) -> bool {
        let Some((number, mut task)) = self.shared.next() else {
            return false;
        };
        let shared = Arc::clone(&self.shared);
        let waker = Waker::from(Arc::new(Number { number, shared }));
        let polled = task.as_mut().poll(&mut Context::from_waker(&waker));
        let ended = match polled {
            Poll::Ready(()) => {
                self.shared.remove(number);
                Some(task)
            }
            Poll::Pending => self.shared.put_back(number, task),
        };
        // What it does when it is dropped, it does without a lock.
        drop(ended);
        true
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.closed = true;
        let tasks = std::mem::take(&mut state.tasks);
        drop(state);
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
        let task: Task = Box::pin(async move {
            // Its handle may be gone.
            let _ = sender.send(future.await);
        });
        let mut state = self.shared.lock();
        let number = state.spawned;
        state.spawned += 1;
        if state.closed {
            drop(state);
            drop(task);
        } else {
            let place = Place {
                task: Some(task),
                queued: true,
            };
            state.tasks.insert(number, place);
            state.queue.push_back(number);
        }
        JoinHandle {
            number,
            shared: Arc::clone(&self.shared),
            output,
        }
    }
}

impl<T> JoinHandle<T> {
    /// Drops the task, if it has not ended.
    pub fn abort(&self) {
        let mut state = self.shared.lock();
        let queued = state.queue.iter().position(|other| *other == self.number);
        if let Some(at) = queued {
            state.queue.swap_remove_back(at);
        }
        let place = state.tasks.remove(&self.number);
        drop(state);
        drop(place);
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, Cancelled>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let outcome = ready!(Pin::new(&mut self.output).poll(cx));
        // The sender goes with its task.
        Poll::Ready(outcome.map_err(|_| Cancelled))
    }
}

/// What wakes a task: it knows its number, and not the task.
struct Number {
    number: u64,
    shared: Arc<Shared>,
}

impl Wake for Number {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.shared.wake(self.number);
    }
}
