//! `shared_account`: no update is lost, nothing waits for itself, nothing happens by halves.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_katas::c12_synchronization::shared_account::{Bank, BankError, Store};
use futures::future::{LocalBoxFuture, join, join_all, join3};
use lab::{Draw, Lab, cancel_at_every_await, expect_eq, for_seeds, ms, secs, virtual_time, within};

/// Balances that take their time, each read and each write as long as the run's seed says.
struct Slow {
    balances: Mutex<Vec<u64>>,
    writes: Mutex<usize>,
    time: Mutex<Box<dyn FnMut() -> Duration>>,
}

impl Slow {
    fn new(balances: &[u64], time: impl FnMut() -> Duration + 'static) -> Self {
        Slow {
            balances: Mutex::new(balances.to_vec()),
            writes: Mutex::default(),
            time: Mutex::new(Box::new(time)),
        }
    }

    /// Ten milliseconds for everything.
    fn steady(balances: &[u64]) -> Self {
        Slow::new(balances, || ms(10))
    }

    /// Something between nothing and twenty milliseconds.
    fn varied(balances: &[u64], mut draw: Draw) -> Self {
        Slow::new(balances, move || draw.times(ms(1), 0..=20))
    }

    fn balances(&self) -> Vec<u64> {
        open(&self.balances).clone()
    }

    async fn take_time(&self) {
        let time = (open(&self.time))();
        // No time at all is still a moment in which others go on.
        tokio::task::yield_now().await;
        tokio::time::sleep(time).await;
    }
}

fn open<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Store for &Slow {
    async fn read(&self, account: usize) -> u64 {
        self.take_time().await;
        match open(&self.balances).get(account) {
            Some(balance) => *balance,
            None => lab::fail(format!(
                "your code asked the store for account {account}, which is not there"
            )),
        }
    }

    async fn write(&self, balances: &[(usize, u64)]) {
        self.take_time().await;
        *open(&self.writes) += 1;
        for (account, balance) in balances {
            open(&self.balances)[*account] = *balance;
        }
    }
}

const LOST: &str = "the balances do not add up: an update was lost, because somebody else read or \
                    wrote the account between your read and your write";

#[test]
fn two_deposits_at_once_are_both_counted() {
    virtual_time(async |_lab: Lab| {
        let store = Slow::steady(&[100]);
        let bank = Bank::new(&store, 1);
        let (one, other) = join(bank.deposit(0, 50), bank.deposit(0, 30)).await;
        expect_eq((one, other), (Ok(()), Ok(())), "a deposit was refused");
        expect_eq(
            store.balances(),
            vec![180],
            "a deposit was lost: both read the balance before either had written it",
        );
    });
}

#[test]
fn the_sum_is_right_in_every_interleaving() {
    for_seeds(60, async |lab: Lab| {
        let mut draw = lab.draw();
        let accounts = draw.size(2..=4);
        let mut expected = vec![1000; accounts];
        let store = Slow::varied(&expected, lab.draw());
        let bank = &Bank::new(&store, accounts);
        let mut work: Vec<LocalBoxFuture<'_, Result<(), BankError>>> = Vec::new();
        for n in 1..=draw.size(4..=12) {
            let begins = draw.times(ms(1), 0..=30);
            let amount = draw.size(1..=50) as u64;
            let (from, step) = (draw.size(0..=accounts - 1), draw.size(1..=accounts - 1));
            let to = (from + step) % accounts;
            if draw.coin() {
                expected[to] += amount;
                let name = format!("{n}: {amount} into {to}");
                work.push(Box::pin(lab.span(&name, async move {
                    tokio::time::sleep(begins).await;
                    bank.deposit(to, amount).await
                })));
            } else {
                expected[from] -= amount;
                expected[to] += amount;
                let name = format!("{n}: {amount} from {from} to {to}");
                work.push(Box::pin(lab.span(&name, async move {
                    tokio::time::sleep(begins).await;
                    bank.transfer(from, to, amount).await
                })));
            }
        }
        for outcome in join_all(work).await {
            expect_eq(
                outcome,
                Ok(()),
                "the bank refused what it had the money for",
            );
        }
        expect_eq(store.balances(), expected, LOST);
    });
}

#[test]
fn transfers_in_opposite_directions_do_not_wait_for_each_other() {
    virtual_time(async |lab: Lab| {
        let store = Slow::steady(&[100, 100, 100]);
        let bank = Bank::new(&store, 3);
        // Every account is in use when the transfers ask for it, so that each of them has to wait.
        let busy = || join3(bank.deposit(0, 1), bank.deposit(1, 1), bank.deposit(2, 1));
        let two = join(
            lab.span("0 to 1", bank.transfer(0, 1, 10)),
            lab.span("1 to 0", bank.transfer(1, 0, 20)),
        );
        let (_, two) = join(busy(), two).await;
        let ring = join3(
            lab.span("0 to 1 again", bank.transfer(0, 1, 10)),
            lab.span("1 to 2", bank.transfer(1, 2, 10)),
            lab.span("2 to 0", bank.transfer(2, 0, 10)),
        );
        let (_, ring) = join(busy(), ring).await;
        expect_eq(
            (two, ring),
            ((Ok(()), Ok(())), (Ok(()), Ok(()), Ok(()))),
            "the bank refused what it had the money for",
        );
        expect_eq(store.balances(), vec![112, 92, 102], LOST);
    });
}

#[test]
fn other_accounts_do_not_wait() {
    virtual_time(async |lab: Lab| {
        let store = Slow::steady(&[100, 100, 100, 100]);
        let bank = Bank::new(&store, 4);
        let done = async |from, to| {
            let _moved = lab
                .span(&format!("{from} to {to}"), bank.transfer(from, to, 10))
                .await;
            lab.now()
        };
        let (one, other) = join(done(0, 1), done(2, 3)).await;
        expect_eq(
            other,
            one,
            "a transfer between two accounts waited for one between two other accounts: one lock \
             for the whole bank holds up everybody",
        );
    });
}

#[test]
fn money_is_spent_only_once() {
    virtual_time(async |_lab: Lab| {
        let store = Slow::steady(&[100, 0, 0]);
        let bank = Bank::new(&store, 3);
        let outcomes = join(bank.transfer(0, 1, 80), bank.transfer(0, 2, 80)).await;
        let refused = Err(BankError::NotEnough {
            account: 0,
            balance: 20,
            wanted: 80,
        });
        assert!(
            outcomes == (Ok(()), refused) || outcomes == (refused, Ok(())),
            "two transfers of 80 from an account with 100 gave {outcomes:?}: one of them should \
             be refused, having found 20, so the balance has to be looked at under the lock"
        );
        expect_eq(
            store.balances().iter().sum(),
            100_u64,
            "the same money was spent twice",
        );
        expect_eq(
            bank.transfer(0, 1, 20).await,
            Ok(()),
            "an account may give all that it holds",
        );
    });
}

#[test]
fn what_cannot_be_done_is_refused_and_writes_nothing() {
    virtual_time(async |_lab: Lab| {
        let store = Slow::steady(&[100, 100]);
        let bank = &Bank::new(&store, 2);
        let refused = async |work: LocalBoxFuture<'_, _>, error: BankError| {
            let hung = format!("an operation never came back; it should be refused: {error}");
            expect_eq(
                within(secs(60), work, hung).await,
                Err(error),
                "this should be refused, and for this reason",
            );
        };
        refused(Box::pin(bank.deposit(2, 1)), BankError::NoSuchAccount(2)).await;
        refused(
            Box::pin(bank.transfer(0, 7, 1)),
            BankError::NoSuchAccount(7),
        )
        .await;
        refused(
            Box::pin(bank.transfer(7, 0, 1)),
            BankError::NoSuchAccount(7),
        )
        .await;
        refused(Box::pin(bank.transfer(1, 1, 1)), BankError::SameAccount(1)).await;
        let short = BankError::NotEnough {
            account: 0,
            balance: 100,
            wanted: 101,
        };
        refused(Box::pin(bank.transfer(0, 1, 101)), short).await;
        expect_eq(
            *open(&store.writes),
            0,
            "a refused operation wrote to the store",
        );
        let after = within(
            secs(60),
            bank.transfer(0, 1, 100),
            "an account stayed locked after a transfer had been refused",
        )
        .await;
        expect_eq(after, Ok(()), "after a refusal the bank goes on as before");
    });
}

#[test]
fn a_cancelled_transfer_moves_all_or_nothing_and_locks_nobody_out() {
    cancel_at_every_await(async |lab: Lab| {
        let store = Slow::steady(&[100, 100]);
        let bank = Bank::new(&store, 2);
        let cancelled = lab.cut(bank.transfer(0, 1, 30));
        let (first, _cancelled, last) =
            join3(bank.deposit(0, 1), cancelled, bank.deposit(1, 1)).await;
        expect_eq(
            (first, last),
            (Ok(()), Ok(())),
            "the deposits beside a cancelled transfer were refused",
        );
        let balances = store.balances();
        assert!(
            balances == [101, 101] || balances == [71, 131],
            "a cancelled transfer happened by halves: it left {balances:?} of 101 and 101, so \
             money was taken and not given, or the other way round"
        );
        let again = within(
            secs(60),
            bank.transfer(1, 0, 1),
            "an account stayed locked after a transfer had been cancelled",
        )
        .await;
        expect_eq(again, Ok(()), "after a cancelled transfer the bank goes on");
    });
}
