//! Instead of tasks, futures polled in place beside the body, with panics caught one by one.

use std::panic::AssertUnwindSafe;
use std::pin::pin;

use futures::future::{BoxFuture, FutureExt};
use futures::stream::{FuturesUnordered, StreamExt};
use thiserror::Error;
use tokio::sync::mpsc;

/// Why a scope ended early.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum GroupError<E> {
    /// A child or the body gave this error, before anything else failed.
    #[error("one of the group failed: {0}")]
    Failed(E),
    /// A child panicked, before anything else failed.
    #[error("one of the group panicked")]
    Panicked,
}

/// Starts children in the scope that it came from. Clones belong to the same scope.
pub struct Group<E>(mpsc::UnboundedSender<BoxFuture<'static, Result<(), E>>>);

impl<E> Clone for Group<E> {
    fn clone(&self) -> Self {
        Group(self.0.clone())
    }
}

impl<E: Send + 'static> Group<E> {
    /// Starts a child, and returns at once. If the scope has ended, the child is dropped.
    pub fn spawn<C>(&self, child: C)
    where
        C: Future<Output = Result<(), E>> + Send + 'static,
    {
        let _ = self.0.send(child.boxed());
    }
}

/// Runs the body and all children that are started in its group, and gives the body's value.
///
/// # Errors
/// The first failure of a child or of the body; by then all others are cancelled and dropped.
pub async fn task_group<B, T, E>(body: B) -> Result<T, GroupError<E>>
where
    B: AsyncFnOnce(Group<E>) -> Result<T, E>,
    E: Send + 'static,
{
    let (sender, mut started) = mpsc::unbounded_channel();
    let mut children = FuturesUnordered::new();
    let mut body = pin!(body(Group(sender)).fuse());
    let mut value = None;
    loop {
        while let Ok(child) = started.try_recv() {
            children.push(AssertUnwindSafe(child).catch_unwind());
        }
        if children.is_empty()
            && let Some(value) = value
        {
            return Ok(value);
        }
        tokio::select! {
            Some(child) = started.recv() => children.push(AssertUnwindSafe(child).catch_unwind()),
            Some(ended) = children.next() => match ended {
                Ok(outcome) => outcome.map_err(GroupError::Failed)?,
                Err(_panic) => return Err(GroupError::Panicked),
            },
            ended = &mut body, if value.is_none() => {
                value = Some(ended.map_err(GroupError::Failed)?);
            }
        }
    }
}
