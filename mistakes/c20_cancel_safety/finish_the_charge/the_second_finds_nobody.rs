//! Mistake: takes the handles out to await them, so that a second `shutdown` finds none and
//! returns at once.
//! Breaks: "It may be called again, by as many as like to wait"
//! Rejected by: shutdown_waits_for_what_was_begun_and_begins_nothing
//! Told: another one returned

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt;
use thiserror::Error;
use tokio::sync::watch;
use tokio::task::JoinHandle;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Order(pub u64);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt(pub u64);

#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PayError {
    #[error("declined: {0}")]
    Declined(String),
    #[error("the charge crashed")]
    Crashed,
    #[error("the till is closed")]
    Closed,
}

pub struct Till<C> {
    shared: Arc<Shared<C>>,
    running: Mutex<Vec<JoinHandle<()>>>,
}

struct Shared<C> {
    charge: C,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    closed: bool,
    orders: HashMap<Order, State>,
}

enum State {
    Charging(Outcome),
    Paid(Receipt),
}

type Outcome = watch::Receiver<Option<Result<Receipt, PayError>>>;

impl<C> Shared<C> {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<C, W> Till<C>
where
    C: Fn(Order) -> W + Send + Sync + 'static,
    W: Future<Output = Result<Receipt, String>> + Send + 'static,
{
    pub fn new(charge: C) -> Self {
        Till {
            shared: Arc::new(Shared {
                charge,
                book: Mutex::default(),
            }),
            running: Mutex::default(),
        }
    }

    pub async fn pay(&self, order: Order) -> Result<Receipt, PayError> {
        let mut outcome = self.look_up_or_begin(order)?;
        loop {
            if let Some(outcome) = outcome.borrow_and_update().clone() {
                return outcome;
            }
            if outcome.changed().await.is_err() {
                // The runtime has dropped the task.
                return Err(PayError::Crashed);
            }
        }
    }

    fn look_up_or_begin(&self, order: Order) -> Result<Outcome, PayError> {
        let mut book = self.shared.book();
        match book.orders.get(&order) {
            Some(State::Charging(outcome)) => Ok(outcome.clone()),
            Some(State::Paid(receipt)) => Ok(watch::channel(Some(Ok(*receipt))).1),
            None if book.closed => Err(PayError::Closed),
            None => {
                let outcome = self.begin(order);
                book.orders.insert(order, State::Charging(outcome.clone()));
                Ok(outcome)
            }
        }
    }

    fn begin(&self, order: Order) -> Outcome {
        let (tell, outcome) = watch::channel(None);
        let shared = Arc::clone(&self.shared);
        let task = tokio::spawn(async move {
            // Called inside, so that a panic of the call is caught as well.
            let charge = AssertUnwindSafe(async { (shared.charge)(order).await });
            let result = match charge.catch_unwind().await {
                Ok(said) => said.map_err(PayError::Declined),
                Err(_panic) => Err(PayError::Crashed),
            };
            let mut book = shared.book();
            match &result {
                Ok(receipt) => book.orders.insert(order, State::Paid(*receipt)),
                Err(_) => book.orders.remove(&order),
            };
            tell.send_replace(Some(result));
        });
        self.running().push(task);
        outcome
    }

    fn running(&self) -> MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub async fn shutdown(&self) {
        self.shared.book().closed = true;
        let tasks = std::mem::take(&mut *self.running());
        for task in tasks {
            let _ = task.await;
        }
    }
}
