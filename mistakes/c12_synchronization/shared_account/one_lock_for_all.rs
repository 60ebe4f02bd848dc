//! Mistake: one lock for the whole bank: nothing is lost, and everybody waits for everybody.
//! Breaks: "Operations on different accounts do not wait for each other"
//! Breaks: "any number of them are under way at once"
//! Rejected by: other_accounts_do_not_wait
//! Told: one lock for the whole bank

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
    accounts: usize,
    lock: Mutex<()>,
}

impl<S: Store> Bank<S> {
    pub fn new(store: S, accounts: usize) -> Self {
        Bank {
            store,
            accounts,
            lock: Mutex::new(()),
        }
    }

    pub async fn deposit(&self, account: usize, amount: u64) -> Result<(), BankError> {
        let _ours = self.lock(account).await?;
        let balance = self.store.read(account).await;
        self.store.write(&[(account, balance + amount)]).await;
        Ok(())
    }

    pub async fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), BankError> {
        if from == to && from < self.accounts {
            return Err(BankError::SameAccount(from));
        }
        let _bank = self.lock(from.max(to)).await?;
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
        if account < self.accounts {
            Ok(self.lock.lock().await)
        } else {
            Err(BankError::NoSuchAccount(account))
        }
    }
}
