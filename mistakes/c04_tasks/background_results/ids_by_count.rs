//! Mistake: numbers a job by how many there are, so that numbers come again.
//! Breaks: "No two jobs of a set ever have the same id"
//! Rejected by: ids_are_not_used_again
//! Told: no id may be used twice

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
}

impl<T: Send + 'static> Background<T> {
    pub fn empty() -> Self {
        Background {
            tasks: HashMap::new(),
        }
    }

    pub fn submit<F>(&mut self, job: F) -> u64
    where
        F: Future<Output = T> + Send + 'static,
    {
        let id = self.tasks.len() as u64;
        self.tasks
            .insert(id, AbortOnDropHandle::new(tokio::spawn(job)));
        id
    }

    pub async fn collect(&mut self, id: u64) -> Result<T, CollectError> {
        let task = self.tasks.get_mut(&id).ok_or(CollectError::Unknown(id))?;
        let joined = task.await;
        self.tasks.remove(&id);
        joined.map_err(|_| CollectError::Panicked(id))
    }
}
