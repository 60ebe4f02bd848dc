//! Instead of a set, a token that tells the children to stop and a tracker that counts them.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::FutureExt;
use thiserror::Error;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Why a scope ended early.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum GroupError<E> {
    /// A child or the body gave this error, before anything else failed.
    #[error("one of the group failed: {0}")]
    Failed(E),
    /// A child panicked, before anything else failed.
    #[error("one of the group panicked")]
    Panicked,
}

/// Starts children in the scope that it came from. Clones belong to the same scope.
pub struct Group<E> {
    stop: CancellationToken,
    tasks: TaskTracker,
    failure: Arc<Mutex<Option<GroupError<E>>>>,
}

impl<E> Clone for Group<E> {
    fn clone(&self) -> Self {
        Group {
            stop: self.stop.clone(),
            tasks: self.tasks.clone(),
            failure: Arc::clone(&self.failure),
        }
    }
}

impl<E> Group<E> {
    fn fail(&self, error: GroupError<E>) {
        self.failure().get_or_insert(error);
        self.stop.cancel();
    }

    fn failure(&self) -> std::sync::MutexGuard<'_, Option<GroupError<E>>> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<E: Send + 'static> Group<E> {
    /// Starts a child, and returns at once. If the scope has ended, the child is dropped.
    pub fn spawn<C>(&self, child: C)
    where
        C: Future<Output = Result<(), E>> + Send + 'static,
    {
        if self.stop.is_cancelled() {
            return;
        }
        let group = self.clone();
        self.tasks.spawn(async move {
            let child = AssertUnwindSafe(child).catch_unwind();
            match group.stop.run_until_cancelled(child).await {
                Some(Ok(Ok(()))) | None => {}
                Some(Ok(Err(error))) => group.fail(GroupError::Failed(error)),
                Some(Err(_panic)) => group.fail(GroupError::Panicked),
            }
        });
    }
}

/// Runs the body and all children that are started in its group, and gives the body's value.
///
/// # Errors
/// The first failure of a child or of the body; by then all others are cancelled and dropped.
pub async fn task_group<B, T, E>(body: B) -> Result<T, GroupError<E>>
where
    B: AsyncFnOnce(Group<E>) -> Result<T, E>,
    E: Send + 'static,
{
    let group = Group {
        stop: CancellationToken::new(),
        tasks: TaskTracker::new(),
        failure: Arc::default(),
    };
    // Cancels the token whichever way this function is left, also by being dropped.
    let _stop = group.stop.clone().drop_guard();
    let value = match group.stop.run_until_cancelled(body(group.clone())).await {
        Some(Ok(value)) => Some(value),
        Some(Err(error)) => {
            group.fail(GroupError::Failed(error));
            None
        }
        None => None,
    };
    group.tasks.close();
    group.tasks.wait().await;
    let failure = group.failure().take();
    match (failure, value) {
        (None, Some(value)) => Ok(value),
        (Some(failure), _) => Err(failure),
        // A body is dropped without a value only after somebody has failed.
        (None, None) => Err(GroupError::Panicked),
    }
}
