//! By hand: a list of those who wait for each order, and a number to watch of charges that run. What is
//! done at the end of a charge is done in a `Drop`, so that a panic does it too.

use std::collections::HashMap;
use std::mem::replace;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use thiserror::Error;
use tokio::sync::{oneshot, watch};

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
    office: Arc<Office>,
}

#[derive(Default)]
struct Office {
    book: Mutex<Book>,
    running: watch::Sender<usize>,
}

#[derive(Default)]
struct Book {
    closed: bool,
    orders: HashMap<Order, State>,
}

enum State {
    Charging(Vec<oneshot::Sender<Result<Receipt, PayError>>>),
    Paid(Receipt),
}

/// A charge that runs. Whatever ends it, this is dropped.
struct Running {
    order: Order,
    office: Arc<Office>,
    result: Result<Receipt, PayError>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut book = self.office.book();
        let was = match self.result {
            Ok(receipt) => book.orders.insert(self.order, State::Paid(receipt)),
            Err(_) => book.orders.remove(&self.order),
        };
        drop(book);
        if let Some(State::Charging(waiting)) = was {
            for waiter in waiting {
                // Who has given up does not hear it.
                let _ = waiter.send(self.result.clone());
            }
        }
        self.office.running.send_modify(|running| *running -= 1);
    }
}

impl Office {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
            office: Arc::default(),
        }
    }

    /// Pays for the order: its charge is begun, or waited for, or was made before.
    ///
    /// Cancel safe: a charge that was begun goes on without you.
    ///
    /// # Errors
    /// [`PayError`]: the bank declined, the charge panicked, or the till is closed.
    pub async fn pay(&self, order: Order) -> Result<Receipt, PayError> {
        let told = self.sign_up(order)?;
        told.await.unwrap_or(Err(PayError::Crashed))
    }

    fn sign_up(
        &self,
        order: Order,
    ) -> Result<oneshot::Receiver<Result<Receipt, PayError>>, PayError> {
        let (tell, told) = oneshot::channel();
        let mut book = self.office.book();
        let closed = book.closed;
        match book.orders.get_mut(&order) {
            Some(State::Charging(waiting)) => waiting.push(tell),
            Some(State::Paid(receipt)) => {
                let _ = tell.send(Ok(*receipt));
            }
            None if closed => return Err(PayError::Closed),
            None => {
                book.orders.insert(order, State::Charging(vec![tell]));
                self.begin(order);
            }
        }
        Ok(told)
    }

    fn begin(&self, order: Order) {
        self.office.running.send_modify(|running| *running += 1);
        let mut running = Running {
            order,
            office: Arc::clone(&self.office),
            result: Err(PayError::Crashed),
        };
        let charge = Arc::clone(&self.charge);
        tokio::spawn(async move {
            let said = charge(order).await;
            let _crashed = replace(&mut running.result, said.map_err(PayError::Declined));
        });
    }

    /// Closes the till, and waits for all charges that were begun.
    pub async fn shutdown(&self) {
        self.office.book().closed = true;
        let mut running = self.office.running.subscribe();
        // Never an error: the sender lives in the till.
        let _ = running.wait_for(|running| *running == 0).await;
    }
}
