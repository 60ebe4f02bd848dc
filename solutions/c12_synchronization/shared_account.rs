//! A lock an account, held from before the read until after the write; of two, the one with the
//! lower number first.

use thiserror::Error;
use tokio::sync::{Mutex, MutexGuard};

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
    store: S,
    /// The balances are in the store, so these guard nothing but the right to touch them.
    locks: Vec<Mutex<()>>,
}

impl<S: Store> Bank<S> {
    /// A bank with the accounts from 0 up to this number, which is not one of them.
    pub fn new(store: S, accounts: usize) -> Self {
        Bank {
            store,
            locks: (0..accounts).map(|_| Mutex::new(())).collect(),
        }
    }

    /// Adds an amount to the balance of an account.
    ///
    /// # Errors
    /// [`BankError::NoSuchAccount`].
    pub async fn deposit(&self, account: usize, amount: u64) -> Result<(), BankError> {
        let _ours = self.lock(account).await?;
        let balance = self.store.read(account).await;
        self.store.write(&[(account, balance + amount)]).await;
        Ok(())
    }

    /// Moves an amount from one account to another.
    ///
    /// # Errors
    /// All of [`BankError`]; then nothing has moved.
    pub async fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), BankError> {
        if from == to {
            return Err(BankError::SameAccount(from));
        }
        // Everybody goes from lower to higher numbers, so no two can wait for each other.
        let _lower = self.lock(from.min(to)).await?;
        let _higher = self.lock(from.max(to)).await?;
        let balance = self.store.read(from).await;
        let Some(left) = balance.checked_sub(amount) else {
            return Err(BankError::NotEnough {
                account: from,
                balance,
                wanted: amount,
            });
        };
        let received = self.store.read(to).await + amount;
        // One write for both: whoever drops us in the middle finds the money on one side.
        self.store.write(&[(from, left), (to, received)]).await;
        Ok(())
    }

    async fn lock(&self, account: usize) -> Result<MutexGuard<'_, ()>, BankError> {
        match self.locks.get(account) {
            Some(lock) => Ok(lock.lock().await),
            None => Err(BankError::NoSuchAccount(account)),
        }
    }
}
