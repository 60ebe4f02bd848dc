//! `shared_account`: no update is lost, nothing waits for itself, nothing happens by halves.

use std::pin::pin;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use async_katas::c12_synchronization::shared_account::{Bank, BankError, Store};
use futures::future::{LocalBoxFuture, join, join_all, join3};
use lab::{
    A_DAY, Draw, Lab, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, nasty, secs,
    virtual_time, within,
};

use super::apart::apart;
use super::aside::aside;
use super::lock::lock;
use super::lost_updates::{
    OfTwo, Operation, Step, deposit, do_not_add_up, lost_to_patience, transfer,
};

/// Balances that take their time, each read and each write as long as the run's seed says.
struct Slow {
    balances: Mutex<Vec<u64>>,
    /// What was written, one write after another: accounts and their balances.
    writes: Mutex<Vec<Vec<(usize, u64)>>>,
    reads: Mutex<usize>,
    /// What was read and written, by whom and when.
    steps: Mutex<Vec<Step>>,
    /// Who is being polled.
    polled: Mutex<Option<Operation>>,
    operations: Mutex<usize>,
    began: tokio::time::Instant,
    time: Mutex<Box<dyn FnMut() -> Duration>>,
}

impl Slow {
    fn new(balances: &[u64], time: impl FnMut() -> Duration + 'static) -> Self {
        Slow {
            balances: Mutex::new(balances.to_vec()),
            writes: Mutex::default(),
            reads: Mutex::default(),
            steps: Mutex::default(),
            polled: Mutex::default(),
            operations: Mutex::default(),
            began: tokio::time::Instant::now(),
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
        lock(&self.balances).clone()
    }

    /// Does an operation, of which the store then knows that it is this one which reads and writes.
    async fn of<F: Future>(&self, mut operation: Operation, work: F) -> F::Output {
        {
            let mut operations = lock(&self.operations);
            *operations += 1;
            operation.number = *operations;
        }
        let mut work = pin!(work);
        std::future::poll_fn(|cx| {
            let before = lock(&self.polled).replace(operation.clone());
            let polled = work.as_mut().poll(cx);
            *lock(&self.polled) = before;
            polled
        })
        .await
    }

    /// What was read and written so far.
    fn steps(&self) -> MutexGuard<'_, Vec<Step>> {
        lock(&self.steps)
    }

    fn now(&self) -> Duration {
        self.began.elapsed()
    }

    fn step(&self, operation: Option<Operation>, account: usize, began: Duration, writes: bool) {
        if let Some(operation) = operation {
            lock(&self.steps).push(Step {
                operation,
                account,
                began,
                at: self.now(),
                writes,
            });
        }
    }

    async fn take_time(&self) {
        let time = (lock(&self.time))();
        // No time at all is still a moment in which others go on.
        tokio::task::yield_now().await;
        tokio::time::sleep(time).await;
    }
}

impl Store for &Slow {
    async fn read(&self, account: usize) -> u64 {
        let (operation, began) = (lock(&self.polled).clone(), self.now());
        self.take_time().await;
        *lock(&self.reads) += 1;
        self.step(operation, account, began, false);
        match lock(&self.balances).get(account) {
            Some(balance) => *balance,
            None => lab::fail(format!(
                "your code asked the store for account {account}, which is not there"
            )),
        }
    }

    async fn write(&self, balances: &[(usize, u64)]) {
        let (operation, began) = (lock(&self.polled).clone(), self.now());
        self.take_time().await;
        lock(&self.writes).push(balances.to_vec());
        for (account, balance) in balances {
            self.step(operation.clone(), *account, began, true);
            lock(&self.balances)[*account] = *balance;
        }
    }
}

/// What came of an operation, in the words of this proof.
fn told(outcome: Result<(), BankError>) -> Result<(), String> {
    outcome.map_err(|error| match error {
        BankError::NoSuchAccount(account) => no_such(account),
        BankError::SameAccount(account) => same(account),
        BankError::NotEnough {
            account,
            balance,
            wanted,
        } => not_enough(account, balance, wanted),
    })
}

fn no_such(account: usize) -> String {
    format!("NoSuchAccount({account})")
}

fn same(account: usize) -> String {
    format!("SameAccount({account})")
}

fn not_enough(account: usize, balance: u64, wanted: u64) -> String {
    format!("NotEnough({account}: {balance} of {wanted})")
}

/// A deposit into account 1, or a transfer of which it is one side.
#[derive(Clone, Copy)]
enum On1 {
    PaysIn,
    GetsFrom(usize),
    GivesTo(usize),
}

impl On1 {
    async fn run(self, bank: &Bank<&Slow>) {
        let _outcome = match self {
            On1::PaysIn => bank.deposit(1, 20).await,
            On1::GetsFrom(other) => bank.transfer(other, 1, 20).await,
            On1::GivesTo(other) => bank.transfer(1, other, 20).await,
        };
    }

    /// What it makes of 100.
    fn leaves(self, balance: u64) -> u64 {
        match self {
            On1::PaysIn | On1::GetsFrom(_) => balance + 20,
            On1::GivesTo(_) => balance - 20,
        }
    }
}

/// Looks which updates are lost where two operations come at once, with nobody before them or beside them.
fn of_two() -> OfTwo {
    use On1::{GetsFrom, GivesTo, PaysIn};
    let loses = |one: On1, other: On1, later: Duration| {
        let found = aside(async move || {
            let store = Slow::steady(&[100; 4]);
            let bank = Bank::new(&store, 4);
            let second = async {
                tokio::time::sleep(later).await;
                other.run(&bank).await;
            };
            join(one.run(&bank), second).await;
            let due = other.leaves(one.leaves(100));
            (store.balances()[1] != due).then(|| "lost".to_owned())
        });
        found.is_some()
    };
    let all = [
        PaysIn,
        GetsFrom(0),
        GetsFrom(2),
        GivesTo(0),
        GivesTo(2),
        GivesTo(3),
    ];
    let mut of_two = OfTwo::default();
    for one in all {
        for other in all {
            for later in [0, 5, 15, 25] {
                if loses(one, other, ms(later)) {
                    match (one, other) {
                        (GetsFrom(_), _) | (_, GetsFrom(_)) => of_two.by_receivers = true,
                        _ => of_two.others = true,
                    }
                }
            }
        }
    }
    of_two
}

/// Expects that the balances add up; says how an update was lost.
#[track_caller]
fn add_up(store: &Slow, expected: Vec<u64>) {
    let found = store.balances();
    if found != expected {
        expect_eq(found, expected, do_not_add_up(&store.steps(), &of_two()));
    }
}

/// As `add_up`, where each read and each write takes this time.
#[track_caller]
fn add_up_late(store: &Slow, expected: Vec<u64>, time: Duration) {
    let found = store.balances();
    if found != expected {
        let why = lost_to_patience(&store.steps(), time, &of_two());
        expect_eq(found, expected, why);
    }
}

/// Both operations went well.
const BOTH: (Result<(), String>, Result<(), String>) = (Ok(()), Ok(()));

#[test]
fn two_deposits_at_once_are_both_counted() {
    virtual_time(async |_lab: Lab| {
        let store = Slow::steady(&[100]);
        let bank = Bank::new(&store, 1);
        let (one, other) = join(bank.deposit(0, 50), bank.deposit(0, 30)).await;
        expect_eq((told(one), told(other)), BOTH, "a deposit was refused");
        let found = store.balances();
        let why = match found[0] {
            130 | 150 => "a deposit was lost: both read the balance before either had written it",
            _ => "50 and 30 were paid into an account with 100",
        };
        expect_eq(found, vec![180], why);
    });
}

#[test]
fn transfers_in_opposite_directions_do_not_wait_for_each_other() {
    virtual_time(async |lab: Lab| {
        let store = Slow::steady(&[100, 100, 100]);
        let bank = Bank::new(&store, 3);
        // Every account is in use when the transfers ask for it, so that each of them has to wait.
        let pay = |account| store.of(deposit(1, account), bank.deposit(account, 1));
        let busy = || join3(pay(0), pay(1), pay(2));
        let moved = |from, to, amount| {
            store.of(transfer(amount, from, to), bank.transfer(from, to, amount))
        };
        let two = join(
            lab.span("0 to 1", moved(0, 1, 10)),
            lab.span("1 to 0", moved(1, 0, 20)),
        );
        let (_, (one, other)) = within(
            secs(60),
            join(busy(), two),
            "two transfers in opposite directions between two accounts never came to their end: that \
             is what comes of each taking one account and waiting for the other's; both accounts \
             should be taken in an order that is the same for all, whoever gives",
        )
        .await;
        expect_eq(
            (told(one), told(other)),
            BOTH,
            "of two transfers in opposite directions one was refused, though there was money for both",
        );
        let ring = join3(
            lab.span("0 to 1 again", moved(0, 1, 10)),
            lab.span("1 to 2", moved(1, 2, 10)),
            lab.span("2 to 0", moved(2, 0, 10)),
        );
        let (_, (one, two, three)) = within(
            secs(60),
            join(busy(), ring),
            "three transfers in a ring never came to their end: that is what comes of each taking one \
             account and waiting for the next; accounts should be taken in an order that is the same for all, whoever gives",
        )
        .await;
        expect_eq(
            [one, two, three].map(told),
            [Ok(()), Ok(()), Ok(())],
            "of three transfers in a ring one was refused, though there was money for all",
        );
        add_up(&store, vec![112, 92, 102]);
    });
}

#[test]
fn the_sum_is_right_in_every_interleaving() {
    for_seeds(60, async |lab: Lab| {
        let mut draw = lab.draw();
        let accounts = draw.size(2..=4);
        let mut expected = vec![1000; accounts];
        let store = &Slow::varied(&expected, lab.draw());
        let bank = &Bank::new(store, accounts);
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
                    let work = bank.deposit(to, amount);
                    store.of(deposit(amount, to), work).await
                })));
            } else {
                expected[from] -= amount;
                expected[to] += amount;
                let name = format!("{n}: {amount} from {from} to {to}");
                work.push(Box::pin(lab.span(&name, async move {
                    tokio::time::sleep(begins).await;
                    let work = bank.transfer(from, to, amount);
                    store.of(transfer(amount, from, to), work).await
                })));
            }
        }
        for outcome in join_all(work).await {
            expect_eq(
                told(outcome),
                Ok(()),
                "the bank refused what it had the money for",
            );
        }
        add_up(store, expected);
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
fn a_thousand_accounts_do_not_wait_for_each_other() {
    virtual_time(async |lab: Lab| {
        let store = Slow::steady(&[100; 2000]);
        let bank = Bank::new(&store, 2000);
        let alone = lab.now();
        let outcome = bank.transfer(0, 1, 10).await;
        expect_eq(told(outcome), Ok(()), "a transfer was refused");
        let time = lab.now() - alone;
        let together = lab.now();
        let all = (0..1000).map(|n| bank.transfer(2 * n + 1, 2 * n, 10));
        for outcome in join_all(all).await {
            expect_eq(
                told(outcome),
                Ok(()),
                "one of a thousand transfers was refused",
            );
        }
        expect_eq(
            lab.now() - together,
            time,
            "a thousand transfers, no two of them on the same account, took longer than one of them \
             alone: some waited for a lock that belongs to other accounts",
        );
    });
}

#[test]
fn a_slow_store_is_waited_for() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        // A deposit takes a read and a write: ten hours, and the one after it as many.
        let time = secs(5 * 60 * 60);
        lab.case(
            "deposits of 50 and 30 at once, on an account with 100, where each read and each write \
             takes 5h",
        );
        let store = Slow::new(&[100], move || time);
        let bank = Bank::new(&store, 1);
        let (one, other) = join(
            store.of(deposit(50, 0), bank.deposit(0, 50)),
            store.of(deposit(30, 0), bank.deposit(0, 30)),
        )
        .await;
        expect_eq((told(one), told(other)), BOTH, "a deposit was refused");
        add_up_late(&store, vec![180], time);
    });
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 2);
        let time = secs(5 * 60 * 60);
        lab.case(
            "a deposit on account 0, two on account 2, and a transfer from 0 to 2, all at once, where \
             each read and each write takes 5h",
        );
        let store = Slow::new(&[100, 0, 0], move || time);
        let bank = Bank::new(&store, 3);
        // The transfer waits for its giver, for its receiver, and for the store.
        let (paid, receiver, moved) = join3(
            store.of(deposit(50, 0), bank.deposit(0, 50)),
            join(
                store.of(deposit(7, 2), bank.deposit(2, 7)),
                store.of(deposit(8, 2), bank.deposit(2, 8)),
            ),
            store.of(transfer(30, 0, 2), bank.transfer(0, 2, 30)),
        )
        .await;
        expect_eq(
            (told(paid), told(receiver.0), told(receiver.1)),
            (Ok(()), Ok(()), Ok(())),
            "a deposit was refused",
        );
        expect_eq(told(moved), Ok(()), "a transfer was refused");
        add_up_late(&store, vec![120, 0, 45], time);
    });
}

#[test]
fn alone_an_operation_takes_as_long_as_the_store() {
    virtual_time(async |lab: Lab| {
        let store = Slow::steady(&[100, 100]);
        let bank = Bank::new(&store, 2);
        let deposit = bank.deposit(0, 50).await;
        expect_eq(
            (told(deposit), lab.now()),
            (Ok(()), ms(20)),
            "a read and a write take 10ms each, and a deposit with nobody beside it took longer \
             than the store: it waited for something else",
        );
        let transfer = bank.transfer(0, 1, 50).await;
        expect_eq(told(transfer), Ok(()), "a transfer was refused");
        // Two reads, at once or one after the other, and a write.
        let took = lab.now() - ms(20);
        if took != ms(20) && took != ms(30) {
            let (read, written) = (*lock(&store.reads) - 1, lock(&store.writes).len() - 1);
            let what = format!(
                "each read and each write of the store takes 10ms, and a transfer with nobody beside it \
                 took {took:?}"
            );
            fail(match (read, written) {
                (2, 1) => format!(
                    "{what}, for two reads and one write: it waited for something else than the store"
                ),
                (_, 2..) => format!(
                    "{what}, for it wrote {written} times: both balances should go into one `write`, \
                     and whoever is cancelled between two leaves the money on neither side, or on both"
                ),
                _ => format!(
                    "{what}, with {read} reads and {written} writes: it should take two reads and one \
                     write"
                ),
            });
        }
    });
}

#[test]
fn money_that_comes_before_its_turn_counts() {
    virtual_time(async |_lab: Lab| {
        let store = Slow::steady(&[0, 0]);
        let bank = Bank::new(&store, 2);
        let (paid, moved) = join(
            store.of(deposit(100, 0), bank.deposit(0, 100)),
            store.of(transfer(100, 0, 1), bank.transfer(0, 1, 100)),
        )
        .await;
        expect_eq(
            (told(paid), told(moved)),
            BOTH,
            "a deposit of 100 was under way when a transfer of 100 from the same account was asked \
             for: when the turn of the transfer came, after the deposit, the money was there",
        );
        add_up(&store, vec![0, 100]);
    });
}

#[test]
fn money_is_spent_only_once() {
    virtual_time(async |_lab: Lab| {
        let store = Slow::steady(&[100, 0, 0]);
        let bank = Bank::new(&store, 3);
        let outcomes = join(bank.transfer(0, 1, 80), bank.transfer(0, 2, 80)).await;
        let refused = Err(not_enough(0, 20, 80));
        let outcomes = (told(outcomes.0), told(outcomes.1));
        if outcomes != (Ok(()), refused.clone()) && outcomes != (refused, Ok(())) {
            fail(format!(
                "two transfers of 80 from an account with 100 gave {outcomes:?}: one of them should \
                 be refused, having found 20: an account should be locked from before it is read until after \
                 it is written"
            ));
        }
        expect_eq(
            store.balances().iter().sum(),
            100_u64,
            "the same money was spent twice",
        );
    });
}

#[test]
fn nothing_and_everything_may_be_moved() {
    virtual_time(async |lab: Lab| {
        let store = Slow::steady(&[20, 0, 5]);
        let bank = &Bank::new(&store, 3);
        let fine = async |what: &str, work: LocalBoxFuture<'_, _>, balances: [u64; 3]| {
            lab.case(what);
            expect_eq(told(work.await), Ok(()), format!("{what} was refused"));
            expect_eq(
                store.balances(),
                balances.to_vec(),
                format!("after {what} the balances are not what they should be"),
            );
        };
        let work = Box::pin(bank.transfer(0, 1, 20));
        fine("a transfer of all that the giver holds", work, [0, 20, 5]).await;
        let work = Box::pin(bank.transfer(0, 2, 0));
        fine("a transfer of 0 from an account with 0", work, [0, 20, 5]).await;
        fine("a deposit of 0", Box::pin(bank.deposit(0, 0)), [0, 20, 5]).await;
    });
}

#[test]
fn what_cannot_be_done_is_refused_and_writes_nothing() {
    virtual_time(async |lab: Lab| {
        // The store has more accounts than the bank.
        let store = Slow::steady(&[100, 100, 100]);
        let bank = &Bank::new(&store, 2);
        let refused = async |what: &str, work: LocalBoxFuture<'_, _>, errors: &[String]| {
            lab.case(what);
            let hung = match what.ends_with("from 1 to 1") {
                true => format!(
                    "{what} never came back, and nobody else was using the account: it waits for what \
                     it holds itself, and should be refused"
                ),
                false => format!(
                    "{what} never came back, and should be refused; nobody else was under way, so an \
                     operation that was refused before it has left an account locked"
                ),
            };
            let outcome = told(within(secs(60), work, hung).await);
            let ok = matches!(&outcome, Err(error) if errors.contains(error));
            if !ok {
                expect_eq(
                    outcome,
                    Err(errors[0].clone()),
                    format!("{what} was not refused, or for another reason"),
                );
            }
            if let Some(written) = lock(&store.writes).first() {
                let written: Vec<String> = written
                    .iter()
                    .map(|(account, balance)| {
                        format!("{balance} as the balance of account {account}")
                    })
                    .collect();
                fail(format!(
                    "{what} was refused, and your code wrote {} to the store all the same: an \
                     operation that is refused writes nothing, not even what was there before",
                    written.join(" and ")
                ));
            }
        };
        let work = Box::pin(bank.deposit(2, 1));
        refused(
            "a deposit to account 2 of a bank with 0 and 1",
            work,
            &[no_such(2)],
        )
        .await;
        let work = Box::pin(bank.deposit(usize::MAX, 1));
        refused(
            "a deposit to account usize::MAX",
            work,
            &[no_such(usize::MAX)],
        )
        .await;
        let work = Box::pin(bank.transfer(0, 7, 1));
        refused("a transfer from 0 to 7", work, &[no_such(7)]).await;
        let work = Box::pin(bank.transfer(7, 0, 1));
        refused("a transfer from 7 to 0", work, &[no_such(7)]).await;
        let work = Box::pin(bank.transfer(7, 8, 1));
        refused("a transfer from 7 to 8", work, &[no_such(7), no_such(8)]).await;
        let work = Box::pin(bank.transfer(7, 7, 1));
        refused("a transfer from 7 to 7", work, &[no_such(7), same(7)]).await;
        let work = Box::pin(bank.transfer(0, 7, 101));
        let either = [no_such(7), not_enough(0, 100, 101)];
        refused(
            "a transfer of 101 from 0, which has 100, to 7",
            work,
            &either,
        )
        .await;
        let work = Box::pin(bank.transfer(1, 1, 1));
        refused("a transfer from 1 to 1", work, &[same(1)]).await;
        let work = Box::pin(bank.transfer(1, 1, 101));
        let either = [same(1), not_enough(1, 100, 101)];
        refused(
            "a transfer of 101 from 1, which has 100, to 1",
            work,
            &either,
        )
        .await;
        for wanted in [101, u64::MAX] {
            let what = format!("a transfer of {wanted} from 0, which has 100, to 1");
            let work = Box::pin(bank.transfer(0, 1, wanted));
            refused(&what, work, &[not_enough(0, 100, wanted)]).await;
        }
        let nobody = &Bank::new(&store, 0);
        let work = Box::pin(nobody.deposit(0, 1));
        refused(
            "a deposit to account 0 of a bank without accounts",
            work,
            &[no_such(0)],
        )
        .await;
        lab.case("a transfer from 0 to 1, after several were refused");
        let after = within(
            secs(60),
            bank.transfer(0, 1, 100),
            "an account stayed locked after a transfer had been refused",
        )
        .await;
        expect_eq(
            told(after),
            Ok(()),
            "after several refusals a transfer was refused for which there was money",
        );
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
            (told(first), told(last)),
            BOTH,
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
        expect_eq(
            told(again),
            Ok(()),
            "after a cancelled transfer another one was refused for which there was money",
        );
    });
}

#[test]
fn a_cancelled_deposit_counts_or_does_not_and_locks_nobody_out() {
    cancel_at_every_await(async |lab: Lab| {
        let store = Slow::steady(&[100]);
        let bank = Bank::new(&store, 1);
        let cancelled = lab.cut(bank.deposit(0, 30));
        let others = join(bank.deposit(0, 1), bank.deposit(0, 2));
        let others = within(
            secs(60),
            others,
            "an account stayed locked after a deposit had been cancelled",
        );
        let (_cancelled, (one, other)) = join(cancelled, others).await;
        expect_eq(
            (told(one), told(other)),
            BOTH,
            "the deposits beside a cancelled one were refused",
        );
        let balances = store.balances();
        if balances != [103] && balances != [133] {
            fail(format!(
                "deposits of 1 and 2 went well beside one of 30 that was cancelled, and 100 became \
                 {balances:?}: it should be 103 or 133"
            ));
        }
    });
}

#[test]
fn large_amounts_are_counted_to_the_last_one() {
    virtual_time(async |lab: Lab| {
        // Balances stay far below `u64::MAX`.
        let fitting = nasty::COUNTS
            .iter()
            .filter(|amount| **amount <= (1 << 53) + 1);
        for amount in fitting.copied() {
            lab.case(format!("an amount of {amount}"));
            let store = Slow::steady(&[1, 2]);
            let bank = Bank::new(&store, 2);
            let outcomes = [
                told(bank.deposit(0, amount).await),
                told(bank.deposit(0, amount).await),
                told(bank.transfer(0, 1, amount).await),
            ];
            expect_eq(
                (outcomes, store.balances()),
                ([Ok(()), Ok(()), Ok(())], vec![amount + 1, amount + 2]),
                format!(
                    "{amount} was deposited twice on an account that held 1, and then {amount} was \
                     moved to one that held 2"
                ),
            );
            let more = amount + 2;
            expect_eq(
                (told(bank.transfer(0, 1, more).await), store.balances()),
                (
                    Err(not_enough(0, amount + 1, more)),
                    vec![amount + 1, amount + 2],
                ),
                "a transfer of one more than the giver holds was not refused with what it held",
            );
        }
    });
}

#[test]
fn operations_go_on_in_whatever_way_they_are_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("operations that are {way}"));
            let store = Slow::steady(&[100, 100, 100]);
            let bank = &Bank::new(&store, 3);
            let fine = async |work: LocalBoxFuture<'_, Result<(), BankError>>| {
                let outcome = told(lab.polled(way, work).await);
                expect_eq(outcome, Ok(()), "an operation was refused");
            };
            let fine = &fine;
            let moved = |from, to, amount| -> LocalBoxFuture<'_, _> {
                let work = bank.transfer(from, to, amount);
                Box::pin(store.of(transfer(amount, from, to), work))
            };
            let paid = |amount| -> LocalBoxFuture<'_, _> {
                Box::pin(store.of(deposit(amount, 0), bank.deposit(0, amount)))
            };
            let operations: Vec<LocalBoxFuture<'_, ()>> = vec![
                Box::pin(fine(moved(0, 1, 10))),
                Box::pin(fine(moved(1, 2, 20))),
                Box::pin(fine(moved(2, 0, 40))),
                Box::pin(fine(paid(1))),
                Box::pin(fine(paid(2))),
            ];
            within(
                secs(60),
                apart(operations),
                format!(
                    "three transfers in a circle and two deposits were under way, each of them \
                     {way}, and not all of them came to their end"
                ),
            )
            .await;
            // Whoever is polled in another way may lose what two others do not.
            let others = OfTwo {
                others: true,
                ..OfTwo::default()
            };
            expect_eq(
                store.balances(),
                vec![133, 90, 80],
                do_not_add_up(&store.steps(), &others),
            );
        }
    });
}
