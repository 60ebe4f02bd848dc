//! Mistake: blocks in `submit` until the job is done, and keeps the results.
//! Breaks: "It neither waits for the job nor runs any of it itself"
//! Rejected by: jobs_start_when_they_are_submitted
//! Told: can call blocking only when running on the multi-threaded runtime

use std::collections::HashMap;

use thiserror::Error;
use tokio::runtime::Handle;
use tokio::task::block_in_place;

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum CollectError {
    #[error("there is no job {0}, or its result was collected already")]
    Unknown(u64),
    #[error("job {0} panicked")]
    Panicked(u64),
}

pub struct Background<T> {
    results: HashMap<u64, T>,
    next_id: u64,
}

impl<T: Send + 'static> Background<T> {
    pub fn empty() -> Self {
        Background {
            results: HashMap::new(),
            next_id: 0,
        }
    }

    pub fn submit<F>(&mut self, job: F) -> u64
    where
        F: Future<Output = T> + Send + 'static,
    {
        let id = self.next_id;
        self.next_id += 1;
        let result = block_in_place(|| Handle::current().block_on(job));
        self.results.insert(id, result);
        id
    }

    pub async fn collect(&mut self, id: u64) -> Result<T, CollectError> {
        self.results.remove(&id).ok_or(CollectError::Unknown(id))
    }
}
