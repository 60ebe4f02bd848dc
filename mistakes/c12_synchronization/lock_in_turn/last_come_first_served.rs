//! Mistake: keeps those who wait on a stack, so that the last one to come is served first.
//! Breaks: "turns are taken in the order in which `with` was first polled"
//! Rejected by: first_come_first_served
//! Told: came out of order

use std::sync::{Mutex, PoisonError};

use tokio::sync::{Mutex as AsyncMutex, oneshot};

pub struct InTurn<T> {
    value: AsyncMutex<T>,
    waiting: Mutex<(bool, Vec<oneshot::Sender<()>>)>,
}

struct Turn<'a>(&'a Mutex<(bool, Vec<oneshot::Sender<()>>)>);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(next) = waiting.1.pop() {
            if next.send(()).is_ok() {
                return;
            }
        }
        waiting.0 = false;
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
        waiting.1.push(sender);
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
