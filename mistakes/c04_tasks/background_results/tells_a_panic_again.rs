//! Mistake: keeps a job that has panicked in the set, and tells of its panic whenever it is asked.
//! Breaks: "once; after that it counts as collected"
//! Rejected by: a_panic_is_an_error_of_its_job_alone
//! Told: was told already

use std::collections::{HashMap, HashSet};

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
    panicked: HashSet<u64>,
    next_id: u64,
}

impl<T: Send + 'static> Background<T> {
    pub fn empty() -> Self {
        Background {
            tasks: HashMap::new(),
            panicked: HashSet::new(),
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
        if self.panicked.contains(&id) {
            return Err(CollectError::Panicked(id));
        }
        let task = self.tasks.get_mut(&id).ok_or(CollectError::Unknown(id))?;
        let joined = task.await;
        self.tasks.remove(&id);
        joined.map_err(|_| {
            self.panicked.insert(id);
            CollectError::Panicked(id)
        })
    }
}
