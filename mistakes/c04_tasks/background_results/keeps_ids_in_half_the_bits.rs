//! Mistake: keeps the ids in a smaller type than it gives out, so that two ids are taken for one.
//! Breaks: "an id that no job of this set has"
//! Rejected by: an_unknown_id_is_an_error
//! Told: was not `Unknown`

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
    tasks: HashMap<u32, AbortOnDropHandle<T>>,
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
        self.tasks.insert(id as u32, task);
        id
    }

    pub async fn collect(&mut self, id: u64) -> Result<T, CollectError> {
        let task = self
            .tasks
            .get_mut(&(id as u32))
            .ok_or(CollectError::Unknown(id))?;
        let joined = task.await;
        self.tasks.remove(&(id as u32));
        joined.map_err(|_| CollectError::Panicked(id))
    }
}
