//! Mistake: shares the set of children with every group, so that children which hold a group keep
//! it alive themselves, and nobody aborts them when the scope is dropped.
//! Breaks: "If the caller drops the future of `task_group`, all children are cancelled"
//! Rejected by: no_child_outlives_a_scope_that_is_dropped
//! Told: the clones of the children keep alive what should have been dropped

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use thiserror::Error;
use tokio::task::JoinSet;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum GroupError<E> {
    #[error("one of the group failed: {0}")]
    Failed(E),
    #[error("one of the group panicked")]
    Panicked,
}

pub struct Group<E>(Arc<Mutex<JoinSet<Result<(), E>>>>);

impl<E> Clone for Group<E> {
    fn clone(&self) -> Self {
        Group(Arc::clone(&self.0))
    }
}

impl<E> Group<E> {
    fn set(&self) -> MutexGuard<'_, JoinSet<Result<(), E>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<E: Send + 'static> Group<E> {
    pub fn spawn<C>(&self, child: C)
    where
        C: Future<Output = Result<(), E>> + Send + 'static,
    {
        self.set().spawn(child);
    }
}

pub async fn task_group<B, T, E>(body: B) -> Result<T, GroupError<E>>
where
    B: AsyncFnOnce(Group<E>) -> Result<T, E>,
    E: Send + 'static,
{
    let group = Group(Arc::default());
    let mut body = pin!(body(group.clone()));
    let mut value = None;
    let failure = poll_fn(|cx| {
        if value.is_none() {
            match body.as_mut().poll(cx) {
                Poll::Ready(Ok(given)) => value = Some(given),
                Poll::Ready(Err(error)) => return Poll::Ready(Some(GroupError::Failed(error))),
                Poll::Pending => {}
            }
        }
        loop {
            match group.set().poll_join_next(cx) {
                Poll::Ready(Some(Ok(Ok(())))) => {}
                Poll::Ready(Some(Ok(Err(error)))) => {
                    return Poll::Ready(Some(GroupError::Failed(error)));
                }
                Poll::Ready(Some(Err(_))) => return Poll::Ready(Some(GroupError::Panicked)),
                Poll::Ready(None) if value.is_some() => return Poll::Ready(None),
                Poll::Ready(None) | Poll::Pending => return Poll::Pending,
            }
        }
    })
    .await;
    let mut children = std::mem::take(&mut *group.set());
    children.shutdown().await;
    match (failure, value) {
        (None, Some(value)) => Ok(value),
        (Some(failure), _) => Err(failure),
        (None, None) => Err(GroupError::Panicked),
    }
}
