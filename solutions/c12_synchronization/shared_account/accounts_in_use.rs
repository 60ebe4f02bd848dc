//! Instead of a lock an account, the set of accounts in use: both are taken together or not at all,
//! so there is no order to keep.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use thiserror::Error;
use tokio::sync::Notify;

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
    accounts: usize,
    in_use: Mutex<HashSet<usize>>,
    freed: Notify,
}

/// The right to touch some accounts.
struct Ours<'a, S> {
    bank: &'a Bank<S>,
    accounts: &'a [usize],
}

impl<S> Drop for Ours<'_, S> {
    fn drop(&mut self) {
        let mut in_use = self
            .bank
            .in_use
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        in_use.retain(|account| !self.accounts.contains(account));
        self.bank.freed.notify_waiters();
    }
}

impl<S: Store> Bank<S> {
    /// A bank with the accounts from 0 up to this number, which is not one of them.
    pub fn new(store: S, accounts: usize) -> Self {
        Bank {
            store,
            accounts,
            in_use: Mutex::default(),
            freed: Notify::new(),
        }
    }

    async fn take<'a>(&'a self, accounts: &'a [usize]) -> Result<Ours<'a, S>, BankError> {
        if let Some(missing) = accounts.iter().find(|account| **account >= self.accounts) {
            return Err(BankError::NoSuchAccount(*missing));
        }
        loop {
            // Made before the look, so that what is freed after the look is not missed.
            let freed = self.freed.notified();
            {
                let mut in_use = self.in_use.lock().unwrap_or_else(PoisonError::into_inner);
                if accounts.iter().all(|account| !in_use.contains(account)) {
                    in_use.extend(accounts);
                    return Ok(Ours {
                        bank: self,
                        accounts,
                    });
                }
            }
            freed.await;
        }
    }

    /// Adds an amount to the balance of an account.
    ///
    /// # Errors
    /// [`BankError::NoSuchAccount`].
    pub async fn deposit(&self, account: usize, amount: u64) -> Result<(), BankError> {
        let accounts = [account];
        let _ours = self.take(&accounts).await?;
        let balance = self.store.read(account).await;
        self.store.write(&[(account, balance + amount)]).await;
        Ok(())
    }

    /// Moves an amount from one account to another.
    ///
    /// # Errors
    /// All of [`BankError`]; then nothing has moved.
    pub async fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), BankError> {
        let accounts = [from, to];
        let _ours = self.take(&accounts).await?;
        if from == to {
            return Err(BankError::SameAccount(from));
        }
        let (giver, receiver) = tokio::join!(self.store.read(from), self.store.read(to));
        let Some(left) = giver.checked_sub(amount) else {
            return Err(BankError::NotEnough {
                account: from,
                balance: giver,
                wanted: amount,
            });
        };
        self.store
            .write(&[(from, left), (to, receiver + amount)])
            .await;
        Ok(())
    }
}
