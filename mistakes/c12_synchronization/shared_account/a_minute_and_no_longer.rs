//! Mistake: waits no longer than a minute for an account, and goes on without its lock.
//! Breaks: "Both wait for the store, however long it takes"
//! Breaks: "No update is lost, whatever comes between what"
//! Rejected by: a_slow_store_is_waited_for
//! Told: went on though the account was not free

use std::time::Duration;

use thiserror::Error;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::timeout;

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

pub struct Bank<S> {
    store: S,
    locks: Vec<Mutex<()>>,
}

impl<S: Store> Bank<S> {
    pub fn new(store: S, accounts: usize) -> Self {
        Bank {
            store,
            locks: (0..accounts).map(|_| Mutex::new(())).collect(),
        }
    }

    pub async fn deposit(&self, account: usize, amount: u64) -> Result<(), BankError> {
        let _ours = self.lock(account).await?;
        let balance = self.store.read(account).await;
        self.store.write(&[(account, balance + amount)]).await;
        Ok(())
    }

    pub async fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), BankError> {
        if from == to && from < self.locks.len() {
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

    async fn lock(&self, account: usize) -> Result<Option<MutexGuard<'_, ()>>, BankError> {
        match self.locks.get(account) {
            Some(lock) => Ok(timeout(Duration::from_secs(60), lock.lock()).await.ok()),
            None => Err(BankError::NoSuchAccount(account)),
        }
    }
}
