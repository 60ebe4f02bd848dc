//! Mistake: takes a child that panicked for one that has ended well, once the body has ended.
//! Breaks: "a child that panics"
//! Rejected by: a_child_counts_as_failing_also_when_the_body_has_ended
//! Told: whether the body runs or has ended

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
    let ended = {
        let mut body = pin!(body(Group(sender)));
        loop {
            tokio::select! {
                Some(child) = started.recv() => {
                    children.spawn(child);
                }
                Some(ended) = children.join_next() => match ended {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => break Err(GroupError::Failed(error)),
                    Err(_) => break Err(GroupError::Panicked),
                },
                ended = &mut body => break ended.map_err(GroupError::Failed),
            }
        }
    };
    let outcome = match ended {
        Ok(value) => loop {
            while let Ok(child) = started.try_recv() {
                children.spawn(child);
            }
            tokio::select! {
                Some(child) = started.recv(), if !children.is_empty() => {
                    children.spawn(child);
                }
                ended = children.join_next() => match ended {
                    Some(Ok(Err(error))) => break Err(GroupError::Failed(error)),
                    Some(_) => {}
                    None if started.is_empty() => break Ok(value),
                    None => {}
                },
            }
        },
        Err(failure) => Err(failure),
    };
    children.shutdown().await;
    outcome
}
