//! Mistake: looks at the balance before it locks the account: by the time of the write it may be
//! another one.
//! Breaks: "when its turn comes* is [`BankError::NotEnough`], with what the giver held then"
//! Breaks: "No update is lost, whatever comes between what"
//! Rejected by: money_is_spent_only_once, the_sum_is_right_in_every_interleaving
//! Told: from before it is read until after it is written

use thiserror::Error;
use tokio::sync::{Mutex, MutexGuard};

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
        if from.max(to) >= self.locks.len() {
            return Err(BankError::NoSuchAccount(from.max(to)));
        }
        let balance = self.store.read(from).await;
        let _lower = self.lock(from.min(to)).await?;
        let _higher = self.lock(from.max(to)).await?;
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

    async fn lock(&self, account: usize) -> Result<MutexGuard<'_, ()>, BankError> {
        match self.locks.get(account) {
            Some(lock) => Ok(lock.lock().await),
            None => Err(BankError::NoSuchAccount(account)),
        }
    }
}
