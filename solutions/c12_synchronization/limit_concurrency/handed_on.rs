//! Instead of a semaphore, a place is a value: whoever drops it hands it to the next in line.

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::future::join_all;
use tokio::sync::oneshot;

/// Lets so many jobs run at a time.
pub struct Limit {
    desk: Arc<Desk>,
}

struct Desk(Mutex<State>);

struct State {
    free: usize,
    line: VecDeque<oneshot::Sender<Place>>,
}

/// The right to run.
struct Place {
    desk: Arc<Desk>,
}

impl Desk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place, or a ticket for one.
    fn ask(self: &Arc<Self>) -> Result<Place, oneshot::Receiver<Place>> {
        let mut state = self.state();
        if state.free > 0 {
            state.free -= 1;
            return Ok(Place {
                desk: Arc::clone(self),
            });
        }
        let (sender, ticket) = oneshot::channel();
        state.line.push_back(sender);
        Err(ticket)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.desk.state();
        let next = state.line.pop_front();
        if next.is_none() {
            state.free += 1;
        }
        drop(state);
        if let Some(next) = next {
            // Somebody who has left does not take it: it comes back, is dropped, and goes on.
            drop(next.send(Place {
                desk: Arc::clone(&self.desk),
            }));
        }
    }
}

impl Limit {
    /// A limit with this many places, all of them free.
    pub fn new(most: NonZeroUsize) -> Self {
        let state = State {
            free: most.get(),
            line: VecDeque::new(),
        };
        Limit {
            desk: Arc::new(Desk(Mutex::new(state))),
        }
    }

    /// Runs the job as soon as there is a place for it.
    pub async fn run<J: Future>(&self, job: J) -> J::Output {
        let _place = loop {
            match self.desk.ask() {
                Ok(place) => break place,
                Err(ticket) => {
                    if let Ok(place) = ticket.await {
                        break place;
                    }
                }
            }
        };
        job.await
    }

    /// Runs all jobs, each as soon as there is a place for it, and gives their results in the
    /// order of the jobs.
    pub async fn run_all<J: Future>(&self, jobs: Vec<J>) -> Vec<J::Output> {
        join_all(jobs.into_iter().map(|job| self.run(job))).await
    }
}
