//! Mistake: unlocks by hand at the end, so that a refused or cancelled transfer never unlocks.
//! Breaks: "and its accounts are free again"
//! Breaks: "and leaves its accounts free"
//! Rejected by: a_cancelled_transfer_moves_all_or_nothing_and_locks_nobody_out,
//! a_cancelled_deposit_counts_or_does_not_and_locks_nobody_out
//! Told: stayed locked

use thiserror::Error;
use tokio::sync::Semaphore;

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
    locks: Vec<Semaphore>,
}

impl<S: Store> Bank<S> {
    pub fn new(store: S, accounts: usize) -> Self {
        Bank {
            store,
            locks: (0..accounts).map(|_| Semaphore::new(1)).collect(),
        }
    }

    pub async fn deposit(&self, account: usize, amount: u64) -> Result<(), BankError> {
        self.lock(account).await?;
        let balance = self.store.read(account).await;
        self.store.write(&[(account, balance + amount)]).await;
        self.unlock(account);
        Ok(())
    }

    pub async fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), BankError> {
        if from == to && from < self.locks.len() {
            return Err(BankError::SameAccount(from));
        }
        self.lock(from.min(to)).await?;
        self.lock(from.max(to)).await?;
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
        self.unlock(from);
        self.unlock(to);
        Ok(())
    }

    async fn lock(&self, account: usize) -> Result<(), BankError> {
        let lock = self.locks.get(account);
        let lock = lock.ok_or(BankError::NoSuchAccount(account))?;
        if let Ok(locked) = lock.acquire().await {
            locked.forget();
        }
        Ok(())
    }

    fn unlock(&self, account: usize) {
        self.locks[account].add_permits(1);
    }
}
