//! Mistake: keeps the runtime in which the first job was submitted, and starts all jobs there.
//! Breaks: "as a task of the runtime that is running"
//! Rejected by: each_job_runs_on_the_runtime_where_it_was_submitted
//! Told: ran on the other one

use std::collections::HashMap;

use thiserror::Error;
use tokio::runtime::Handle;
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
    runtime: Option<Handle>,
    next_id: u64,
}

impl<T: Send + 'static> Background<T> {
    pub fn empty() -> Self {
        Background {
            tasks: HashMap::new(),
            runtime: None,
            next_id: 0,
        }
    }

    pub fn submit<F>(&mut self, job: F) -> u64
    where
        F: Future<Output = T> + Send + 'static,
    {
        let id = self.next_id;
        self.next_id += 1;
        let runtime = self.runtime.get_or_insert_with(Handle::current);
        let task = AbortOnDropHandle::new(runtime.spawn(job));
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
