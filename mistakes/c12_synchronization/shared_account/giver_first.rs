//! Mistake: locks the giver first and then the receiver: two transfers in opposite directions hold
//! what the other one waits for.
//! Breaks: "No combination of operations waits for itself for ever, whichever way money moves"
//! Rejected by: transfers_in_opposite_directions_do_not_wait_for_each_other
//! Told: in an order that is the same for all

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
        let _from = self.lock(from).await?;
        let _to = self.lock(to).await?;
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

    async fn lock(&self, account: usize) -> Result<MutexGuard<'_, ()>, BankError> {
        match self.locks.get(account) {
            Some(lock) => Ok(lock.lock().await),
            None => Err(BankError::NoSuchAccount(account)),
        }
    }
}
