//! Mistake: takes the task out of the set before it is done: given up waiting, it is gone.
//! Breaks: "loses nothing: the job goes on"
//! Rejected by: giving_up_a_collect_loses_nothing
//! Told: gave up waiting

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
        let task = self.tasks.remove(&id).ok_or(CollectError::Unknown(id))?;
        task.await.map_err(|_| CollectError::Panicked(id))
    }
}
