//! # run_queue: an executor for many tasks
//!
//! Why: a runtime is a queue of the tasks that were woken, and a loop that polls them. Who gets into
//! the queue, how often and at which end decides whether everybody has a turn. Runtimes that put the
//! newest first, to be quick, let others starve and had to take it back. And a task that is forgotten
//! at the end, because it was woken just then, holds what it has for ever.
//!
//! Build: [`executor`] gives an [`Executor`], which owns tasks and polls them, and a [`Spawner`],
//! which brings it new ones.
//! - [`spawn`](Spawner::spawn) puts a new task at the end of the queue, and polls nothing.
//! - [`turn`](Executor::turn) takes the task at the head of the queue, polls it once, polls no other,
//!   and gives `true`. It gives `false` when there is no task in the queue.
//! - A task that is woken is put at the end of the queue, and stands in it once, however often it is
//!   woken. Nobody else is polled for that.
//! - A task that is woken in the middle of its poll, by itself or by another thread, gets another
//!   turn, behind those that wait for theirs.
//! - A [`JoinHandle`], a future, gives `Ok` with the output of its task from the turn on in which the
//!   task was ready, and that turn wakes whoever polled the handle last.
//! - A task whose handle is dropped runs on.
//! - [`abort`](JoinHandle::abort) drops the task before it returns, or, if that is being polled, in
//!   the turn in which it is. The task is not polled again, and its handle gives [`Cancelled`].
//! - A task that was ready before it is aborted is not harmed: its handle gives the output.
//! - A task that was ready is dropped in that turn. Its output belongs to the handle then: it is dropped
//!   with that, or in that turn if the handle is gone. Whoever keeps the waker of a task that has ended
//!   keeps neither of them, and whoever calls it gives nobody a turn.
//! - When the executor is dropped, all of its tasks are dropped in that call, whoever keeps their
//!   wakers, and whatever they wake and spawn when they are dropped. Their handles give [`Cancelled`].
//! - A task that is spawned when the executor is gone is dropped at once, and [`Cancelled`] as well.
//! - While a task is polled or dropped it may spawn, wake and abort what it likes, itself as well: no
//!   lock is held.
//!
//! Left open: where a task that is woken in the middle of its poll stands beside others that are
//! woken in the same poll; what becomes of a task that aborts itself and is ready in the same poll,
//! and of one that panics; what the handle does when it is polled after its outcome.
//!
//! Good to know: tasks are `Send`, so that you may keep them in what your wakers share; executor, spawner
//! and handles are to be `Send` as well. Ask yourself then who owns whom. The way back from a task is a channel for one value: the `oneshot_by_hand` of
//! chapter 17, or `tokio::sync::oneshot`, which needs no runtime either. Whoever runs this on a thread
//! sleeps where `turn` gives `false`, as your `block_on` does.
//!
//! In asyncio the queue is the `_ready` of the loop, a `deque` of callbacks: `call_soon` puts one at
//! its end. There, the loop keeps weak references to tasks, and one that nobody else knows may vanish
//! in the middle. Here the executor owns them.
//!
//! Rule of thumb: a waker says who, and not what: it knows the number of a task, and the executor
//! knows the task.

use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use thiserror::Error;

/// The task was dropped before its end.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("the task was dropped before its end")]
pub struct Cancelled;

/// Owns tasks, and polls those that were woken, one by one.
pub struct Executor {
    // Yours to design.
}

/// Brings new tasks to an executor. Does not keep it alive.
#[derive(Clone)]
pub struct Spawner {
    // Yours to design.
}

/// Waits for the end of a task: a future.
pub struct JoinHandle<T> {
    /// Yours to design: replace it by what you need.
    design: PhantomData<T>,
}

/// An executor without tasks, and a spawner for it.
pub fn executor() -> (Executor, Spawner) {
    todo!("two that share a queue")
}

impl Executor {
    /// Polls the task at the head of the queue once. `false` if there is none.
    pub fn turn(&mut self) -> bool {
        todo!("take the first of the queue, and poll it")
    }
}

impl Spawner {
    /// Puts a new task at the end of the queue.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        todo!("a task of its own for this future", with future)
    }
}

impl<T> JoinHandle<T> {
    /// Drops the task, if it has not ended.
    pub fn abort(&self) {
        todo!("drop it, wherever it stands")
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, Cancelled>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        todo!("the output, or that there will be none, or pending", with cx)
    }
}
