//! Mistake: waits until the right job is done, and throws away what others give meanwhile.
//! Breaks: "The other jobs go on meanwhile, and their results are kept"
//! Rejected by: what_ends_while_another_is_waited_for_is_kept
//! Told: while `collect` waited for another one

use std::collections::HashMap;

use thiserror::Error;
use tokio::task::{Id, JoinSet};

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum CollectError {
    #[error("there is no job {0}, or its result was collected already")]
    Unknown(u64),
    #[error("job {0} panicked")]
    Panicked(u64),
}

pub struct Background<T> {
    tasks: JoinSet<T>,
    ids: HashMap<u64, Id>,
    next_id: u64,
}

impl<T: Send + 'static> Background<T> {
    pub fn empty() -> Self {
        Background {
            tasks: JoinSet::new(),
            ids: HashMap::new(),
            next_id: 0,
        }
    }

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

    pub async fn collect(&mut self, id: u64) -> Result<T, CollectError> {
        let task = self.ids.remove(&id).ok_or(CollectError::Unknown(id))?;
        while let Some(joined) = self.tasks.join_next_with_id().await {
            match joined {
                Ok((ended, output)) if ended == task => return Ok(output),
                Err(error) if error.id() == task => return Err(CollectError::Panicked(id)),
                _ => {}
            }
        }
        Err(CollectError::Unknown(id))
    }
}
