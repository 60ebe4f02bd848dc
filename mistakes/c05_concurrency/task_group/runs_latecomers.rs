//! Mistake: starts each child at once as a task that the group tracks, also when the scope has
//! ended long ago.
//! Breaks: "dropped without being run"
//! Rejected by: a_child_started_after_the_end_never_runs
//! Told: a child that was started after the end of its scope ran

use std::pin::pin;

use thiserror::Error;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum GroupError<E> {
    #[error("one of the group failed: {0}")]
    Failed(E),
    #[error("one of the group panicked")]
    Panicked,
}

pub struct Group<E> {
    tasks: TaskTracker,
    stop: CancellationToken,
    failures: mpsc::UnboundedSender<GroupError<E>>,
}

impl<E> Clone for Group<E> {
    fn clone(&self) -> Self {
        Group {
            tasks: self.tasks.clone(),
            stop: self.stop.clone(),
            failures: self.failures.clone(),
        }
    }
}

impl<E: Send + 'static> Group<E> {
    pub fn spawn<C>(&self, child: C)
    where
        C: Future<Output = Result<(), E>> + Send + 'static,
    {
        let group = self.clone();
        self.tasks.spawn(async move {
            let child = tokio::spawn(child);
            let abort = child.abort_handle();
            match group.stop.run_until_cancelled(child).await {
                Some(Ok(Ok(()))) => {}
                Some(Ok(Err(error))) => drop(group.failures.send(GroupError::Failed(error))),
                Some(Err(_)) => drop(group.failures.send(GroupError::Panicked)),
                None => abort.abort(),
            }
        });
    }
}

pub async fn task_group<B, T, E>(body: B) -> Result<T, GroupError<E>>
where
    B: AsyncFnOnce(Group<E>) -> Result<T, E>,
    E: Send + 'static,
{
    let (failures, mut first) = mpsc::unbounded_channel();
    let group = Group {
        tasks: TaskTracker::new(),
        stop: CancellationToken::new(),
        failures,
    };
    let (tasks, stop) = (group.tasks.clone(), group.stop.clone());
    let mut scope = pin!(async {
        let value = body(group).await;
        if value.is_ok() {
            tasks.close();
            tasks.wait().await;
        }
        value
    });
    let ends_all = stop.clone().drop_guard();
    let outcome = tokio::select! {
        biased;
        Some(failure) = first.recv() => Err(failure),
        value = &mut scope => value.map_err(GroupError::Failed),
    };
    ends_all.disarm();
    if outcome.is_err() {
        stop.cancel();
        tasks.close();
        tasks.wait().await;
    }
    outcome
}
