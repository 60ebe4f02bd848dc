//! Mistake: keeps the futures, and runs each only when its result is asked for.
//! Breaks: "starts a job at once, as a task"
//! Breaks: "Outside a runtime"
//! Rejected by: results_are_collected_by_id_in_any_order
//! Told: one after another

use std::collections::HashMap;

use futures::future::BoxFuture;
use thiserror::Error;

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum CollectError {
    #[error("there is no job {0}, or its result was collected already")]
    Unknown(u64),
    #[error("job {0} panicked")]
    Panicked(u64),
}

pub struct Background<T> {
    jobs: HashMap<u64, BoxFuture<'static, T>>,
    next_id: u64,
}

impl<T: Send + 'static> Background<T> {
    pub fn empty() -> Self {
        Background {
            jobs: HashMap::new(),
            next_id: 0,
        }
    }

    pub fn submit<F>(&mut self, job: F) -> u64
    where
        F: Future<Output = T> + Send + 'static,
    {
        let id = self.next_id;
        self.next_id += 1;
        self.jobs.insert(id, Box::pin(job));
        id
    }

    pub async fn collect(&mut self, id: u64) -> Result<T, CollectError> {
        let job = self.jobs.get_mut(&id).ok_or(CollectError::Unknown(id))?;
        let result = job.await;
        self.jobs.remove(&id);
        Ok(result)
    }
}
