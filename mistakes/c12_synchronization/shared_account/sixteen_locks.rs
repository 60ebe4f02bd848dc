//! Mistake: makes sixteen locks do for all accounts, so that some share one.
//! Breaks: "do not wait for each other, however many accounts there are"
//! Rejected by: a_thousand_accounts_do_not_wait_for_each_other
//! Told: a lock that belongs to other accounts

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
    locks: [Mutex<()>; 16],
}

impl<S: Store> Bank<S> {
    pub fn new(store: S, accounts: usize) -> Self {
        Bank {
            store,
            accounts,
            locks: std::array::from_fn(|_| Mutex::new(())),
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
        // Everybody goes from lower to higher numbers, so no two can wait for each other.
        let (one, other) = (from % 16, to % 16);
        if from.max(to) >= self.accounts {
            return Err(BankError::NoSuchAccount(from.max(to)));
        }
        let _lower = self.locks[one.min(other)].lock().await;
        let _higher = if one == other {
            None
        } else {
            Some(self.locks[one.max(other)].lock().await)
        };
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
        if account >= self.accounts {
            return Err(BankError::NoSuchAccount(account));
        }
        Ok(self.locks[account % 16].lock().await)
    }
}
