//! Mistake: lets every child run as a task of its own and never asks after it.
//! Breaks: "the body *and* all children, also those that children started, have ended"
//! Rejected by: the_scope_ends_with_its_last_child
//! Told: never finished

use std::marker::PhantomData;

use thiserror::Error;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum GroupError<E> {
    #[error("one of the group failed: {0}")]
    Failed(E),
    #[error("one of the group panicked")]
    Panicked,
}

pub struct Group<E>(PhantomData<fn(E)>);

impl<E> Clone for Group<E> {
    fn clone(&self) -> Self {
        Group(PhantomData)
    }
}

impl<E: Send + 'static> Group<E> {
    pub fn spawn<C>(&self, child: C)
    where
        C: Future<Output = Result<(), E>> + Send + 'static,
    {
        tokio::spawn(child);
    }
}

pub async fn task_group<B, T, E>(body: B) -> Result<T, GroupError<E>>
where
    B: AsyncFnOnce(Group<E>) -> Result<T, E>,
    E: Send + 'static,
{
    body(Group(PhantomData)).await.map_err(GroupError::Failed)
}
