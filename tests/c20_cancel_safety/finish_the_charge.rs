//! `finish_the_charge`: callers come and go, each order is charged once and to its end.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, Instant};

use async_katas::c20_cancel_safety::finish_the_charge::{Order, PayError, Receipt, Till};
use futures::FutureExt;
use futures::future::{BoxFuture, LocalBoxFuture, join, join_all, join3};
use lab::timeline::{short, times};
use lab::{
    A_DAY, Fault, Gauge, Lab, Timeline, Way, cancel_at_every_await, expect_eq, for_seeds, ms, race,
    secs, virtual_time, within,
};
use tokio::runtime::Builder;
use tokio::task::unconstrained;
use tokio::time::{sleep, timeout};
use tokio_test::task;

use super::apart::apart;
use super::aside::aside;
use super::basics::Basics;
use super::lock::lock;
use super::sparingly::sparingly;

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
    at_work: Gauge,
}

impl Bank {
    /// Gives receipts 1, 2, 3 and so on, for charges that take so long.
    fn new(lab: &Lab, time: Duration) -> Self {
        Bank {
            lab: lab.clone(),
            time,
            says: Arc::default(),
            asked: Arc::default(),
            at_work: Gauge::default(),
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

    fn till(&self) -> Till<impl Fn(Order) -> Charge + Send + Sync + use<>> {
        let bank = self.clone();
        Till::new(move |Order(number)| {
            let nth = bank.asked.fetch_add(1, Ordering::SeqCst) as u64 + 1;
            let says = lock(&bank.says).pop_front().unwrap_or(Ok(nth));
            let result = says.map(Receipt).map_err(str::to_owned);
            let lane = format!("charge {number}");
            let job = bank
                .lab
                .job(&lane)
                .takes(bank.time)
                .counted_by(&bank.at_work);
            match result {
                Ok(receipt) => job.ok(receipt).boxed(),
                Err(words) => job.err(words).boxed(),
            }
        })
    }
}

const ONE: Order = Order(1);

/// How often a bank was asked, and how many charges came to their end.
type Counts = Arc<(AtomicUsize, AtomicUsize)>;

/// A till whose charges take 1s each, and give 1, 2 and so on.
fn plain_till(
    declines: bool,
    seen: &Counts,
) -> Till<impl Fn(Order) -> Charge + Send + Sync + use<>> {
    let sees = Arc::clone(seen);
    Till::new(move |_| -> Charge {
        let nth = sees.0.fetch_add(1, Ordering::SeqCst) as u64 + 1;
        let sees = Arc::clone(&sees);
        async move {
            sleep(secs(1)).await;
            sees.1.fetch_add(1, Ordering::SeqCst);
            match declines {
                true => Err("no".to_owned()),
                false => Ok(Receipt(nth)),
            }
        }
        .boxed()
    })
}

/// Polls it once, as somebody does who is dropped then.
fn begins<F: Future>(future: F) -> bool {
    task::spawn(unconstrained(future)).poll().is_ready()
}

/// What does not hold of a till with an order or two, if anything does not.
async fn looked_at() -> Option<&'static str> {
    let asked = |seen: &Counts| seen.0.load(Ordering::SeqCst);
    let ended = |seen: &Counts| seen.1.load(Ordering::SeqCst);
    let seen = Counts::default();
    let till = plain_till(false, &seen);
    let mut pays = task::spawn(unconstrained(till.pay(ONE)));
    let _pending = pays.poll();
    sleep(ms(10)).await;
    if asked(&seen) == 0 {
        return Some(
            "`pay` had been polled once, and the bank was not asked: a charge begins in the first poll \
             of `pay`, and not after another wait",
        );
    }
    drop(pays);
    sleep(secs(3)).await;
    if ended(&seen) == 0 {
        return Some(
            "`pay` was polled once and dropped, and the charge that it had begun was dropped with it: \
             a charge has to go on without whoever began it, as a task does that nobody aborts",
        );
    }
    let seen = Counts::default();
    let till = plain_till(false, &seen);
    begins(till.pay(ONE));
    sleep(ms(10)).await;
    begins(till.pay(ONE));
    sleep(secs(3)).await;
    if asked(&seen) > 1 {
        return Some(
            "an order was being charged, somebody paid for it again, and the bank was asked a second \
             time: it has to be known which orders are being charged, from the beginning of a charge",
        );
    }
    let seen = Counts::default();
    let till = plain_till(false, &seen);
    let _first = till.pay(ONE).await;
    begins(till.pay(ONE));
    sleep(secs(3)).await;
    if asked(&seen) > 1 {
        return Some(
            "an order had been paid, somebody paid for it again, and the bank was asked a second time: \
             a paid order has to be remembered, with its receipt",
        );
    }
    let seen = Counts::default();
    let till = plain_till(true, &seen);
    let _declined = till.pay(ONE).await;
    begins(till.pay(ONE));
    sleep(secs(3)).await;
    if asked(&seen) < 2 {
        return Some(
            "the bank declined an order, somebody paid for it again, and the bank was not asked any \
             more: an order that was declined is over, and the next one who pays for it begins anew",
        );
    }
    let seen = Counts::default();
    let till = plain_till(false, &seen);
    begins(till.pay(ONE));
    begins(till.pay(Order(2)));
    sleep(ms(10)).await;
    if asked(&seen) < 2 {
        return Some(
            "an order was being charged, somebody paid for another one, and that charge was not begun \
             before the first had ended: orders do not wait for each other",
        );
    }
    let seen = Counts::default();
    let till = plain_till(false, &seen);
    begins(till.pay(ONE));
    sleep(ms(10)).await;
    let _closed = timeout(secs(10), till.shutdown()).await;
    let ended_by_then = ended(&seen);
    sleep(secs(3)).await;
    if ended_by_then == 0 {
        return Some(match ended(&seen) {
            0 => {
                "a charge was running, `shutdown` was called, and the charge was stopped: it should \
                 run to its end, and `shutdown` wait for that"
            }
            _ => {
                "a charge was running, `shutdown` was called, and returned before the charge had ended"
            }
        });
    }
    let seen = Counts::default();
    let till = plain_till(false, &seen);
    begins(till.pay(ONE));
    sleep(ms(10)).await;
    let mut closes = task::spawn(unconstrained(till.shutdown()));
    let _pending = closes.poll();
    begins(till.pay(Order(2)));
    sleep(ms(10)).await;
    if asked(&seen) > 1 {
        return Some(
            "`shutdown` was waiting for a charge, somebody paid for a new order, and it was charged: \
             the till should be closed when `shutdown` is first polled, before it waits",
        );
    }
    begins(till.shutdown()).then_some(
        "while one `shutdown` waited for a charge, another one returned, and the charge was still \
         running: the first one should leave in its place what there is to wait for",
    )
}

const BASICS: Basics = Basics(broken);

/// What does not hold of a till with an order or two, if anything does not: whatever else fails then
/// may fail for that reason.
fn broken() -> Option<String> {
    aside(async || looked_at().await.map(str::to_owned))
}

/// What somebody was told, in words.
fn words(told: &Result<u64, String>) -> String {
    match told {
        Ok(number) => format!("receipt {number}"),
        Err(error) => format!("{error:?}"),
    }
}

/// That somebody was told this, and when.
#[track_caller]
fn was_told(
    (got, at): (&Result<u64, String>, Duration),
    (expected, due): (&Result<u64, String>, Duration),
    what: &str,
) {
    if got != expected {
        BASICS.fails(format!(
            "{what}; it was told {}, where {} should be",
            words(got),
            words(expected)
        ));
    }
    BASICS.equal(
        at,
        due,
        format!("{what}; it was told the right thing, and this is when"),
    );
}

#[test]
fn the_receipt_comes_at_the_instant_the_charge_ends() {
    virtual_time(async |lab: Lab| {
        let bank = Bank::new(&lab, secs(3)).says([Ok(77), Err(NO_MONEY)]);
        let till = bank.till();
        let paid = told(lab.span("pays for 1", till.pay(ONE)).await);
        let what = "the bank gave receipt 77 for an order, after 3s";
        was_told((&paid, lab.now()), (&Ok(77), secs(3)), what);
        let declined = told(lab.span("pays for 2", till.pay(Order(2))).await);
        let no = Err(format!("declined: {NO_MONEY}"));
        let what = "the bank declined an order, after 3s more, with words of its own";
        was_told((&declined, lab.now()), (&no, secs(6)), what);
        BASICS.draws(
            &lab,
            "
                        0s     1s     2s     3s     4s     5s     6s
            pays for 1  |====================|
            charge 1    |====================|
            pays for 2                       |====================|
            charge 2                         |====================x
            ",
            "an order was paid, and then another one",
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
        BASICS.draws(
            &lab,
            "
                         0s     1s     2s     3s
            gives up     |======/
            charge 1     |====================|
            tries again         |=============|
            ",
            "a customer gave up after 1s, and then paid for the same order again; the charge that \
             was begun should run to its end, and who tries again should wait for it",
        );
        BASICS.equal(
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
        BASICS.equal(
            bank.asked(),
            1,
            "`pay` was polled and dropped, and so often the bank was asked after that: the charge \
             should have been begun in the first poll, and once",
        );
        let paid = told(till.pay(ONE).await);
        BASICS.equal(
            bank.asked(),
            1,
            "a customer was dropped while paying and paid for the same order again, and so often was \
             the bank asked",
        );
        let what = "a customer was dropped while paying for a charge of 3003ms, and paid for the same \
                    order again";
        was_told((&paid, lab.now()), (&Ok(1), ms(3003)), what);
    });
}

#[test]
fn dropped_where_tokio_makes_it_give_way_the_order_is_charged_once() {
    cancel_at_every_await(async |lab: Lab| {
        lab.case("a task that has used up but one of what tokio lets it do in one poll");
        let bank = Bank::new(&lab, ms(3003));
        let till = bank.till();
        let _first = lab.cut(sparingly(till.pay(ONE))).await;
        let Ok(paid) = timeout(secs(60), till.pay(ONE)).await else {
            BASICS.fails(format!(
                "a customer was dropped while paying, somebody paid for the same order after that, and \
                 was told nothing for a minute; the bank had been asked {}",
                times(bank.asked())
            ))
        };
        BASICS.equal(
            (told(paid), bank.asked()),
            (Ok(1), 1),
            "a customer was dropped while paying and paid for the same order again; this is what came \
             back, and how often the bank was asked",
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
        let closed = lab.now();
        if closed != ms(3003) {
            BASICS.fails(format!(
                "a charge of 3003ms was begun, who paid was dropped, and `shutdown` returned at {}, and \
                 not at the instant at which the charge had ended",
                short(closed)
            ));
        }
        let again = told(till.pay(ONE).await);
        let what = "an order had been paid, the till was shut down, and somebody paid for that order \
                    again: only who would begin a charge is refused";
        was_told((&again, lab.now()), (&Ok(1), ms(3003)), what);
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
        BASICS.draws(
            &lab,
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
                let due = says.map_err(|words| format!("declined: {words}"));
                let what = format!(
                    "a charge of {time:?} was running, and somebody paid for the same order at {begins:?}"
                );
                was_told((&told(paid), lab.now()), (&due, time), &what);
            }));
        }
        // One who stays.
        all.push(Box::pin(async {
            let _told = till.pay(ONE).await;
        }));
        if timeout(A_DAY, apart(all)).await.is_err() {
            BASICS.fails(
                "several paid for one order, the charge ended, and not all of them were told",
            );
        }
        BASICS.equal(
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
        BASICS.equal(
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
        let most = bank.at_work.peak();
        if most < 1999 {
            BASICS.fails(format!(
                "1999 orders were paid at once, and no more than {most} of them were ever charged at the \
                 same time: orders should not wait for each other, however many they are"
            ));
        }
        BASICS.equal(
            lab.now(),
            secs(2),
            "1999 charges of 1s were begun at 1s and ended at 2s, and this is when all who waited for \
             them had been told",
        );
        BASICS.equal(
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
        let no = Err("declined: no".to_owned());
        let first = told(till.pay(ONE).await);
        was_told(
            (&first, lab.now()),
            (&no, secs(1)),
            "the bank declined an order",
        );
        lab.case("a charge that is declined when nobody waits for it");
        let _gave_up = timeout(ms(103), till.pay(ONE)).await;
        sleep(secs(2)).await;
        let before = bank.asked();
        let paid = told(till.pay(ONE).await);
        let asked = match bank.asked() > before {
            true => "the bank was asked again, which gives receipt 9 now",
            false => {
                "the bank was not asked any more, though that charge was over, also where nobody was \
                 there to be told"
            }
        };
        let what = format!(
            "the bank declined an order when nobody waited any more, somebody paid for it after that, \
             and {asked}"
        );
        let due = lab.now();
        was_told((&paid, due), (&Ok(9), due), &what);
        let again = told(till.pay(ONE).await);
        let what = "the bank declined an order twice, then gave receipt 9, and somebody paid for the \
                    order once more";
        was_told((&again, lab.now()), (&Ok(9), due), what);
        BASICS.equal(
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
        // Not at 3s: at that instant charge 1 ends.
        let comes = ms(3500);
        let late = join3(pays(1, comes), pays(2, comes), pays(3, comes));
        let shutdown = join(closes("closes", secs(2)), closes("closes too", secs(3)));
        let Ok(all) = timeout(secs(60), join3(early, late, shutdown)).await else {
            BASICS.fails(
                "the till was closed while charges were running, and when they had ended somebody \
                 still waited, in `pay` or in `shutdown`",
            )
        };
        let (early, late, _) = all;
        BASICS.draws(
            &lab,
            "
                        0s     1s     2s     3s     4s
            charge 1    |====================|
            charge 2           |====================x
            closes                    |=============|
            closes too                       |======|
            ",
            "charges were begun at 0s and at 1s, `shutdown` was called at 2s and again at 3s, and \
             somebody wanted to pay for a new order at 3.5s; `shutdown` should wait for the charges \
             that run, and let no other begin",
        );
        let no = Err(format!("declined: {NO_MONEY}"));
        let what = "somebody was waiting for a charge when the till was closed, and is told as ever when \
                    it ends; this waiter had begun to wait 3s before that";
        was_told((&early.0.0, early.0.1), (&Ok(1), secs(3)), what);
        was_told((&early.1.0, early.1.1), (&no, secs(3)), what);
        let what = "the till was closed, and somebody paid for an order that had been paid before: who \
                    asks for its receipt gets it at once, as ever";
        was_told((&late.0.0, late.0.1), (&Ok(1), secs(0)), what);
        let what = "the till was closed, and somebody paid for an order that was being charged, for \
                    500ms more: that begins no charge, and who waits for one that runs is told as ever, \
                    when it ends; only who would begin one is told \"closed\"";
        was_told((&late.1.0, late.1.1), (&no, ms(500)), what);
        let closed = Err(CLOSED.to_owned());
        let what = "the till was closed, and somebody paid for a new order";
        was_told((&late.2.0, late.2.1), (&closed, secs(0)), what);
        BASICS.equal(
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
            BASICS.equal(
                unconstrained(till.shutdown()).now_or_never(),
                Some(()),
                format!("{before}, and `shutdown` did not return in its first poll"),
            );
            BASICS.equal(
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
        let (refused, closed) = closed;
        if refused.is_ok() {
            BASICS.fails(
                "`shutdown` was dropped while it waited, somebody paid for a new order after that, and \
                 it was charged: the till was open again; a till that is closed stays closed",
            );
        }
        let due = Err(CLOSED.to_owned());
        let what =
            "`shutdown` was dropped while it waited, and somebody paid for a new order after that";
        was_told((&refused, ms(1)), (&due, ms(1)), what);
        BASICS.equal(
            closed,
            ms(3003),
            "`shutdown` was dropped while it waited, and this is when another one returned, which should \
             be when the charge had ended",
        );
        BASICS.equal(
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
        let what = "a charge took a day, and somebody waited for it all the time";
        was_told((&stayed.0, stayed.1), (&Ok(1), A_DAY), what);
        if closed < A_DAY {
            BASICS.fails(format!(
                "a charge took a day, and `shutdown` returned after {}, while it was still running: it \
                 gave up, and should wait however long that takes",
                short(closed - secs(1))
            ));
        }
        BASICS.equal(
            closed,
            A_DAY,
            "a charge took a day, and this is when `shutdown` returned",
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
        if !held.is_dropped() {
            BASICS.fails(
                "`shutdown` returned while a charge still held its connection: it should return when \
                 no charge is running any more",
            );
        }
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
            let before = calls.load(Ordering::SeqCst);
            let again = async {
                let mut last = Ok(0);
                for _ in 0..2 {
                    last = told(till.pay(ONE).await);
                    if last.is_ok() {
                        break;
                    }
                }
                last
            };
            let late =
                format!("a charge {fault}, and who paid for the order after that waits for ever");
            let again = within(secs(60), again, late).await;
            if calls.load(Ordering::SeqCst) == before {
                BASICS.fails(format!(
                    "a charge {fault}, and the order could not be paid after that: the bank was not \
                     asked again, and who paid was told {again:?}; a charge that panics is over, and \
                     the next one who pays begins a new one"
                ));
            }
            BASICS.equal(
                again,
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

/// What the bank says of a charge; nothing where the charge panics.
type Said = Option<Result<u64, &'static str>>;

/// What a `pay` is told that waits for a charge of which the bank says this.
fn comes_of(said: Said) -> Result<u64, String> {
    match said {
        Some(Ok(number)) => Ok(number),
        Some(Err(words)) => Err(format!("declined: {words}")),
        None => Err(CRASHED.to_owned()),
    }
}

/// A till whose charges take 1s each, of which this comes, and how many were begun.
fn scripted(
    lab: &Lab,
    script: &[Said],
) -> (
    Till<impl Fn(Order) -> Charge + Send + Sync + use<>>,
    Arc<AtomicUsize>,
) {
    let (lab, script) = (lab.clone(), script.to_vec());
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let till = Till::new(move |_| -> Charge {
        let nth = counted.fetch_add(1, Ordering::SeqCst);
        let job = lab.job("charge").takes(secs(1));
        match script.get(nth).copied().unwrap_or(Some(Ok(99))) {
            Some(Ok(number)) => job.ok(Receipt(number)).boxed(),
            Some(Err(words)) => job.err(words.to_owned()).boxed(),
            None => job.panics("no paper").boxed(),
        }
    });
    (till, asked)
}

/// Whether this `pay` was told, looked at by hand and not by whoever is woken.
fn look<F>(pays: &mut task::Spawn<F>) -> Option<Result<u64, String>>
where
    F: Future<Output = Result<Receipt, PayError>>,
{
    match pays.poll() {
        Poll::Ready(paid) => Some(told(paid)),
        Poll::Pending => None,
    }
}

/// Two wait for a charge and are not polled when it has ended. Somebody else pays for the order again,
/// and the two are polled, or dropped, when that second charge runs or is over.
async fn late(lab: &Lab, (first, second): (Said, Said), over: bool, dropped: bool) {
    let (till, asked) = scripted(lab, &[first, second, Some(Ok(9))]);
    let end = |said: &Said| match said {
        Some(Ok(_)) => "paid",
        Some(Err(_)) => "declined",
        None => "over with a panic",
    };
    let then = match over {
        false => "the second one ran".to_owned(),
        true => format!("the second one was {}", end(&second)),
    };
    let hear = match dropped {
        true => "dropped",
        false => "polled again",
    };
    lab.case(format!(
        "two who had waited for a charge that was {}, and were {hear} when {then}",
        end(&first)
    ));
    let what = format!(
        "a charge was {}, somebody else paid for the order again, and those who had waited for the first \
         charge were {hear} only when {then}",
        end(&first)
    );
    let pays = || task::spawn(unconstrained(till.pay(ONE)));
    let mut early = [pays(), pays()];
    let waits = early.each_mut().map(|pays| look(pays).is_none());
    BASICS.equal(
        waits,
        [true, true],
        "two paid for an order, and waited for its charge",
    );
    sleep(ms(1503)).await;
    let mut next = pays();
    let mut told_next = look(&mut next);
    sleep(ms(if over { 1507 } else { 503 })).await;
    BASICS.equal(
        asked.load(Ordering::SeqCst),
        2,
        format!(
            "a charge was {}, those who had waited for it had not been polled since, somebody else paid \
             for the order again, and so often was the bank asked",
            end(&first)
        ),
    );
    if over {
        told_next = told_next.or_else(|| look(&mut next));
    }
    for mut pays in early {
        if dropped {
            continue;
        }
        let got = look(&mut pays);
        let own = comes_of(first);
        if got != Some(own.clone()) {
            let got = got
                .as_ref()
                .map_or("nothing, and went on to wait".to_owned(), words);
            BASICS.fails(format!(
                "{what}; they were told {got}, and not {}: what came of a charge has to be kept for \
                 those who waited for that one, also when the next one of its order has begun",
                words(&own)
            ));
        }
    }
    // Somebody else comes.
    let before = asked.load(Ordering::SeqCst);
    let mut last = pays();
    let mut told_last = look(&mut last);
    sleep(ms(11)).await;
    let begun = asked.load(Ordering::SeqCst) - before;
    let again = over && second.is_none_or(|said| said.is_err());
    if begun > 0 && !again {
        BASICS.fails(format!(
            "{what}; then one more paid for the order, and the bank was asked a third time: those who \
             hear late of a charge that came to nothing should leave alone what is known of the next \
             one; the charge itself tidies up when it ends, before anybody is told"
        ));
    }
    sleep(secs(2)).await;
    told_next = told_next.or_else(|| look(&mut next));
    told_last = told_last.or_else(|| look(&mut last));
    let due = match again {
        true => Ok(9),
        false => comes_of(second),
    };
    BASICS.equal(
        (told_next, told_last),
        (Some(comes_of(second)), Some(due)),
        format!(
            "{what}; then one more paid for the order, and who paid for the second charge and who came \
             last were told this"
        ),
    );
    BASICS.equal(
        unconstrained(till.shutdown()).now_or_never(),
        Some(()),
        format!("{what}; when no charge was running any more, `shutdown` did not return at once"),
    );
}

#[test]
fn who_hears_late_of_a_charge_is_told_of_that_one_and_disturbs_no_other() {
    virtual_time(async |lab: Lab| {
        let seconds = [Some(Ok(7)), Some(Err(NO_MONEY)), None];
        for first in [Some(Err("no")), None] {
            for second in seconds {
                for (over, dropped) in [(false, false), (false, true), (true, false), (true, true)]
                {
                    late(&lab, (first, second), over, dropped).await;
                }
            }
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
        let what = "`pay` was called at 2s and first polled at 4s, with a charge of 1s";
        was_told((&paid, lab.now()), (&Ok(1), secs(5)), what);
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
                        let what = format!(
                            "caller {n} paid for order {order} at {begins:?}, whose charge of {time:?} \
                             was begun at {began:?}"
                        );
                        let paid = told(paid);
                        // Which receipt it is depends on who came before.
                        let due = if paid.is_ok() { paid.clone() } else { Ok(1) };
                        was_told((&paid, lab.now()), (&due, end), &what);
                    }
                    Err(_) if end >= gives_up => {}
                    Ok(_) => BASICS.fails(format!(
                        "caller {n} paid for order {order} at {begins:?} and was told before the \
                         charge, begun at {began:?}, had ended"
                    )),
                    Err(_) => BASICS.fails(format!(
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
            BASICS.equal(
                lab.now(),
                closes.max(last),
                format!(
                    "`shutdown` was called at {closes:?}, the last charge ended at {last:?}, and \
                     this is when `shutdown` returned"
                ),
            );
        }));
        if timeout(secs(3000), apart(all)).await.is_err() {
            BASICS.fails("somebody waited for ever, in `pay` or in `shutdown`");
        }
        let expected = begun
            .iter()
            .fold(Timeline::new(), |picture, (order, began)| {
                picture.span(&format!("charge {order}"), *began, *began + time)
            });
        BASICS.draws(
            lab,
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
            .enable_time()
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
            BASICS.equal(
                state.asked.load(Ordering::SeqCst),
                1,
                "two threads paid for one order at the same moment, and the bank was asked so \
                 often: the second came between the look and the note that a charge has begun",
            );
            BASICS.equal(
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
            let what = format!(
                "a `pay` was {way}, and the charge of 2003ms, which should begin at its first poll, ended"
            );
            was_told(
                (&told(paid), lab.now() - began),
                (&Ok(1), late + ms(2003)),
                &what,
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
            BASICS.equal(
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
