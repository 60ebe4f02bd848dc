//! Mistake: awaits the children in the order in which they were started, so that the failure of a
//! later one has to wait for those before it.
//! Breaks: "The first failure ends it, at that instant"
//! Rejected by: whoever_fails_first_ends_the_scope, the_first_failure_cancels_the_body_and_all_children
//! Told: kept running after

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::future::join_all;
use thiserror::Error;
use tokio_util::task::AbortOnDropHandle;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum GroupError<E> {
    #[error("one of the group failed: {0}")]
    Failed(E),
    #[error("one of the group panicked")]
    Panicked,
}

type Tasks<E> = VecDeque<AbortOnDropHandle<Result<(), E>>>;

pub struct Group<E>(Arc<Mutex<Tasks<E>>>);

impl<E> Clone for Group<E> {
    fn clone(&self) -> Self {
        Group(Arc::clone(&self.0))
    }
}

impl<E> Group<E> {
    fn tasks(&self) -> MutexGuard<'_, Tasks<E>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<E: Send + 'static> Group<E> {
    pub fn spawn<C>(&self, child: C)
    where
        C: Future<Output = Result<(), E>> + Send + 'static,
    {
        let task = AbortOnDropHandle::new(tokio::spawn(child));
        self.tasks().push_back(task);
    }
}

pub async fn task_group<B, T, E>(body: B) -> Result<T, GroupError<E>>
where
    B: AsyncFnOnce(Group<E>) -> Result<T, E>,
    E: Send + 'static,
{
    let group = Group(Arc::default());
    let mut outcome = body(group.clone()).await.map_err(GroupError::Failed);
    while outcome.is_ok() {
        let Some(task) = group.tasks().pop_front() else {
            return outcome;
        };
        match task.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => outcome = Err(GroupError::Failed(error)),
            Err(_) => outcome = Err(GroupError::Panicked),
        }
    }
    let rest = std::mem::take(&mut *group.tasks());
    rest.iter().for_each(AbortOnDropHandle::abort);
    join_all(rest).await;
    outcome
}
