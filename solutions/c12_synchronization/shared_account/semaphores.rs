//! Instead of mutexes, a semaphore of one for each account, asked in the order of a sorted set.

use std::collections::BTreeSet;

use thiserror::Error;
use tokio::sync::{Semaphore, SemaphorePermit};

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
    turns: Vec<Semaphore>,
}

impl<S: Store> Bank<S> {
    /// A bank with the accounts from 0 up to this number, which is not one of them.
    pub fn new(store: S, accounts: usize) -> Self {
        Bank {
            store,
            turns: (0..accounts).map(|_| Semaphore::new(1)).collect(),
        }
    }

    async fn turns(
        &self,
        accounts: impl IntoIterator<Item = usize>,
    ) -> Result<Vec<SemaphorePermit<'_>>, BankError> {
        let mut ours = Vec::new();
        for account in BTreeSet::from_iter(accounts) {
            let turn = self.turns.get(account);
            let turn = turn.ok_or(BankError::NoSuchAccount(account))?;
            ours.extend(turn.acquire().await);
        }
        Ok(ours)
    }

    /// Adds an amount to the balance of an account.
    ///
    /// # Errors
    /// [`BankError::NoSuchAccount`].
    pub async fn deposit(&self, account: usize, amount: u64) -> Result<(), BankError> {
        let _ours = self.turns([account]).await?;
        let balance = self.store.read(account).await;
        self.store.write(&[(account, balance + amount)]).await;
        Ok(())
    }

    /// Moves an amount from one account to another.
    ///
    /// # Errors
    /// All of [`BankError`]; then nothing has moved.
    pub async fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), BankError> {
        let _ours = self.turns([from, to]).await?;
        if from == to {
            return Err(BankError::SameAccount(from));
        }
        let balance = self.store.read(from).await;
        if balance < amount {
            return Err(BankError::NotEnough {
                account: from,
                balance,
                wanted: amount,
            });
        }
        let other = self.store.read(to).await;
        let balances = [(from, balance - amount), (to, other + amount)];
        self.store.write(&balances).await;
        Ok(())
    }
}
