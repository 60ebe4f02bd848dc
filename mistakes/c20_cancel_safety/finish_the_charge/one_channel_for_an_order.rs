//! Mistake: has one channel for an order, and empties it when the next charge begins. Who waited for the
//! one before and has not looked yet waits for the next one.
//! Breaks: "waits for that charge, and is told what comes of it like everybody else"
//! Rejected by: who_hears_late_of_a_charge_is_told_of_that_one_and_disturbs_no_other
//! Told: has to be kept for those who waited for that one

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

/// What came of the last charge of an order, `None` while one is running.
type State = watch::Sender<Option<Result<Receipt, PayError>>>;

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
            running: TaskTracker::new(),
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
        let closed = book.closed;
        let known = book.orders.get(&order).map(|tell| tell.borrow().clone());
        if let None | Some(Some(Err(_))) = known {
            if closed {
                return Err(PayError::Closed);
            }
            // The next charge of this order: nothing has come of it yet.
            book.orders.entry(order).or_default().send_replace(None);
            self.begin(order);
        }
        Ok(book.orders.entry(order).or_default().subscribe())
    }

    fn begin(&self, order: Order) {
        let shared = Arc::clone(&self.shared);
        self.running.spawn(async move {
            // Called inside, so that a panic of the call is caught as well.
            let charge = AssertUnwindSafe(async { (shared.charge)(order).await });
            let result = match charge.catch_unwind().await {
                Ok(said) => said.map_err(PayError::Declined),
                Err(_panic) => Err(PayError::Crashed),
            };
            if let Some(tell) = shared.book().orders.get(&order) {
                tell.send_replace(Some(result));
            }
        });
    }

    pub async fn shutdown(&self) {
        self.shared.book().closed = true;
        self.running.close();
        self.running.wait().await;
    }
}
