//! Mistake: drops what stands in the queue when it ends, and forgets those that wait.
//! Breaks: "whoever keeps their wakers"
//! Rejected by: with_the_executor_all_tasks_are_dropped
//! Told: the one that waits for a wake was not

use std::collections::{HashMap, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker, ready};

use thiserror::Error;
use tokio::sync::oneshot;

#[derive(Debug, Error, PartialEq, Eq)]
#[error("the task was dropped before its end")]
pub struct Cancelled;

pub struct Executor {
    shared: Arc<Shared>,
}

#[derive(Clone)]
pub struct Spawner {
    shared: Arc<Shared>,
}

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
    tasks: HashMap<u64, Place>,
    spawned: u64,
    closed: bool,
}

struct Place {
    task: Option<Task>,
    queued: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Option<(u64, Task)> {
        let mut state = self.lock();
        loop {
            let number = state.queue.pop_front()?;
            if let Some(place) = state.tasks.get_mut(&number) {
                place.queued = false;
                return place.task.take().map(|task| (number, task));
            }
        }
    }

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

    fn remove(&self, number: u64) -> Option<Place> {
        self.lock().tasks.remove(&number)
    }
}

pub fn executor() -> (Executor, Spawner) {
    let shared = Arc::<Shared>::default();
    let spawner = Spawner {
        shared: Arc::clone(&shared),
    };
    (Executor { shared }, spawner)
}

impl Executor {
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
        drop(ended);
        true
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.closed = true;
        let queue = std::mem::take(&mut state.queue);
        let tasks: Vec<_> = queue
            .iter()
            .map(|number| state.tasks.remove(number))
            .collect();
        drop(state);
        drop(tasks);
    }
}

impl Spawner {
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let (sender, output) = oneshot::channel();
        let task: Task = Box::pin(async move {
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
    pub fn abort(&self) {
        let place = self.shared.remove(self.number);
        drop(place);
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, Cancelled>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let outcome = ready!(Pin::new(&mut self.output).poll(cx));
        Poll::Ready(outcome.map_err(|_| Cancelled))
    }
}

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
