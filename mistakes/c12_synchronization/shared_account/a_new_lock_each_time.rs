//! Mistake: makes a lock in every call: a lock that nobody else has keeps nobody out.
//! Breaks: "No update is lost, whatever comes between what"
//! Rejected by: two_deposits_at_once_are_both_counted
//! Told: read the balance

use thiserror::Error;
use tokio::sync::Mutex;

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
}

impl<S: Store> Bank<S> {
    pub fn new(store: S, accounts: usize) -> Self {
        Bank { store, accounts }
    }

    pub async fn deposit(&self, account: usize, amount: u64) -> Result<(), BankError> {
        let lock = self.lock(account)?;
        let _ours = lock.lock().await;
        let balance = self.store.read(account).await;
        self.store.write(&[(account, balance + amount)]).await;
        Ok(())
    }

    pub async fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), BankError> {
        if from == to && from < self.accounts {
            return Err(BankError::SameAccount(from));
        }
        let (lower, higher) = (self.lock(from.min(to))?, self.lock(from.max(to))?);
        let (_lower, _higher) = (lower.lock().await, higher.lock().await);
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

    fn lock(&self, account: usize) -> Result<Mutex<()>, BankError> {
        if account < self.accounts {
            Ok(Mutex::new(()))
        } else {
            Err(BankError::NoSuchAccount(account))
        }
    }
}
