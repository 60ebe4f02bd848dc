//! Mistake: hands a place to the first in line without asking whether that one still waits.
//! Breaks: "A caller that is cancelled while it waits costs nobody a turn"
//! Rejected by: a_cancelled_caller_costs_nobody_a_place_or_a_turn
//! Told: a caller that waits for a place and is dropped costs one

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures::future::join_all;
use tokio::sync::oneshot;

pub struct Limit {
    state: Mutex<State>,
}

struct State {
    free: usize,
    line: VecDeque<oneshot::Sender<()>>,
}

struct Place<'a>(&'a Limit);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        match state.line.pop_front() {
            Some(next) => drop(next.send(())),
            None => state.free += 1,
        }
    }
}

impl Limit {
    pub fn new(most: NonZeroUsize) -> Self {
        let (free, line) = (most.get(), VecDeque::new());
        Limit {
            state: Mutex::new(State { free, line }),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ask(&self) -> Option<oneshot::Receiver<()>> {
        let mut state = self.state();
        if state.free > 0 {
            state.free -= 1;
            return None;
        }
        let (sender, ticket) = oneshot::channel();
        state.line.push_back(sender);
        Some(ticket)
    }

    pub async fn run<J: Future>(&self, job: J) -> J::Output {
        if let Some(ticket) = self.ask() {
            let _ = ticket.await;
        }
        let _place = Place(self);
        job.await
    }

    pub async fn run_all<J: Future>(&self, jobs: Vec<J>) -> Vec<J::Output> {
        join_all(jobs.into_iter().map(|job| self.run(job))).await
    }
}
