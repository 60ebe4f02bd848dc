//! Mistake: gives the result of whichever job is done first, and only checks the id.
//! Breaks: "waits until the job with this id is done and gives its result"
//! Rejected by: results_are_collected_by_id_in_any_order
//! Told: another job

use std::collections::HashSet;

use thiserror::Error;
use tokio::task::JoinSet;

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum CollectError {
    #[error("there is no job {0}, or its result was collected already")]
    Unknown(u64),
    #[error("job {0} panicked")]
    Panicked(u64),
}

pub struct Background<T> {
    tasks: JoinSet<T>,
    open: HashSet<u64>,
    next_id: u64,
}

impl<T: Send + 'static> Background<T> {
    pub fn empty() -> Self {
        Background {
            tasks: JoinSet::new(),
            open: HashSet::new(),
            next_id: 0,
        }
    }

    pub fn submit<F>(&mut self, job: F) -> u64
    where
        F: Future<Output = T> + Send + 'static,
    {
        let id = self.next_id;
        self.next_id += 1;
        self.tasks.spawn(job);
        self.open.insert(id);
        id
    }

    pub async fn collect(&mut self, id: u64) -> Result<T, CollectError> {
        if !self.open.contains(&id) {
            return Err(CollectError::Unknown(id));
        }
        let joined = self.tasks.join_next().await;
        self.open.remove(&id);
        match joined {
            Some(Ok(result)) => Ok(result),
            Some(Err(_)) => Err(CollectError::Panicked(id)),
            None => Err(CollectError::Unknown(id)),
        }
    }
}
