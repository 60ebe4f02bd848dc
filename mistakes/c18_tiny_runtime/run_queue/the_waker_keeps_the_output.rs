//! Mistake: has one place in memory for all that there is of a task: its future, its waker and its output.
//! So whoever keeps the waker keeps an output that nobody can get any more.
//! Breaks: "Its output belongs to the handle then"
//! Breaks: "Whoever keeps the waker of a task that has ended keeps neither of them"
//! Rejected by: the_output_goes_with_the_handle
//! Told: whoever keeps that waker keeps the output

use std::collections::HashMap;
use std::mem::replace;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use thiserror::Error;

#[derive(Debug, Error, PartialEq, Eq)]
#[error("the task was dropped before its end")]
pub struct Cancelled;

pub struct Executor {
    queue: Receiver<Arc<dyn Run>>,
    all: Arc<All>,
}

#[derive(Clone)]
pub struct Spawner {
    end_of_queue: Sender<Arc<dyn Run>>,
    all: Arc<All>,
}

pub struct JoinHandle<T> {
    task: Arc<dyn Join<T>>,
}

struct All(Mutex<Option<HashMap<usize, Arc<dyn Run>>>>);

trait Run: Send + Sync {
    fn turn(self: Arc<Self>) -> bool;
    fn end(&self);
}

trait Join<T>: Send + Sync {
    fn poll_join(&self, cx: &mut Context<'_>) -> Poll<Result<T, Cancelled>>;
    fn abort(&self);
}

enum Outcome<T> {
    Waits(Option<Waker>),
    Is(Result<T, Cancelled>),
    Taken,
}

struct Task<F: Future> {
    number: usize,
    future: Mutex<Option<Pin<Box<F>>>>,
    outcome: Mutex<Outcome<F::Output>>,
    queued: AtomicBool,
    ended: AtomicBool,
    end_of_queue: Sender<Arc<dyn Run>>,
    all: Arc<All>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<F: Future> Task<F> {
    fn finish(&self, result: Result<F::Output, Cancelled>) {
        let mut outcome = lock(&self.outcome);
        let Outcome::Waits(waker) = &mut *outcome else {
            return;
        };
        let waker = waker.take();
        *outcome = Outcome::Is(result);
        drop(outcome);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<F> Wake for Task<F>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    fn wake(self: Arc<Self>) {
        if !self.ended.load(Ordering::SeqCst) && !self.queued.swap(true, Ordering::SeqCst) {
            let _ = self.end_of_queue.send(Arc::clone(&self) as Arc<dyn Run>);
        }
    }
}

impl<F> Run for Task<F>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    fn turn(self: Arc<Self>) -> bool {
        self.queued.store(false, Ordering::SeqCst);
        let Some(mut future) = lock(&self.future).take() else {
            return false;
        };
        let waker = Waker::from(Arc::clone(&self));
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => {
                drop(future);
                self.finish(Ok(output));
                self.end();
            }
            Poll::Pending if self.ended.load(Ordering::SeqCst) => {}
            Poll::Pending => *lock(&self.future) = Some(future),
        }
        true
    }

    fn end(&self) {
        self.ended.store(true, Ordering::SeqCst);
        let known = lock(&self.all.0)
            .as_mut()
            .map(|all| all.remove(&self.number));
        let future = lock(&self.future).take();
        drop((known, future));
        self.finish(Err(Cancelled));
    }
}

impl<F> Join<F::Output> for Task<F>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    fn poll_join(&self, cx: &mut Context<'_>) -> Poll<Result<F::Output, Cancelled>> {
        let mut outcome = lock(&self.outcome);
        match replace(&mut *outcome, Outcome::Taken) {
            Outcome::Is(result) => Poll::Ready(result),
            older => {
                *outcome = Outcome::Waits(Some(cx.waker().clone()));
                drop(outcome);
                drop(older);
                Poll::Pending
            }
        }
    }

    fn abort(&self) {
        self.end();
    }
}

pub fn executor() -> (Executor, Spawner) {
    let (end_of_queue, queue) = channel();
    let all = Arc::new(All(Mutex::new(Some(HashMap::new()))));
    let spawner = Spawner {
        end_of_queue,
        all: Arc::clone(&all),
    };
    (Executor { queue, all }, spawner)
}

impl Executor {
    pub fn turn(&mut self) -> bool {
        while let Ok(task) = self.queue.try_recv() {
            if task.turn() {
                return true;
            }
        }
        false
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        let all = lock(&self.all.0).take();
        for task in all.into_iter().flat_map(HashMap::into_values) {
            task.end();
        }
    }
}

impl Spawner {
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        static NUMBERS: AtomicUsize = AtomicUsize::new(0);
        let task = Arc::new(Task {
            number: NUMBERS.fetch_add(1, Ordering::SeqCst),
            future: Mutex::new(Some(Box::pin(future))),
            outcome: Mutex::new(Outcome::Waits(None)),
            queued: AtomicBool::new(false),
            ended: AtomicBool::new(false),
            end_of_queue: self.end_of_queue.clone(),
            all: Arc::clone(&self.all),
        });
        let open = match &mut *lock(&self.all.0) {
            Some(all) => all
                .insert(task.number, Arc::clone(&task) as Arc<dyn Run>)
                .is_none(),
            None => false,
        };
        match open {
            true => Arc::clone(&task).wake(),
            false => task.end(),
        }
        JoinHandle { task }
    }
}

impl<T> JoinHandle<T> {
    pub fn abort(&self) {
        self.task.abort();
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, Cancelled>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.task.poll_join(cx)
    }
}
