//! # shared_account: read, wait, write back
//!
//! Why: "read the balance, add, write it back" looks like one step and is three. If another task
//! comes in between, both start from the same balance, and the one who writes first has written in
//! vain. A single thread does not save you: every `.await` is a place where others go on.
//!
//! Build: a [`Bank`] over a [`Store`] that is slow and locks nothing itself:
//! - [`deposit`](Bank::deposit) adds an amount to an account, and [`transfer`](Bank::transfer) moves
//!   an amount from one account to another. Both wait for the store, however long it takes, and any
//!   number of them are under way at once.
//! - Beside the store, an operation waits for its accounts and for nothing else.
//! - No update is lost, whatever comes between what.
//! - No combination of operations waits for itself for ever, whichever way money moves.
//! - Operations on different accounts do not wait for each other, however many accounts there are.
//! - An operation may be cancelled, that is, dropped, at any `.await`: then it has happened as a
//!   whole or not at all, and its accounts are free again.
//!
//! Bad input: an account that the bank does not have is [`BankError::NoSuchAccount`], whatever is in
//! the store. A transfer from an account to itself is [`BankError::SameAccount`]. One that the giver
//! cannot pay *when its turn comes* is [`BankError::NotEnough`], with what the giver held then. A
//! refused operation writes nothing, and leaves its accounts free. An amount of 0 is fine, and so is
//! all that the giver holds.
//!
//! Left open: which error comes where two of them fit; who comes first where several wait for one
//! account; whether a transfer that waits for one of its accounts already has the other.
//!
//! Good to know: [`Store::write`] helps to do something as a whole or not at all. All accounts are
//! in the store when the bank opens, and balances stay far below `u64::MAX`.
//!
//! Rule of thumb: hold the lock from before you read until after you have written. Whoever takes
//! two locks takes them in the same order as everybody else.

use thiserror::Error;

/// Where the balances are kept, somewhere slow. Accounts have numbers from 0.
pub trait Store {
    /// Reads the balance of one account.
    fn read(&self, account: usize) -> impl Future<Output = u64>;

    /// Writes the balances of one account or more: pairs of account and new balance. All of them
    /// are written at the same instant, or, if the future is dropped early, none.
    fn write(&self, balances: &[(usize, u64)]) -> impl Future<Output = ()>;
}

/// Why the bank refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BankError {
    /// The bank has no account of this number.
    #[error("there is no account {0}")]
    NoSuchAccount(usize),
    /// Giver and receiver are the same account.
    #[error("account {0} cannot send money to itself")]
    SameAccount(usize),
    /// The giver's account holds less than was asked for.
    #[error("account {account} holds {balance}, which is less than {wanted}")]
    NotEnough {
        /// The giver's account.
        account: usize,
        /// What it held when the transfer was refused.
        balance: u64,
        /// What was asked for.
        wanted: u64,
    },
}

/// Accounts over a slow store.
pub struct Bank<S> {
    // What keeps two operations on one account apart?
    store: S,
}

impl<S: Store> Bank<S> {
    /// A bank with the accounts from 0 up to this number, which is not one of them.
    pub fn new(store: S, accounts: usize) -> Self {
        todo!("accounts, each used by one operation at a time", with store, accounts)
    }

    /// Adds an amount to the balance of an account.
    ///
    /// # Errors
    /// [`BankError::NoSuchAccount`].
    pub async fn deposit(&self, account: usize, amount: u64) -> Result<(), BankError> {
        todo!("read, add, write, with nobody in between", with self.store, account, amount)
    }

    /// Moves an amount from one account to another.
    ///
    /// # Errors
    /// All of [`BankError`]; then nothing has moved.
    pub async fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), BankError> {
        todo!("move {amount} from {from} to {to}, with nobody in between")
    }
}
