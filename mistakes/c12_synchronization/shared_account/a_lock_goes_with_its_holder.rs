//! Mistake: makes the lock of an account when somebody wants it, and takes it away when that one is done,
//! though others may be waiting for it: who comes then makes another one.
//! Breaks: "No update is lost, whatever comes between what"
//! Rejected by: transfers_in_opposite_directions_do_not_wait_for_each_other
//! Told: have to find the same lock

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use thiserror::Error;
use tokio::sync::OwnedMutexGuard;

pub trait Store {
    fn read(&self, account: usize) -> impl Future<Output = u64>;

    fn write(&self, balances: &[(usize, u64)]) -> impl Future<Output = ()>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BankError {
    #[error("there is no account {0}")]
    NoSuchAccount(usize),
    #[error("account {0} cannot send money to itself")]
    SameAccount(usize),
    #[error("account {account} holds {balance}, which is less than {wanted}")]
    NotEnough {
        account: usize,
        balance: u64,
        wanted: u64,
    },
}

type Locks = HashMap<usize, Arc<tokio::sync::Mutex<()>>>;

pub struct Bank<S> {
    store: S,
    accounts: usize,
    /// Of the accounts that somebody works on.
    locks: Mutex<Locks>,
}

/// Takes the lock of an account away when the work on it is done.
struct TakesAway<'a> {
    locks: &'a Mutex<Locks>,
    account: usize,
    _ours: OwnedMutexGuard<()>,
}

fn open(locks: &Mutex<Locks>) -> MutexGuard<'_, Locks> {
    locks.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for TakesAway<'_> {
    fn drop(&mut self) {
        open(self.locks).remove(&self.account);
    }
}

impl<S: Store> Bank<S> {
    pub fn new(store: S, accounts: usize) -> Self {
        Bank {
            store,
            accounts,
            locks: Mutex::default(),
        }
    }

    async fn work_on(&self, account: usize) -> Result<TakesAway<'_>, BankError> {
        if account >= self.accounts {
            return Err(BankError::NoSuchAccount(account));
        }
        let lock = Arc::clone(open(&self.locks).entry(account).or_default());
        Ok(TakesAway {
            locks: &self.locks,
            account,
            _ours: lock.lock_owned().await,
        })
    }

    pub async fn deposit(&self, account: usize, amount: u64) -> Result<(), BankError> {
        let _ours = self.work_on(account).await?;
        let balance = self.store.read(account).await;
        self.store.write(&[(account, balance + amount)]).await;
        Ok(())
    }

    pub async fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), BankError> {
        if from == to {
            return Err(BankError::SameAccount(from));
        }
        let _lower = self.work_on(from.min(to)).await?;
        let _higher = self.work_on(from.max(to)).await?;
        let balance = self.store.read(from).await;
        let Some(left) = balance.checked_sub(amount) else {
            return Err(BankError::NotEnough {
                account: from,
                balance,
                wanted: amount,
            });
        };
        let received = self.store.read(to).await + amount;
        self.store.write(&[(from, left), (to, received)]).await;
        Ok(())
    }
}
