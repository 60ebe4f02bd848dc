//! Those who pay for one order share one future, which awaits the handle of the task; whoever shuts down
//! awaits all of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt;
use futures::future::{BoxFuture, Shared, join_all};
use thiserror::Error;

/// The number of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Order(pub u64);

/// The number of the bank's receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt(pub u64);

/// Why an order was not paid.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PayError {
    /// The bank said no, in these words.
    #[error("declined: {0}")]
    Declined(String),
    /// The charge panicked.
    #[error("the charge crashed")]
    Crashed,
    /// The till begins no charge any more.
    #[error("the till is closed")]
    Closed,
}

/// Charges orders, each of them once.
pub struct Till<C> {
    charge: Arc<C>,
    book: Arc<Mutex<Book>>,
}

#[derive(Default)]
struct Book {
    closed: bool,
    orders: HashMap<Order, Outcome>,
}

type Outcome = Shared<BoxFuture<'static, Result<Receipt, PayError>>>;

fn lock(book: &Mutex<Book>) -> MutexGuard<'_, Book> {
    book.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<C, W> Till<C>
where
    C: Fn(Order) -> W + Send + Sync + 'static,
    W: Future<Output = Result<Receipt, String>> + Send + 'static,
{
    /// A till that charges in this way.
    pub fn new(charge: C) -> Self {
        Till {
            charge: Arc::new(charge),
            book: Arc::default(),
        }
    }

    /// Pays for the order: its charge is begun, or waited for, or was made before.
    ///
    /// Cancel safe: a charge that was begun goes on without you.
    ///
    /// # Errors
    /// [`PayError`]: the bank declined, the charge panicked, or the till is closed.
    pub async fn pay(&self, order: Order) -> Result<Receipt, PayError> {
        let outcome = {
            let mut book = lock(&self.book);
            match (book.orders.get(&order), book.closed) {
                (Some(outcome), _) => outcome.clone(),
                (None, true) => return Err(PayError::Closed),
                (None, false) => {
                    let outcome = self.begin(order);
                    book.orders.insert(order, outcome.clone());
                    outcome
                }
            }
        };
        outcome.await
    }

    fn begin(&self, order: Order) -> Outcome {
        let charge = Arc::clone(&self.charge);
        let asks = tokio::spawn(async move { charge(order).await });
        let book = Arc::clone(&self.book);
        // Looks after the first one, whoever else does: it forgets what came to nothing.
        let task = tokio::spawn(async move {
            let result = match asks.await {
                Ok(said) => said.map_err(PayError::Declined),
                Err(_panic) => Err(PayError::Crashed),
            };
            if result.is_err() {
                lock(&book).orders.remove(&order);
            }
            result
        });
        let told = async move { task.await.unwrap_or(Err(PayError::Crashed)) };
        told.boxed().shared()
    }

    /// Closes the till, and waits for all charges that were begun.
    pub async fn shutdown(&self) {
        let begun: Vec<_> = {
            let mut book = lock(&self.book);
            book.closed = true;
            book.orders.values().cloned().collect()
        };
        join_all(begun).await;
    }
}
