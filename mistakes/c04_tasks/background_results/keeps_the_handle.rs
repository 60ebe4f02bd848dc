//! Mistake: leaves the task in the set when it has been collected, and awaits it again.
//! Breaks: "or whose result was collected already, gives"
//! Rejected by: a_result_is_collected_only_once
//! Told: JoinHandle polled after completion

use std::collections::HashMap;

use thiserror::Error;
use tokio_util::task::AbortOnDropHandle;

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum CollectError {
    #[error("there is no job {0}, or its result was collected already")]
    Unknown(u64),
    #[error("job {0} panicked")]
    Panicked(u64),
}

pub struct Background<T> {
    tasks: HashMap<u64, AbortOnDropHandle<T>>,
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
        let task = AbortOnDropHandle::new(tokio::spawn(job));
        self.tasks.insert(id, task);
        id
    }

    pub async fn collect(&mut self, id: u64) -> Result<T, CollectError> {
        let task = self.tasks.get_mut(&id).ok_or(CollectError::Unknown(id))?;
        task.await.map_err(|_| CollectError::Panicked(id))
    }
}
