//! Instead of wakers, a oneshot channel for each who waits, through which the permits themselves are
//! sent. Nobody loses any: what was sent and not received is dropped, and so given back.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use thiserror::Error;
use tokio::sync::oneshot;

/// More permits were asked for than there are in all.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{asked} permits were asked for, and there are {total} in all")]
pub struct TooMany {
    /// How many were asked for.
    pub asked: usize,
    /// How many the semaphore has in all.
    pub total: usize,
}

/// So many permits. Clones share them.
#[derive(Clone)]
pub struct Semaphore {
    total: usize,
    state: Arc<Mutex<State>>,
}

struct State {
    free: usize,
    line: VecDeque<(usize, oneshot::Sender<Permits>)>,
}

/// Permits that somebody has. Dropped, they are given back.
#[must_use = "permits are given back as soon as they are dropped"]
pub struct Permits {
    semaphore: Semaphore,
    count: usize,
}

impl Semaphore {
    /// A semaphore that has so many permits.
    pub fn new(permits: usize) -> Self {
        Semaphore {
            total: permits,
            state: Arc::new(Mutex::new(State {
                free: permits,
                line: VecDeque::new(),
            })),
        }
    }

    /// How many permits nobody has.
    pub fn available(&self) -> usize {
        self.state().free
    }

    /// Takes so many permits together, and waits for them if it has to.
    ///
    /// # Errors
    /// [`TooMany`] if there are not so many in all.
    ///
    /// # Cancel safety
    /// Dropped before its end, it has taken nothing, and stands in nobody's way.
    pub async fn acquire_many(&self, count: usize) -> Result<Permits, TooMany> {
        let total = self.total;
        if count > total {
            return Err(TooMany {
                asked: count,
                total,
            });
        }
        loop {
            let Some(mail) = self.ask(count) else {
                return Ok(self.permits(count));
            };
            // Dropped after the mail: when it hands out, who has left is known to have left.
            let _leaves = Leaves(self);
            // The permits come, since the other end is in the line, and the line in `self`.
            if let Ok(permits) = mail.await {
                return Ok(permits);
            }
        }
    }

    /// None if the permits were taken, else where they will come.
    fn ask(&self, count: usize) -> Option<oneshot::Receiver<Permits>> {
        let mut state = self.state();
        if count == 0 || (state.line.is_empty() && count <= state.free) {
            state.free -= count;
            return None;
        }
        let (send, mail) = oneshot::channel();
        state.line.push_back((count, send));
        Some(mail)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn permits(&self, count: usize) -> Permits {
        Permits {
            semaphore: self.clone(),
            count,
        }
    }

    fn hand_out(&self) {
        let mut turns = Vec::new();
        {
            let mut state = self.state();
            state.line.retain(|(_, send)| !send.is_closed());
            while let Some((count, send)) = state.line.pop_front() {
                if count > state.free {
                    state.line.push_front((count, send));
                    break;
                }
                state.free -= count;
                turns.push((count, send));
            }
        }
        for (count, send) in turns {
            // Who has just left sends them back, and their drop hands them out again.
            drop(send.send(self.permits(count)));
        }
    }
}

impl Drop for Permits {
    fn drop(&mut self) {
        self.semaphore.state().free += self.count;
        self.semaphore.hand_out();
    }
}

struct Leaves<'a>(&'a Semaphore);

impl Drop for Leaves<'_> {
    fn drop(&mut self) {
        self.0.hand_out();
    }
}
