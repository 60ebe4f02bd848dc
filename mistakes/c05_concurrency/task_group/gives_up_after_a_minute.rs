//! Mistake: aborts the children when none of them has ended for a minute after the body.
//! Breaks: "have ended, however long that takes"
//! Rejected by: a_child_that_takes_a_day_is_waited_for
//! Told: the scope did not wait for it

use std::pin::pin;
use std::time::Duration;

use futures::future::{BoxFuture, FutureExt};
use thiserror::Error;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::sleep;

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
            () = sleep(Duration::from_secs(60)), if value.is_some() => {
                children.abort_all();
                while children.join_next().await.is_some() {}
            }
            ended = &mut body, if value.is_none() => match ended {
                Ok(given) => value = Some(given),
                Err(error) => break GroupError::Failed(error),
            },
        }
    };
    children.shutdown().await;
    Err(failure)
}
