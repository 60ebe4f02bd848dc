//! Mistake: takes the scope for ended only when every clone of the group is gone, so that a clone
//! which somebody keeps holds the scope open for ever.
//! Breaks: "the body *and* all children, also those that children started, have ended"
//! Rejected by: a_child_started_after_the_end_never_runs
//! Told: because somebody keeps a clone of its `Group`

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
    let failure = loop {
        tokio::select! {
            Some(child) = started.recv() => {
                children.spawn(child);
            }
            Some(ended) = children.join_next() => match ended {
                Ok(Ok(())) => {}
                Ok(Err(error)) => break GroupError::Failed(error),
                Err(_) => break GroupError::Panicked,
            },
            ended = &mut body, if value.is_none() => match ended {
                Ok(given) => value = Some(given),
                Err(error) => break GroupError::Failed(error),
            },
            else => match value {
                Some(value) => return Ok(value),
                None => break GroupError::Panicked,
            },
        }
    };
    children.shutdown().await;
    Err(failure)
}
