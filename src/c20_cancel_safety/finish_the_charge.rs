//! # finish_the_charge: once begun, it is finished
//!
//! Why: a customer pays, the bank takes its time, and the customer closes the page. The server drops
//! the future that serves the page, at whatever await it stands. The bank has been asked, and nobody
//! is there any more to write down what it says. The customer tries again, and pays twice. Whoever
//! asked may be dropped; what was begun must come to its end and be known.
//!
//! Build: a [`Till`] charges each order once, by a call of `charge`, which asks the bank and writes down
//! what it says.
//! - [`pay`](Till::pay) begins the charge of the order when it is first polled, and gives at the
//!   instant at which the charge ends what came of it: the receipt, or [`PayError::Declined`] with the
//!   bank's words.
//! - Once begun, a charge runs to its end, however long that takes. Neither dropping the future of
//!   `pay` nor cancelling the task that awaits it stops the charge, nor does dropping the till.
//! - Nobody pays twice. Who pays for an order that is being charged waits for that charge, and is told
//!   what comes of it like everybody else who waits for it. Who pays for an order that has been paid
//!   gets the same receipt at once, in the first poll, however many orders came after it.
//! - A charge that was declined is over: who pays for that order afterwards begins a new one, also if
//!   nobody was there to be told, or if those who are told of the first one have not been polled yet.
//! - Orders do not wait for each other, however many are charged at once.
//! - [`shutdown`](Till::shutdown) closes the till when it is first polled: who would begin a charge
//!   after that gets [`PayError::Closed`] at once. It returns at the instant at which no charge is
//!   running any more, at once if none is, however long that takes. Those who wait for a charge, and
//!   those who ask for the receipt of a paid order, are told as ever.
//! - A till that is closed stays closed, also if `shutdown` is dropped. It may be called again, by as
//!   many as like to wait.
//!
//! Bad input: a `charge` that panics, when it is called or later, is over as one that was declined, and
//! all who wait for it get [`PayError::Crashed`].
//!
//! Left open: a `pay` that comes at the very instant at which the charge of its order ends. A `charge`
//! that takes its time, or uses the till itself, when it is called and before it has given its future.
//! `pay` is polled inside a runtime, and what becomes of charges when that ends is nobody's business
//! here. tokio lets a task do only so much in one poll: who has used that up may be told in a later one.
//!
//! Good to know: [`wait_for_zero`](super::wait_for_zero) is half of `shutdown`.
//!
//! In asyncio, `shield` keeps the cancellation of a handler from its charge, if somebody holds on to the
//! task; and whoever shuts down has to have a list of those tasks.
//!
//! Rule of thumb: what must not stop half-way belongs to a task, and every task to somebody who waits
//! for it at the end.

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
    /// Asks the bank, and writes down what it says. Beside it: yours to design.
    charge: C,
}

impl<C, W> Till<C>
where
    C: Fn(Order) -> W + Send + Sync + 'static,
    W: Future<Output = Result<Receipt, String>> + Send + 'static,
{
    /// A till that charges in this way.
    pub fn new(charge: C) -> Self {
        todo!("an open till", with charge)
    }

    /// Pays for the order: its charge is begun, or waited for, or was made before.
    ///
    /// Cancel safe: a charge that was begun goes on without you.
    ///
    /// # Errors
    /// [`PayError`]: the bank declined, the charge panicked, or the till is closed.
    pub async fn pay(&self, order: Order) -> Result<Receipt, PayError> {
        todo!("charge the order, unless somebody has done so", with order, self.charge)
    }

    /// Closes the till, and waits for all charges that were begun.
    pub async fn shutdown(&self) {
        todo!("begin no charge any more, and wait for the last one", with self.charge)
    }
}
