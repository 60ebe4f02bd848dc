//! Alternative: no queue. Whoever is woken draws a ticket, unless it has one, and the lowest ticket is
//! next. The handle has a waker of its own, and no channel.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Wake, Waker};

use thiserror::Error;

#[derive(Debug, Error, PartialEq, Eq)]
#[error("the task was dropped before its end")]
pub struct Cancelled;

pub struct Executor(Arc<Mutex<Tasks>>);

#[derive(Clone)]
pub struct Spawner(Weak<Mutex<Tasks>>);

pub struct JoinHandle<T> {
    ticket: Arc<Ticket>,
    tasks: Weak<Mutex<Tasks>>,
    outcome: Arc<Mutex<Outcome<T>>>,
}

/// By their numbers. Lent to a turn, a task is `None`.
type Tasks = BTreeMap<usize, Option<Task>>;

struct Task {
    ticket: Arc<Ticket>,
    future: Pin<Box<dyn Future<Output = ()> + Send>>,
}

struct Ticket {
    number: usize,
    /// 0 is none.
    drawn: AtomicU64,
}

static TICKETS: AtomicU64 = AtomicU64::new(1);

impl Wake for Ticket {
    fn wake(self: Arc<Self>) {
        let ticket = TICKETS.fetch_add(1, Ordering::SeqCst);
        let _ = self
            .drawn
            .compare_exchange(0, ticket, Ordering::SeqCst, Ordering::SeqCst);
    }
}

enum Outcome<T> {
    None(Option<Waker>),
    Some(Result<T, Cancelled>),
}

/// Whose future is dropped without an output was cancelled.
struct Sender<T>(Arc<Mutex<Outcome<T>>>);

impl<T> Sender<T> {
    fn set(&self, new: Result<T, Cancelled>) {
        let mut outcome = lock(&self.0);
        if let Outcome::None(waker) = &mut *outcome {
            let waker = waker.take();
            *outcome = Outcome::Some(new);
            drop(outcome);
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.set(Err(Cancelled));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub fn executor() -> (Executor, Spawner) {
    let tasks = Arc::<Mutex<Tasks>>::default();
    let spawner = Spawner(Arc::downgrade(&tasks));
    (Executor(tasks), spawner)
}

impl Executor {
    fn next(&self) -> Option<Task> {
        let mut tasks = lock(&self.0);
        let has_one = |task: &&mut Option<Task>| {
            let ticket = task
                .as_ref()
                .map_or(0, |task| task.ticket.drawn.load(Ordering::SeqCst));
            ticket > 0
        };
        let first = tasks.values_mut().filter(has_one).min_by_key(|task| {
            task.as_ref()
                .map(|task| task.ticket.drawn.load(Ordering::SeqCst))
        })?;
        first.take()
    }
}

impl Executor {
    pub fn turn(&mut self) -> bool {
        let Some(mut task) = self.next() else {
            return false;
        };
        task.ticket.drawn.store(0, Ordering::SeqCst);
        let waker = Waker::from(Arc::clone(&task.ticket));
        let polled = task.future.as_mut().poll(&mut Context::from_waker(&waker));
        let mut all = lock(&self.0);
        let place = match polled {
            Poll::Ready(()) => all.remove(&task.ticket.number).map(drop).and(None),
            Poll::Pending => all.get_mut(&task.ticket.number),
        };
        match place {
            Some(place) => *place = Some(task),
            None => {
                drop(all);
                drop(task);
            }
        }
        true
    }
}

impl Spawner {
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        static NUMBERS: AtomicU64 = AtomicU64::new(0);
        let outcome = Arc::new(Mutex::new(Outcome::None(None)));
        let sender = Sender(Arc::clone(&outcome));
        let ticket = Arc::new(Ticket {
            number: NUMBERS.fetch_add(1, Ordering::SeqCst) as usize,
            drawn: AtomicU64::new(0),
        });
        let task = Task {
            ticket: Arc::clone(&ticket),
            future: Box::pin(async move { sender.set(Ok(future.await)) }),
        };
        Arc::clone(&ticket).wake();
        match self.0.upgrade() {
            Some(tasks) => {
                lock(&tasks).insert(ticket.number, Some(task));
            }
            None => drop(task),
        }
        JoinHandle {
            ticket,
            tasks: self.0.clone(),
            outcome,
        }
    }
}

impl<T> JoinHandle<T> {
    pub fn abort(&self) {
        let Some(tasks) = self.tasks.upgrade() else {
            return;
        };
        let task = lock(&tasks).remove(&self.ticket.number);
        drop(task);
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, Cancelled>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut outcome = lock(&self.outcome);
        let before = std::mem::replace(&mut *outcome, Outcome::None(None));
        match before {
            Outcome::Some(outcome) => Poll::Ready(outcome),
            Outcome::None(older) => {
                *outcome = Outcome::None(Some(cx.waker().clone()));
                drop(outcome);
                drop(older);
                Poll::Pending
            }
        }
    }
}
