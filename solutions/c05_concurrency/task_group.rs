//! Children come to the scope through a channel, and only the scope holds the set they run in. So
//! children may hold the group without keeping the set alive: whichever way the scope ends, the
//! set goes, and the children with it.

use std::pin::pin;

use futures::future::{BoxFuture, FutureExt};
use thiserror::Error;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

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
pub struct Group<E> {
    started: mpsc::UnboundedSender<BoxFuture<'static, Result<(), E>>>,
}

impl<E> Clone for Group<E> {
    fn clone(&self) -> Self {
        Group {
            started: self.started.clone(),
        }
    }
}

impl<E: Send + 'static> Group<E> {
    /// Starts a child, and returns at once. If the scope has ended, the child is dropped.
    pub fn spawn<C>(&self, child: C)
    where
        C: Future<Output = Result<(), E>> + Send + 'static,
    {
        // Nobody receives once the scope has ended: then the child comes back and is dropped here.
        let _ = self.started.send(child.boxed());
    }
}

/// Runs the body and all children that are started in its group, and gives the body's value.
///
/// Dropping the returned future cancels all children.
///
/// # Errors
/// The first failure of a child or of the body; by then all others are cancelled and dropped.
pub async fn task_group<B, T, E>(body: B) -> Result<T, GroupError<E>>
where
    B: AsyncFnOnce(Group<E>) -> Result<T, E>,
    E: Send + 'static,
{
    let (sender, mut started) = mpsc::unbounded_channel();
    let mut children = JoinSet::new();
    let mut body = pin!(body(Group { started: sender }));
    let mut value = None;
    let failure = loop {
        // Nothing runs and nothing waits to be started: nobody is left who could start more.
        if children.is_empty()
            && started.is_empty()
            && let Some(value) = value
        {
            return Ok(value);
        }
        tokio::select! {
            Some(child) = started.recv() => {
                children.spawn(child);
            }
            Some(ended) = children.join_next() => match ended {
                Ok(Ok(())) => {}
                Ok(Err(error)) => break GroupError::Failed(error),
                Err(_panic) => break GroupError::Panicked,
            },
            ended = &mut body, if value.is_none() => match ended {
                Ok(given) => value = Some(given),
                Err(error) => break GroupError::Failed(error),
            },
        }
    };
    children.shutdown().await;
    Err(failure)
}
