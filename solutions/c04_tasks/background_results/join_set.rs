//! Instead of a handle a job, a `JoinSet`: results that nobody asked for yet are put aside.

use std::collections::HashMap;

use thiserror::Error;
use tokio::task::{Id, JoinSet};

/// Why there is no result.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum CollectError {
    /// No job has this id, or its result was collected already.
    #[error("there is no job {0}, or its result was collected already")]
    Unknown(u64),
    /// The job with this id panicked.
    #[error("job {0} panicked")]
    Panicked(u64),
}

/// Jobs that run in the background, each with an id. Dropping it stops them all.
pub struct Background<T> {
    tasks: JoinSet<T>,
    ids: HashMap<u64, Id>,
    /// What is done and not collected; nothing for a job that panicked.
    done: HashMap<Id, Option<T>>,
    next_id: u64,
}

impl<T: Send + 'static> Background<T> {
    /// A set without jobs.
    pub fn empty() -> Self {
        Background {
            tasks: JoinSet::new(),
            ids: HashMap::new(),
            done: HashMap::new(),
            next_id: 0,
        }
    }

    /// Starts a job and gives its id.
    ///
    /// # Panics
    /// Outside a runtime.
    pub fn submit<F>(&mut self, job: F) -> u64
    where
        F: Future<Output = T> + Send + 'static,
    {
        let id = self.next_id;
        self.next_id += 1;
        let task = self.tasks.spawn(job);
        self.ids.insert(id, task.id());
        id
    }

    /// Waits until the job with this id is done, and gives its result.
    ///
    /// Dropping the future that this gives loses nothing: the job can be collected later.
    ///
    /// # Errors
    /// [`CollectError::Unknown`] if there is no such job or its result was collected already,
    /// [`CollectError::Panicked`] if it panicked.
    pub async fn collect(&mut self, id: u64) -> Result<T, CollectError> {
        let task = *self.ids.get(&id).ok_or(CollectError::Unknown(id))?;
        let output = loop {
            if let Some(output) = self.done.remove(&task) {
                break output;
            }
            // Cancel safe: no task leaves the set before its result is here.
            match self.tasks.join_next_with_id().await {
                Some(Ok((other, output))) => self.done.insert(other, Some(output)),
                Some(Err(error)) => self.done.insert(error.id(), None),
                None => return Err(CollectError::Unknown(id)),
            };
        };
        self.ids.remove(&id);
        output.ok_or(CollectError::Panicked(id))
    }
}
