//! Mistake: starts a task to stop the jobs when the set is dropped, and there may be no runtime there.
//! Breaks: "on whatever thread it is dropped"
//! Rejected by: the_set_may_be_dropped_on_a_thread_without_a_runtime
//! Told: was dropped on a thread without a runtime, and that panicked

use std::collections::HashMap;

use thiserror::Error;
use tokio::task::{AbortHandle, JoinHandle};

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum CollectError {
    #[error("there is no job {0}, or its result was collected already")]
    Unknown(u64),
    #[error("job {0} panicked")]
    Panicked(u64),
}

pub struct Background<T> {
    tasks: HashMap<u64, JoinHandle<T>>,
    next_id: u64,
}

impl<T: Send + 'static> Background<T> {
    pub fn empty() -> Self {
        Background {
            tasks: HashMap::new(),
            next_id: 0,
        }
    }

    pub fn submit<F>(&mut self, job: F) -> u64
    where
        F: Future<Output = T> + Send + 'static,
    {
        let id = self.next_id;
        self.next_id += 1;
        let task = tokio::spawn(job);
        self.tasks.insert(id, task);
        id
    }

    pub async fn collect(&mut self, id: u64) -> Result<T, CollectError> {
        let task = self.tasks.get_mut(&id).ok_or(CollectError::Unknown(id))?;
        let joined = task.await;
        self.tasks.remove(&id);
        joined.map_err(|_| CollectError::Panicked(id))
    }
}

impl<T> Drop for Background<T> {
    fn drop(&mut self) {
        let stops: Vec<_> = self.tasks.values().map(JoinHandle::abort_handle).collect();
        tokio::spawn(async move { stops.iter().for_each(AbortHandle::abort) });
    }
}
