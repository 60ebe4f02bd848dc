//! Mistake: whoever is told that a charge came to nothing takes the order out of the map. Who runs late
//! takes out the next charge, which is running by then or has been paid.
//! Breaks: "or if those who are told of the first one have not been polled yet"
//! Rejected by: who_hears_late_of_a_charge_is_told_of_that_one_and_disturbs_no_other
//! Told: should leave alone what is known of the next one

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt;
use thiserror::Error;
use tokio::sync::watch;
use tokio_util::task::TaskTracker;

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
    running: TaskTracker,
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

fn failed(outcome: &Outcome) -> bool {
    matches!(*outcome.borrow(), Some(Err(_)))
}

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
            running: TaskTracker::new(),
        }
    }

    pub async fn pay(&self, order: Order) -> Result<Receipt, PayError> {
        let mut outcome = self.look_up_or_begin(order)?;
        loop {
            if let Some(outcome) = outcome.borrow_and_update().clone() {
                if outcome.is_err() {
                    // It is over, and the order may be paid again.
                    self.shared.book().orders.remove(&order);
                }
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
            // Where nobody has tidied up yet, this is over.
            Some(State::Charging(outcome)) if !failed(outcome) => Ok(outcome.clone()),
            Some(State::Paid(receipt)) => Ok(watch::channel(Some(Ok(*receipt))).1),
            _ if book.closed => Err(PayError::Closed),
            _ => {
                let outcome = self.begin(order);
                book.orders.insert(order, State::Charging(outcome.clone()));
                Ok(outcome)
            }
        }
    }

    fn begin(&self, order: Order) -> Outcome {
        let (tell, outcome) = watch::channel(None);
        let shared = Arc::clone(&self.shared);
        self.running.spawn(async move {
            // Called inside, so that a panic of the call is caught as well.
            let charge = AssertUnwindSafe(async { (shared.charge)(order).await });
            let result = match charge.catch_unwind().await {
                Ok(said) => said.map_err(PayError::Declined),
                Err(_panic) => Err(PayError::Crashed),
            };
            let mut book = shared.book();
            match &result {
                Ok(receipt) => book.orders.insert(order, State::Paid(*receipt)),
                Err(_) => None,
            };
            tell.send_replace(Some(result));
        });
        outcome
    }

    pub async fn shutdown(&self) {
        self.shared.book().closed = true;
        self.running.close();
        self.running.wait().await;
    }
}
