//! Mistake: puts new children into a list and wakes nobody, so that the scope notices a child of
//! another task only when something else wakes it.
//! Breaks: "So may any other task that holds a clone"
//! Rejected by: any_task_that_holds_a_clone_starts_children
//! Told: when something else woke the scope

use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use futures::future::{BoxFuture, FutureExt};
use futures::stream::{FuturesUnordered, StreamExt};
use thiserror::Error;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum GroupError<E> {
    #[error("one of the group failed: {0}")]
    Failed(E),
    #[error("one of the group panicked")]
    Panicked,
}

type Child<E> = BoxFuture<'static, Result<(), E>>;

pub struct Group<E>(Arc<Mutex<Vec<Child<E>>>>);

impl<E> Clone for Group<E> {
    fn clone(&self) -> Self {
        Group(Arc::clone(&self.0))
    }
}

impl<E> Group<E> {
    fn started(&self) -> MutexGuard<'_, Vec<Child<E>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<E: Send + 'static> Group<E> {
    pub fn spawn<C>(&self, child: C)
    where
        C: Future<Output = Result<(), E>> + Send + 'static,
    {
        self.started().push(child.boxed());
    }
}

pub async fn task_group<B, T, E>(body: B) -> Result<T, GroupError<E>>
where
    B: AsyncFnOnce(Group<E>) -> Result<T, E>,
    E: Send + 'static,
{
    let group = Group(Arc::default());
    let mut body = pin!(body(group.clone()));
    let mut children = FuturesUnordered::new();
    let mut value = None;
    let end = poll_fn(|cx| {
        if value.is_none()
            && let Poll::Ready(ended) = body.as_mut().poll(cx)
        {
            match ended {
                Ok(given) => value = Some(given),
                Err(error) => return Poll::Ready(Err(GroupError::Failed(error))),
            }
        }
        loop {
            let started = std::mem::take(&mut *group.started());
            children.extend(
                started
                    .into_iter()
                    .map(|child| AssertUnwindSafe(child).catch_unwind()),
            );
            match children.poll_next_unpin(cx) {
                Poll::Ready(Some(Ok(Ok(())))) => {}
                Poll::Ready(Some(Ok(Err(error)))) => {
                    return Poll::Ready(Err(GroupError::Failed(error)));
                }
                Poll::Ready(Some(Err(_))) => return Poll::Ready(Err(GroupError::Panicked)),
                Poll::Ready(None) if value.is_some() => return Poll::Ready(Ok(())),
                Poll::Ready(None) | Poll::Pending if group.started().is_empty() => {
                    return Poll::Pending;
                }
                Poll::Ready(None) | Poll::Pending => {}
            }
        }
    })
    .await;
    end?;
    value.ok_or(GroupError::Panicked)
}
