//! Mistake: hands the turn to the first in line without asking whether that one still waits.
//! Breaks: "Who is cancelled while waiting costs nobody a turn"
//! Rejected by: a_cancelled_turn_frees_the_value_and_costs_nobody_a_turn
//! Told: the turn should go to the first in line who still waits

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use tokio::sync::{Mutex as AsyncMutex, oneshot};

pub struct InTurn<T> {
    value: AsyncMutex<T>,
    waiting: Mutex<(bool, VecDeque<oneshot::Sender<()>>)>,
}

struct Turn<'a>(&'a Mutex<(bool, VecDeque<oneshot::Sender<()>>)>);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match waiting.1.pop_front() {
            Some(next) => drop(next.send(())),
            None => waiting.0 = false,
        }
    }
}

impl<T> InTurn<T> {
    pub fn new(value: T) -> Self {
        InTurn {
            value: AsyncMutex::new(value),
            waiting: Mutex::default(),
        }
    }

    fn ask(&self) -> Option<oneshot::Receiver<()>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if !waiting.0 {
            waiting.0 = true;
            return None;
        }
        let (sender, receiver) = oneshot::channel();
        waiting.1.push_back(sender);
        Some(receiver)
    }

    pub async fn with<R>(&self, work: impl AsyncFnOnce(&mut T) -> R) -> R {
        if let Some(turn) = self.ask() {
            let _ = turn.await;
        }
        let _turn = Turn(&self.waiting);
        let mut value = self.value.lock().await;
        work(&mut value).await
    }
}
