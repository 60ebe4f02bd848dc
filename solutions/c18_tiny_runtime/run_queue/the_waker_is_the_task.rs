//! Alternative: a waker that is the task, and a channel of tasks as the queue. The executor keeps all
//! tasks, too, and empties them, so that nobody who keeps a waker keeps more than an empty shell.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use futures::FutureExt;
use thiserror::Error;
use tokio::sync::oneshot;

#[derive(Debug, Error, PartialEq, Eq)]
#[error("the task was dropped before its end")]
pub struct Cancelled;

pub struct Executor {
    queue: Receiver<Arc<Task>>,
    all: Arc<All>,
}

#[derive(Clone)]
pub struct Spawner {
    end_of_queue: Sender<Arc<Task>>,
    all: Arc<All>,
}

pub struct JoinHandle<T> {
    task: Arc<Task>,
    output: oneshot::Receiver<T>,
}

/// `None` when the executor is gone.
struct All(Mutex<Option<HashMap<usize, Arc<Task>>>>);

type Future_ = Pin<Box<dyn Future<Output = ()> + Send>>;

struct Task {
    number: usize,
    future: Mutex<Option<Future_>>,
    queued: AtomicBool,
    ended: AtomicBool,
    end_of_queue: Sender<Arc<Task>>,
    all: Arc<All>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Task {
    fn end(&self) {
        self.ended.store(true, Ordering::SeqCst);
        let known = lock(&self.all.0)
            .as_mut()
            .map(|all| all.remove(&self.number));
        let future = lock(&self.future).take();
        drop((known, future));
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        if !self.ended.load(Ordering::SeqCst) && !self.queued.swap(true, Ordering::SeqCst) {
            let _ = self.end_of_queue.send(Arc::clone(&self));
        }
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
            task.queued.store(false, Ordering::SeqCst);
            let Some(mut future) = lock(&task.future).take() else {
                continue;
            };
            let waker = Waker::from(Arc::clone(&task));
            match future.poll_unpin(&mut Context::from_waker(&waker)) {
                Poll::Ready(()) => task.end(),
                Poll::Pending if task.ended.load(Ordering::SeqCst) => {}
                Poll::Pending => *lock(&task.future) = Some(future),
            }
            return true;
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
        let (sender, output) = oneshot::channel();
        let task = Arc::new(Task {
            number: NUMBERS.fetch_add(1, Ordering::SeqCst),
            future: Mutex::new(Some(Box::pin(future.map(|output| {
                let _ = sender.send(output);
            })))),
            queued: AtomicBool::new(false),
            ended: AtomicBool::new(false),
            end_of_queue: self.end_of_queue.clone(),
            all: Arc::clone(&self.all),
        });
        let open = match &mut *lock(&self.all.0) {
            Some(all) => all.insert(task.number, Arc::clone(&task)).is_none(),
            None => false,
        };
        match open {
            true => Arc::clone(&task).wake(),
            false => task.end(),
        }
        JoinHandle { task, output }
    }
}

impl<T> JoinHandle<T> {
    pub fn abort(&self) {
        self.task.end();
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, Cancelled>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.output.poll_unpin(cx).map_err(|_| Cancelled)
    }
}
