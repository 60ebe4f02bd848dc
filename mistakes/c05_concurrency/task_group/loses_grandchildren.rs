//! Mistake: when the body has ended, takes the children that there are and waits for these alone.
//! Breaks: "which then starts children of its own in the same scope"
//! Breaks: "also those that children started"
//! Rejected by: children_start_children_in_the_same_scope
//! Told: `grandchild` never finished

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
    let value = body(group.clone()).await.map_err(GroupError::Failed)?;
    let mut children = take(&mut *group.set());
    while let Some(ended) = children.join_next().await {
        match ended {
            Ok(outcome) => outcome.map_err(GroupError::Failed)?,
            Err(_) => return Err(GroupError::Panicked),
        }
    }
    group.set().abort_all();
    Ok(value)
}
