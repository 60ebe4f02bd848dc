//! Mistake: keeps plain handles, and dropping those lets the tasks run on.
//! Breaks: "Dropping the set stops all its jobs"
//! Rejected by: dropping_the_set_stops_every_job
//! Told: kept running

use std::collections::HashMap;

use thiserror::Error;
use tokio::task::JoinHandle;

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
