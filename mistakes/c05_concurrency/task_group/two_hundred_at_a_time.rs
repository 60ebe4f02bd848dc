//! Mistake: lets two hundred children run at a time, a limit that nobody asked for.
//! Breaks: "and each other, however many they are"
//! Rejected by: thousands_of_children_run_at_once
//! Told: no reason for batches or a limit

use std::pin::pin;
use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt};
use thiserror::Error;
use tokio::sync::{Semaphore, mpsc};
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
    let places = Arc::new(Semaphore::new(200));
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
                let places = Arc::clone(&places);
                children.spawn(async move {
                    let _place = places.acquire().await;
                    child.await
                });
            }
            Some(ended) = children.join_next() => match ended {
                Ok(Ok(())) => {}
                Ok(Err(error)) => break GroupError::Failed(error),
                Err(_panic) => break GroupError::Panicked,
            },
            ended = &mut body, if value.is_none() => match ended {
                Ok(given) => value = Some(given),
                Err(error) => break GroupError::Failed(error),
            },
        }
    };
    children.shutdown().await;
    Err(failure)
}
