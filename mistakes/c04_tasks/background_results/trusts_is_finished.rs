//! Mistake: asks a handle only once where its job has ended, and a task has 128 results in one go.
//! Breaks: "waits until the job with this id is done and gives its result"
//! Rejected by: a_thousand_jobs_start_at_once
//! Told: whatever `is_finished` says

use std::collections::HashMap;

use futures::FutureExt;
use thiserror::Error;
use tokio_util::task::AbortOnDropHandle;

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
    tasks: HashMap<u64, AbortOnDropHandle<T>>,
    next_id: u64,
}

impl<T: Send + 'static> Background<T> {
    /// A set without jobs.
    pub fn empty() -> Self {
        Background {
            tasks: HashMap::new(),
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
        // A plain `JoinHandle` would let its task run on.
        let task = AbortOnDropHandle::new(tokio::spawn(job));
        self.tasks.insert(id, task);
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
        let task = self.tasks.get_mut(&id).ok_or(CollectError::Unknown(id))?;
        // Awaited in its place: taken out, it would be gone if the caller gave up waiting.
        let joined = match task.is_finished() {
            true => task.now_or_never().expect("it has ended"),
            false => task.await,
        };
        self.tasks.remove(&id);
        joined.map_err(|_| CollectError::Panicked(id))
    }
}
