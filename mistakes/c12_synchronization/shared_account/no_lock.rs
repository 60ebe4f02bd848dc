//! Mistake: relies on there being one thread: but others go on at every `.await`.
//! Breaks: "No update is lost, whatever comes between what"
//! Rejected by: the_sum_is_right_in_every_interleaving
//! Told: from before it is read until after it is written

use thiserror::Error;

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
        self.known(account)?;
        let balance = self.store.read(account).await;
        self.store.write(&[(account, balance + amount)]).await;
        Ok(())
    }

    pub async fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), BankError> {
        if from == to && from < self.accounts {
            return Err(BankError::SameAccount(from));
        }
        self.known(from.min(to))?;
        self.known(from.max(to))?;
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

    fn known(&self, account: usize) -> Result<(), BankError> {
        if account < self.accounts {
            Ok(())
        } else {
            Err(BankError::NoSuchAccount(account))
        }
    }
}
