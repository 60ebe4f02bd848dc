//! Mistake: on a failure drops the set of children, which aborts them, and returns before they are
//! gone.
//! Breaks: "they are gone"
//! Breaks: "by then all others are cancelled and dropped"
//! Rejected by: the_first_failure_cancels_the_body_and_all_children, a_failing_body_cancels_its_children
//! Told: kept running after

use std::pin::pin;

use futures::future::{BoxFuture, FutureExt};
use thiserror::Error;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum GroupError<E> {
    #[error("one of the group failed: {0}")]
    Failed(E),
    #[error("one of the group panicked")]
    Panicked,
}

type Child<E> = BoxFuture<'static, Result<(), E>>;

pub struct Group<E>(mpsc::UnboundedSender<Child<E>>);

impl<E> Clone for Group<E> {
    fn clone(&self) -> Self {
        Group(self.0.clone())
    }
}

impl<E: Send + 'static> Group<E> {
    pub fn spawn<C>(&self, child: C)
    where
        C: Future<Output = Result<(), E>> + Send + 'static,
    {
        let _ = self.0.send(child.boxed());
    }
}

pub async fn task_group<B, T, E>(body: B) -> Result<T, GroupError<E>>
where
    B: AsyncFnOnce(Group<E>) -> Result<T, E>,
    E: Send + 'static,
{
    let (sender, mut started) = mpsc::unbounded_channel();
    let mut children = JoinSet::new();
    let mut body = pin!(body(Group(sender)));
    let mut value = None;
    loop {
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
                Ok(outcome) => outcome.map_err(GroupError::Failed)?,
                Err(_) => return Err(GroupError::Panicked),
            },
            ended = &mut body, if value.is_none() => {
                value = Some(ended.map_err(GroupError::Failed)?);
            }
        }
    }
}
