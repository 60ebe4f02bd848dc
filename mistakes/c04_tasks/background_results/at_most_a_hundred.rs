//! Mistake: lets no more than a hundred jobs run at once.
//! Breaks: "however many there are"
//! Rejected by: a_thousand_jobs_start_at_once
//! Told: no reason for batches or a limit

use std::collections::HashMap;
use std::sync::Arc;

use thiserror::Error;
use tokio::sync::Semaphore;
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
    places: Arc<Semaphore>,
    next_id: u64,
}

impl<T: Send + 'static> Background<T> {
    pub fn empty() -> Self {
        Background {
            tasks: HashMap::new(),
            places: Arc::new(Semaphore::new(100)),
            next_id: 0,
        }
    }

    pub fn submit<F>(&mut self, job: F) -> u64
    where
        F: Future<Output = T> + Send + 'static,
    {
        let id = self.next_id;
        self.next_id += 1;
        let places = Arc::clone(&self.places);
        let task = AbortOnDropHandle::new(tokio::spawn(async move {
            let _place = places.acquire_owned().await;
            job.await
        }));
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
