//! Mistake: stops all jobs when it learns that one has panicked.
//! Breaks: "The others are not touched by that"
//! Rejected by: a_panic_is_an_error_of_its_job_alone, what_ends_while_another_is_waited_for_is_kept
//! Told: and stops no other

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
    done: HashMap<Id, Option<T>>,
    next_id: u64,
}

impl<T: Send + 'static> Background<T> {
    pub fn empty() -> Self {
        Background {
            tasks: JoinSet::new(),
            ids: HashMap::new(),
            done: HashMap::new(),
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
        let task = *self.ids.get(&id).ok_or(CollectError::Unknown(id))?;
        let output = loop {
            if let Some(output) = self.done.remove(&task) {
                break output;
            }
            match self.tasks.join_next_with_id().await {
                Some(Ok((other, output))) => self.done.insert(other, Some(output)),
                Some(Err(error)) => {
                    self.tasks.abort_all();
                    self.done.insert(error.id(), None)
                }
                None => return Err(CollectError::Unknown(id)),
            };
        };
        self.ids.remove(&id);
        output.ok_or(CollectError::Panicked(id))
    }
}
