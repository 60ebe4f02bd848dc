//! Mistake: waits for the body to end before it looks at the children, so that their failures come
//! to light late.
//! Breaks: "All other children, and the body, are cancelled"
//! Breaks: "The first failure ends it, at that instant"
//! Rejected by: the_first_failure_cancels_the_body_and_all_children, a_panicking_child_counts_as_failing
//! Told: kept running after

use std::future::poll_fn;
use std::mem::take;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
    let value = body(group.clone()).await;
    let failure = loop {
        match poll_fn(|cx| group.set().poll_join_next(cx)).await {
            None => return value.map_err(GroupError::Failed),
            Some(Ok(Ok(()))) => {}
            Some(Ok(Err(error))) => break GroupError::Failed(error),
            Some(Err(_)) => break GroupError::Panicked,
        }
    };
    let mut rest = take(&mut *group.set());
    rest.shutdown().await;
    Err(failure)
}
