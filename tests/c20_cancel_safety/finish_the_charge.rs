//! `finish_the_charge`: callers come and go, each order is charged once and to its end.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, Instant};

use async_katas::c20_cancel_safety::finish_the_charge::{Order, PayError, Receipt, Till};
use futures::FutureExt;
use futures::future::{BoxFuture, LocalBoxFuture, join, join_all, join3};
use lab::{
    A_DAY, Fault, Lab, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, race,
    secs, virtual_time, within,
};
use tokio::runtime::Builder;
use tokio::task::unconstrained;
use tokio::time::{sleep, timeout};
use tokio_test::task;

use super::apart::apart;
use super::lock::lock;

/// What a `pay` gave, in words.
fn told(paid: Result<Receipt, PayError>) -> Result<u64, String> {
    match paid {
        Ok(Receipt(number)) => Ok(number),
        Err(PayError::Declined(words)) => Err(format!("declined: {words}")),
        Err(PayError::Crashed) => Err(CRASHED.to_owned()),
        Err(PayError::Closed) => Err(CLOSED.to_owned()),
    }
}

const CRASHED: &str = "crashed";
const CLOSED: &str = "closed";
const NO_MONEY: &str = "no money\n \"left\" ✂";

type Charge = BoxFuture<'static, Result<Receipt, String>>;

/// A bank that takes some time for each charge, and says what is next on its list.
#[derive(Clone)]
struct Bank {
    lab: Lab,
    time: Duration,
    says: Arc<Mutex<VecDeque<Result<u64, &'static str>>>>,
    asked: Arc<AtomicUsize>,
}

impl Bank {
    /// Gives receipts 1, 2, 3 and so on, for charges that take so long.
    fn new(lab: &Lab, time: Duration) -> Self {
        Bank {
            lab: lab.clone(),
            time,
            says: Arc::default(),
            asked: Arc::default(),
        }
    }

    /// Says this first.
    fn says(self, says: impl IntoIterator<Item = Result<u64, &'static str>>) -> Self {
        *lock(&self.says) = says.into_iter().collect();
        self
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    fn till(&self) -> Till<impl Fn(Order) -> Charge + Send + Sync + 'static> {
        let bank = self.clone();
        Till::new(move |Order(number)| {
            let nth = bank.asked.fetch_add(1, Ordering::SeqCst) as u64 + 1;
            let says = lock(&bank.says).pop_front().unwrap_or(Ok(nth));
            let result = says.map(Receipt).map_err(str::to_owned);
            let lane = format!("charge {number}");
            let job = bank.lab.job(&lane).takes(bank.time);
            match result {
                Ok(receipt) => job.ok(receipt).boxed(),
                Err(words) => job.err(words).boxed(),
            }
        })
    }
}

const ONE: Order = Order(1);

#[test]
fn the_receipt_comes_at_the_instant_the_charge_ends() {
    virtual_time(async |lab: Lab| {
        let bank = Bank::new(&lab, secs(3)).says([Ok(77), Err(NO_MONEY)]);
        let till = bank.till();
        let paid = lab.span("pays for 1", till.pay(ONE)).await;
        let declined = lab.span("pays for 2", till.pay(Order(2))).await;
        lab.expect(
            "
                        0s     1s     2s     3s     4s     5s     6s
            pays for 1  |====================|
            charge 1    |====================|
            pays for 2                       |====================|
            charge 2                         |====================x
            ",
        );
        expect_eq(
            [told(paid), told(declined)],
            [Ok(77), Err(format!("declined: {NO_MONEY}"))],
            "the bank gave receipt 77 for one order and declined the other, and those who paid \
             were not told so",
        );
    });
}

#[test]
fn who_gives_up_leaves_the_charge_running() {
    virtual_time(async |lab: Lab| {
        let bank = Bank::new(&lab, secs(3));
        let till = bank.till();
        let _gave_up = timeout(secs(1), lab.span("gives up", till.pay(ONE))).await;
        let paid = lab.span("tries again", till.pay(ONE)).await;
        lab.expect_because(
            "
                         0s     1s     2s     3s
            gives up     |======/
            charge 1     |====================|
            tries again         |=============|
            ",
            "a customer gave up after 1s, and then paid for the same order again; the charge that \
             was begun should run to its end, and who tries again should wait for it",
        );
        expect_eq(
            told(paid),
            Ok(1),
            "a customer gave up waiting, paid for the same order again, and did not get the \
             receipt of the charge that was running",
        );
        expect_eq(
            bank.asked(),
            1,
            "a customer gave up waiting and paid for the same order again, and the bank was asked \
             so often; nobody should pay twice",
        );
    });
}

#[test]
fn wherever_the_caller_is_dropped_the_order_is_charged_once() {
    cancel_at_every_await(async |lab: Lab| {
        let bank = Bank::new(&lab, ms(3003));
        let till = bank.till();
        let first = lab.cut(till.pay(ONE)).await;
        if first.is_none() && bank.asked() == 0 {
            // Begun by a task that has not had its turn yet.
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
        }
        expect_eq(
            bank.asked(),
            1,
            "`pay` was polled and dropped, and the bank was not asked exactly once",
        );
        let paid = told(till.pay(ONE).await);
        expect_eq(
            (bank.asked(), paid),
            (1, Ok(1)),
            "a customer was dropped while paying and paid for the same order again; the first \
             number is how often the bank was asked, then what the customer was told",
        );
        expect_eq(
            lab.now(),
            ms(3003),
            "a customer was dropped while paying, paid for the same order again, and did not get \
             the receipt at the instant at which the charge that was begun had ended",
        );
    });
}

#[test]
fn wherever_the_caller_is_dropped_shutdown_waits_for_the_charge() {
    cancel_at_every_await(async |lab: Lab| {
        let bank = Bank::new(&lab, ms(3003));
        let till = bank.till();
        let _dropped = lab.cut(till.pay(ONE)).await;
        till.shutdown().await;
        expect_eq(
            lab.now(),
            ms(3003),
            "a charge of 3003ms was begun, who paid was dropped, and `shutdown` did not return at \
             the instant at which the charge had ended",
        );
        expect_eq(
            told(till.pay(ONE).await),
            Ok(1),
            "a charge was begun, who paid was dropped, the till was shut down, and after that the \
             receipt of the paid order is not to be had",
        );
        lab.expect(Timeline::new().span("charge 1", ms(0), ms(3003)));
    });
}

#[test]
fn a_task_that_is_cancelled_and_a_till_that_is_dropped_stop_no_charge() {
    virtual_time(async |lab: Lab| {
        let bank = Bank::new(&lab, secs(3));
        let till = Arc::new(bank.till());
        let pays = Arc::clone(&till);
        let task = tokio::spawn(async move { pays.pay(ONE).await });
        sleep(secs(1)).await;
        task.abort();
        let _cancelled = task.await;
        let _gave_up = timeout(secs(1), till.pay(Order(2))).await;
        drop(till);
        sleep(secs(3)).await;
        lab.expect_because(
            "
                       0s     1s     2s     3s     4s
            charge 1   |====================|
            charge 2          |====================|
            ",
            "the task that paid for 1 was cancelled at 1s, who paid for 2 gave up at 2s, and the \
             till was dropped then; a charge that was begun runs to its end all the same",
        );
    });
}

#[test]
fn all_who_pay_for_one_order_are_told_of_one_charge() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let time = draw.off_grid(ms(500)..=secs(2));
        let declines = draw.coin();
        let says = if declines { Err(NO_MONEY) } else { Ok(5) };
        let bank = Bank::new(&lab, time).says([says]);
        let till = &bank.till();
        let lab = &lab;
        let mut all: Vec<LocalBoxFuture<'_, ()>> = Vec::new();
        for n in 0..draw.size(1..=6) {
            let begins = match n {
                0 => Duration::ZERO,
                _ => draw.off_grid(ms(1)..=time - ms(2)),
            };
            let patience = *draw.pick(&[ms(1), ms(103), A_DAY]);
            all.push(Box::pin(async move {
                sleep(begins).await;
                let Ok(paid) = timeout(patience, till.pay(ONE)).await else {
                    return;
                };
                expect_eq(
                    (told(paid), lab.now()),
                    (says.map_err(|words| format!("declined: {words}")), time),
                    format!(
                        "a charge of {time:?} was running, somebody paid for the same order at \
                         {begins:?}, and was not told at its end what came of it"
                    ),
                );
            }));
        }
        // One who stays.
        all.push(Box::pin(async {
            let _told = till.pay(ONE).await;
        }));
        within(
            A_DAY,
            apart(all),
            "several paid for one order, the charge ended, and not all of them were told",
        )
        .await;
        expect_eq(
            bank.asked(),
            1,
            "several paid for one order while it was being charged, some of them gave up, and the \
             bank was asked so often",
        );
    });
}

#[test]
fn who_pays_again_gets_the_same_receipt_at_once() {
    virtual_time(async |lab: Lab| {
        let bank = Bank::new(&lab, secs(1));
        let till = bank.till();
        let first = told(till.pay(ONE).await);
        expect_eq(
            unconstrained(till.pay(ONE)).now_or_never().map(told),
            Some(first.clone()),
            "an order had been paid, somebody paid for it again, and did not get the same receipt \
             in the first poll",
        );
        let others = join_all((2..=2000).map(|number| till.pay(Order(number)))).await;
        let paid = others
            .into_iter()
            .filter(|paid| matches!(paid, Ok(Receipt(_))));
        expect_eq(
            paid.count(),
            1999,
            "of 1999 orders that were paid at once, not all got a receipt",
        );
        expect_eq(
            lab.now(),
            secs(2),
            "1999 charges of 1s were begun at 1s, and not all of them had ended at 2s; orders \
             should not wait for each other",
        );
        expect_eq(
            unconstrained(till.pay(ONE)).now_or_never().map(told),
            Some(first),
            "an order had been paid, then 1999 others, somebody paid for the first one again, and \
             did not get the same receipt in the first poll",
        );
        expect_eq(
            bank.asked(),
            2000,
            "2000 orders were paid, one of them three times, and the bank was not asked once for \
             each",
        );
    });
}

#[test]
fn a_declined_order_can_be_paid_again() {
    virtual_time(async |lab: Lab| {
        let bank = Bank::new(&lab, secs(1)).says([Err("no"), Err(NO_MONEY), Ok(9)]);
        let till = bank.till();
        let mut all = vec![told(till.pay(ONE).await)];
        lab.case("a charge that is declined when nobody waits for it");
        let _gave_up = timeout(ms(103), till.pay(ONE)).await;
        sleep(secs(2)).await;
        all.push(told(till.pay(ONE).await));
        all.push(told(till.pay(ONE).await));
        expect_eq(
            all,
            vec![Err("declined: no".to_owned()), Ok(9), Ok(9)],
            "the bank declined an order, declined it again when nobody waited any more, and then \
             gave receipt 9; of those who waited, the first should be told no, and the next two \
             should be given the receipt",
        );
        expect_eq(
            bank.asked(),
            3,
            "the bank declined an order twice and then gave a receipt, which was asked for twice; \
             so often was the bank asked",
        );
    });
}

#[test]
fn shutdown_waits_for_what_was_begun_and_begins_nothing() {
    virtual_time(async |lab: Lab| {
        lab.explain("closes", "somebody in `shutdown`");
        let bank = Bank::new(&lab, secs(3)).says([Ok(1), Err(NO_MONEY)]);
        let till = &bank.till();
        let closes = |name: &'static str, at| {
            let lab = lab.clone();
            async move {
                sleep(at).await;
                lab.span(name, till.shutdown()).await;
            }
        };
        let pays = |order, at| async move {
            sleep(at).await;
            let began = tokio::time::Instant::now();
            (told(till.pay(Order(order)).await), began.elapsed())
        };
        let early = join(pays(1, secs(0)), pays(2, secs(1)));
        let late = join3(pays(1, secs(3)), pays(2, secs(3)), pays(3, secs(3)));
        let shutdown = join(closes("closes", secs(2)), closes("closes too", secs(3)));
        let told = within(
            secs(60),
            join3(early, late, shutdown),
            "the till was closed while charges were running, and when they had ended somebody \
             still waited: in `pay`, or in `shutdown`",
        );
        let (early, late, _) = told.await;
        lab.expect_because(
            "
                        0s     1s     2s     3s     4s
            charge 1    |====================|
            charge 2           |====================x
            closes                    |=============|
            closes too                       |======|
            ",
            "charges were begun at 0s and at 1s, `shutdown` was called at 2s and again at 3s, and \
             somebody wanted to pay for a new order at 3s; `shutdown` should wait for the charges \
             that run, and let no other begin",
        );
        let no = Err(format!("declined: {NO_MONEY}"));
        expect_eq(
            early,
            ((Ok(1), secs(3)), (no.clone(), secs(3))),
            "two were waiting for their charges when the till was closed; they should be told as \
             ever, when the charges end",
        );
        expect_eq(
            late,
            (
                (Ok(1), secs(0)),
                (no, secs(1)),
                (Err(CLOSED.to_owned()), secs(0)),
            ),
            "the till was closed, and three came to pay, for an order that had been paid, for one \
             that was being charged, and for a new one: the first gets the receipt at once, the \
             second is told at the end of the charge, the third is told at once that the till is \
             closed",
        );
        expect_eq(
            unconstrained(till.shutdown()).now_or_never(),
            Some(()),
            "the till was closed and no charge was running, and another `shutdown` did not return \
             in its first poll",
        );
    });
}

#[test]
fn shutdown_of_a_till_without_charges_returns_at_once() {
    virtual_time(async |lab: Lab| {
        for before in ["nothing was ever charged", "all charges had ended"] {
            let bank = Bank::new(&lab, secs(1));
            let till = bank.till();
            if before == "all charges had ended" {
                let _paid = till.pay(ONE).await;
            }
            expect_eq(
                unconstrained(till.shutdown()).now_or_never(),
                Some(()),
                format!("{before}, and `shutdown` did not return in its first poll"),
            );
            expect_eq(
                unconstrained(till.pay(Order(2))).now_or_never().map(told),
                Some(Err(CLOSED.to_owned())),
                format!("{before}, the till was closed, and a new order was not refused at once"),
            );
        }
    });
}

#[test]
fn a_shutdown_that_is_dropped_leaves_the_till_closed() {
    cancel_at_every_await(async |lab: Lab| {
        let bank = Bank::new(&lab, ms(3003));
        let till = &bank.till();
        let pays = async { told(till.pay(ONE).await) };
        let closes = async {
            sleep(ms(1)).await;
            let _dropped = lab.cut(till.shutdown()).await;
            let refused = told(till.pay(Order(2)).await);
            till.shutdown().await;
            (refused, lab.now())
        };
        let (paid, closed) = join(pays, closes).await;
        expect_eq(
            closed,
            (Err(CLOSED.to_owned()), ms(3003)),
            "`shutdown` was dropped while it waited; after that a new order should be refused, and \
             another `shutdown` return at 3003ms, when the charge had ended",
        );
        expect_eq(
            (paid, bank.asked()),
            (Ok(1), 1),
            "`shutdown` was dropped while it waited for a charge; who had paid should get the \
             receipt, and the bank be asked once",
        );
    });
}

#[test]
fn a_charge_may_take_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let bank = Bank::new(&lab, A_DAY);
        let till = &bank.till();
        let gives_up = async {
            let _gave_up = timeout(ms(103), till.pay(ONE)).await;
        };
        let stays = async { (told(till.pay(ONE).await), lab.now()) };
        let closes = async {
            sleep(secs(1)).await;
            till.shutdown().await;
            lab.now()
        };
        let ((), stayed, closed) = join3(gives_up, stays, closes).await;
        expect_eq(
            stayed,
            (Ok(1), A_DAY),
            "a charge took a day, and who waited for it was not given the receipt at its end",
        );
        expect_eq(
            closed,
            A_DAY,
            "a charge took a day, and `shutdown` did not return at its end",
        );
    });
}

#[test]
fn what_a_charge_held_is_dropped_when_shutdown_returns() {
    virtual_time(async |lab: Lab| {
        let (probe, inside) = (lab.probe(), lab.clone());
        let held = probe.watch();
        let probe = Mutex::new(Some(probe));
        let till = Till::new(move |_| {
            let (probe, lab) = (lock(&probe).take(), inside.clone());
            async move {
                let _connection = probe;
                lab.job("charge").takes(secs(1)).gives(Ok(Receipt(1))).await
            }
        });
        let _gave_up = timeout(ms(103), till.pay(ONE)).await;
        till.shutdown().await;
        assert!(
            held.is_dropped(),
            "`shutdown` returned while a charge still held its connection: it should return when \
             no charge is running any more"
        );
    });
}

#[test]
fn a_charge_that_panics_is_told_to_all_and_holds_up_nobody() {
    virtual_time(async |lab: Lab| {
        let panics = Fault::ALL.into_iter().filter(|fault| fault.panics());
        for fault in panics.filter(|fault| *fault != Fault::PanicsWhenDropped) {
            lab.case(format!("a charge that {fault}"));
            let crashes = lab.faulty("crashes", fault);
            let calls = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&calls);
            let till = &Till::new(move |_| -> Charge {
                match counted.fetch_add(1, Ordering::SeqCst) {
                    0 | 1 => {
                        let crashes = crashes();
                        async move { crashes.await.map(|()| Receipt(0)) }.boxed()
                    }
                    _ => async { Ok(Receipt(7)) }.boxed(),
                }
            });
            let pays = || async { told(till.pay(ONE).await) };
            let both = within(
                secs(60),
                join(pays(), pays()),
                format!("a charge {fault}, and somebody who waited for it was not told"),
            )
            .await;
            let crashed = Err(CRASHED.to_owned());
            expect_eq(
                both.0,
                crashed.clone(),
                format!("a charge {fault}, and who had begun it was told something else"),
            );
            expect_eq(
                both.1,
                crashed,
                format!("a charge {fault}, and who waited for it, too, was told something else"),
            );
            let again = async {
                for _ in 0..2 {
                    let paid = told(till.pay(ONE).await);
                    if paid.is_ok() {
                        return paid;
                    }
                }
                Err("no receipt in two more attempts".to_owned())
            };
            expect_eq(
                within(
                    secs(60),
                    again,
                    format!(
                        "a charge {fault}, and who paid for the order after that waits for ever"
                    ),
                )
                .await,
                Ok(7),
                format!("a charge {fault}, and the order could not be paid after that"),
            );
            within(
                secs(60),
                till.shutdown(),
                format!("a charge {fault}, and `shutdown` waits for ever"),
            )
            .await;
        }
    });
}

#[test]
fn a_pay_goes_on_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a `pay` that is {way}"));
            let late = if way == Way::Later { Way::LATER } else { ms(0) };
            let began = lab.now();
            let bank = Bank::new(&lab, ms(2003));
            let till = bank.till();
            let paid = within(
                secs(60),
                lab.polled(way, till.pay(ONE)),
                format!(
                    "a `pay` was {way}, the charge ended, and nobody was told; whoever polled last \
                     should be woken"
                ),
            )
            .await;
            expect_eq(
                (told(paid), lab.now() - began),
                (Ok(1), late + ms(2003)),
                format!(
                    "a `pay` was {way}; what it gave, and how long it took, with a charge of \
                     2003ms that should begin at its first poll"
                ),
            );
            lab.case(format!("a `shutdown` that is {way}"));
            let began = lab.now();
            let _gave_up = timeout(ms(1), till.pay(Order(2))).await;
            within(
                secs(60),
                lab.polled(way, till.shutdown()),
                format!("a `shutdown` was {way}, the last charge ended, and it did not return"),
            )
            .await;
            expect_eq(
                lab.now() - began,
                ms(2003),
                format!(
                    "a `shutdown` was {way}, and did not return at the instant at which the last \
                     charge had ended"
                ),
            );
        }
    });
}

#[test]
fn a_pay_that_is_never_polled_charges_nothing() {
    virtual_time(async |lab: Lab| {
        let bank = Bank::new(&lab, secs(1));
        let till = bank.till();
        {
            let _never_polled = till.pay(ONE);
        }
        sleep(secs(2)).await;
        expect_eq(
            bank.asked(),
            0,
            "`pay` was called and its future dropped without a poll, and the bank was asked; a \
             charge begins when `pay` is first polled",
        );
        let later = till.pay(ONE);
        sleep(secs(2)).await;
        let paid = told(later.await);
        expect_eq(
            (paid, lab.now()),
            (Ok(1), secs(5)),
            "`pay` was called at 2s and awaited at 4s, with a charge of 1s; what it gave, and when",
        );
    });
}

#[test]
fn whatever_comes_each_order_is_charged_once_and_to_its_end() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let time = draw.off_grid(ms(201)..=ms(499));
        let bank = Bank::new(&lab, time);
        let till = &bank.till();
        let lab = &lab;
        let mut begun = HashMap::<u64, Duration>::new();
        let mut all: Vec<LocalBoxFuture<'_, ()>> = Vec::new();
        let mut at = Duration::ZERO;
        for n in 1..=draw.size(2..=12) {
            // No two at one instant, and none at the end of a charge.
            at += draw.off_grid(ms(11)..=ms(199));
            if begun.values().any(|began| *began + time == at) {
                at += ms(1);
            }
            let order = draw.size(1..=4) as u64;
            let began = *begun.entry(order).or_insert(at);
            let patience = draw.off_grid(ms(1)..=ms(799));
            let (end, gives_up) = ((began + time).max(at), at + patience);
            let begins = at;
            all.push(Box::pin(async move {
                sleep(begins).await;
                match timeout(patience, till.pay(Order(order))).await {
                    Ok(paid) if end <= gives_up => {
                        expect_eq(
                            (told(paid).is_ok(), lab.now()),
                            (true, end),
                            format!(
                                "caller {n} paid for order {order} at {begins:?}, whose charge of \
                                 {time:?} was begun at {began:?}; whether there was a receipt, and \
                                 when"
                            ),
                        );
                    }
                    Err(_) if end >= gives_up => {}
                    Ok(_) => fail(format!(
                        "caller {n} paid for order {order} at {begins:?} and was told before the \
                         charge, begun at {began:?}, had ended"
                    )),
                    Err(_) => fail(format!(
                        "caller {n} paid for order {order} at {begins:?}, whose charge was begun \
                         at {began:?} and takes {time:?}, and was not told within {patience:?}"
                    )),
                }
            }));
        }
        let closes = at + draw.off_grid(ms(1)..=ms(99));
        let last = begun.values().copied().max().unwrap_or_default() + time;
        all.push(Box::pin(async move {
            sleep(closes).await;
            till.shutdown().await;
            expect_eq(
                lab.now(),
                closes.max(last),
                format!(
                    "`shutdown` was called at {closes:?}, the last charge ended at {last:?}, and \
                     `shutdown` did not return then"
                ),
            );
        }));
        within(
            secs(3000),
            apart(all),
            "somebody waited for ever, in `pay` or in `shutdown`",
        )
        .await;
        let expected = begun
            .iter()
            .fold(Timeline::new(), |picture, (order, began)| {
                picture.span(&format!("charge {order}"), *began, *began + time)
            });
        lab.expect_because(
            expected,
            "callers paid for four orders, and some of them gave up; each order is charged once, \
             from its first caller on and to the end",
        );
    });
}

#[test]
fn two_who_pay_at_the_same_moment_begin_one_charge() {
    let runtime = Arc::new(
        Builder::new_current_thread()
            .build()
            .expect("a runtime can be built"),
    );
    let pays = |runtime: &Arc<tokio::runtime::Runtime>| {
        let runtime = Arc::clone(runtime);
        move |state: &State| {
            let _inside = runtime.enter();
            let till = Arc::clone(&state.till);
            let mut pays = task::spawn(async move { till.pay(ONE).await }.boxed());
            let began = Instant::now();
            let polled = pays.poll();
            (began, polled, pays)
        }
    };
    type Asks = Box<dyn Fn(Order) -> Charge + Send + Sync>;
    struct State {
        till: Arc<Till<Asks>>,
        asked: Arc<AtomicUsize>,
    }
    let (one, other) = (pays(&runtime), pays(&runtime));
    race(
        || {
            let asked = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&asked);
            let charge = move |_| -> Charge {
                counted.fetch_add(1, Ordering::SeqCst);
                async { Ok(Receipt(7)) }.boxed()
            };
            let charge: Asks = Box::new(charge);
            State {
                till: Arc::new(Till::new(charge)),
                asked,
            }
        },
        one,
        other,
        move |state, (one_began, one, one_pays), (other_began, other, other_pays)| {
            let both = runtime.block_on(async {
                let one = finish(one, one_pays).await;
                let other = finish(other, other_pays).await;
                [told(one), told(other)]
            });
            expect_eq(
                state.asked.load(Ordering::SeqCst),
                1,
                "two threads paid for one order at the same moment, and the bank was asked so \
                 often: the second came between the look and the note that a charge has begun",
            );
            expect_eq(
                both,
                [Ok(7), Ok(7)],
                "two threads paid for one order at the same moment, and not both got the receipt",
            );
            if one_began < other_began {
                lab::Order::OneFirst
            } else {
                lab::Order::OtherFirst
            }
        },
    );
}

/// What it gave, or gives.
async fn finish<T>(polled: Poll<T>, pays: task::Spawn<BoxFuture<'static, T>>) -> T {
    match polled {
        Poll::Ready(paid) => paid,
        Poll::Pending => pays.into_inner().await,
    }
}
