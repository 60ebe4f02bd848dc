//! `pay_the_budget`: who pays for what is always ready, and when others have their turns.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use async_katas::c24_fairness::pay_the_budget::drain;
use futures::future::{join_all, pending};
use futures::{FutureExt, Stream, StreamExt, stream};
use lab::timeline::counted;
use lab::{
    Lab, PlainLab, Way, cancel_at_every_await, expect_eq, fail, for_seeds, plain_thread, secs,
    virtual_time,
};
use tokio::task::{JoinSet, consume_budget, unconstrained, yield_now};
use tokio::time::sleep;

use super::spent::spend_the_budget;

/// Items that are always there, numbered from 0, and how many of them were taken out.
fn items(count: usize, taken: &Cell<usize>) -> impl Stream<Item = usize> + Unpin {
    stream::iter(0..count).inspect(|_| taken.set(taken.get() + 1))
}

/// How much tokio grants a task in one go.
async fn granted() -> usize {
    yield_now().await;
    let pieces = (0..10_000).take_while(|_| consume_budget().now_or_never().is_some());
    let pieces = pieces.count();
    yield_now().await;
    pieces
}

/// Awaits it in a go that has not begun yet, with so many pieces spent already. Gives what it gives, and
/// how many items were taken in each go.
async fn in_goes<F: Future>(
    spent: usize,
    taken: &Cell<usize>,
    future: F,
) -> (F::Output, Vec<usize>) {
    yield_now().await;
    for _ in 0..spent {
        let _paid = consume_budget().now_or_never();
    }
    let mut goes = Vec::new();
    let mut future = pin!(future);
    let output = poll_fn(|cx| {
        let before = taken.get();
        let polled = future.as_mut().poll(cx);
        goes.push(taken.get() - before);
        polled
    })
    .await;
    (output, goes)
}

fn count(n: usize) -> String {
    match n {
        0 => "no item".to_owned(),
        1 => "1 item".to_owned(),
        n => format!("{n} items"),
    }
}

/// What it pays for ten items that are there, in a task that has paid nothing yet, and how many of them
/// were taken when `step` was called for the first time.
async fn pays_for_ten() -> String {
    let granted = granted().await;
    yield_now().await;
    let (taken, at_first) = (Cell::new(0), Cell::new(0));
    let mut numbers = items(10, &taken);
    let step = |_| {
        at_first.set(if at_first.get() == 0 {
            taken.get()
        } else {
            at_first.get()
        })
    };
    if drain(&mut numbers, step).now_or_never().is_none() {
        return "For ten items it gave way, though there was budget left".to_owned();
    }
    let left = (0..granted).take_while(|_| consume_budget().now_or_never().is_some());
    let paid = granted - left.count();
    yield_now().await;
    let ahead = match at_first.get() {
        10 => {
            ". All ten were taken out of the stream before `step` was called with the first: an item is \
             paid for before it is taken"
        }
        _ => "",
    };
    match paid {
        0 => format!(
            "For ten items it paid nothing: an await gives way only if it has to wait, and here it \
             never had to. Who asks whether the budget is spent has not paid, nor who pays where there is \
             none to pay from, or takes back what was paid{ahead}"
        ),
        10 => format!("For ten items it paid ten pieces{ahead}"),
        11 => format!("For ten items it paid 11 pieces, one of which may be for the end{ahead}"),
        paid => format!(
            "For ten items it paid {}: each item costs one{ahead}",
            if paid == 1 {
                "1 piece".to_owned()
            } else {
                format!("{paid} pieces")
            }
        ),
    }
}

/// What its goes tell of somebody who pays for each item but the one that follows on giving way.
async fn unpaid_after_giving_way(granted: usize) -> Option<String> {
    let taken = Cell::new(0);
    let mut numbers = items(granted * 4, &taken);
    let (_, goes) = in_goes(0, &taken, drain(&mut numbers, |_| {})).await;
    yield_now().await;
    let more = granted + 1;
    (goes.starts_with(&[granted, more, more])).then(|| {
        format!(
            "its first go takes {granted} items, for {granted} pieces of budget, and each go after that takes \
             {more}: the item that follows on giving way is not paid for. To give way brings a new budget, and \
             pays for nothing"
        )
    })
}

/// What it gave, where there were this many items.
fn expect_drained(drained: usize, number: usize, granted: usize) {
    if drained < number && drained <= granted {
        fail(format!(
            "there were {number} items, and it returned after {}, with the {granted} pieces of its budget \
             spent or the next to be: when the budget is spent, what is asked for looks as if it were not \
             there yet, and that is no end",
            count(drained)
        ));
    }
    expect_eq(
        drained,
        number,
        "this is how many items it gave, and how many there were",
    );
}

/// How long other tasks wait for their turns, counted in items.
#[derive(Clone, Default)]
struct Patience(Arc<Mutex<Waits>>);

#[derive(Default)]
struct Waits {
    /// For each task, how many items were taken since its last turn.
    items: Vec<usize>,
    longest: usize,
}

impl Patience {
    fn with<T>(&self, look: impl FnOnce(&mut Waits) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn item(&self) {
        self.with(|waits| {
            for items in &mut waits.items {
                *items += 1;
                waits.longest = waits.longest.max(*items);
            }
        });
    }

    /// A task that wants one turn after another.
    async fn wants_turns(self, task: usize) {
        loop {
            self.with(|waits| waits.items[task] = 0);
            let mut had_its_turn = false;
            poll_fn(|cx| {
                if std::mem::replace(&mut had_its_turn, true) {
                    return Poll::Ready(());
                }
                cx.waker().wake_by_ref();
                Poll::Pending
            })
            .await;
        }
    }

    /// Awaits this beside some tasks that want turns.
    async fn beside<T>(&self, tasks: usize, future: impl Future<Output = T>) -> T {
        self.with(|waits| waits.items = vec![0; tasks]);
        let mut others = JoinSet::new();
        for task in 0..tasks {
            others.spawn(self.clone().wants_turns(task));
        }
        yield_now().await;
        future.await
    }
}

#[test]
fn other_tasks_have_their_turns_when_the_budget_is_spent() {
    for_seeds(10, async |lab: Lab| {
        let mut draw = lab.draw();
        let granted = granted().await;
        let (tasks, number) = (draw.size(1..=5), granted * 40 + draw.size(1..=100));
        lab.case(format!(
            "{number} items that are there, and {tasks} other tasks that want turns"
        ));
        let patience = Patience::default();
        let mut numbers = stream::iter(0..number).inspect(|_| patience.item());
        let drained = patience.beside(tasks, drain(&mut numbers, |_| {})).await;
        expect_drained(drained, number, granted);
        let longest = patience.with(|waits| waits.longest);
        if longest >= number {
            fail(format!(
                "none of the other tasks had a turn before all {number} items were taken. {}",
                pays_for_ten().await
            ));
        }
        if longest > granted {
            if let Some(why) = unpaid_after_giving_way(granted).await {
                fail(format!(
                    "another task had to wait while {longest} items were taken: {why}"
                ));
            }
            fail(format!(
                "another task had to wait while {longest} items were taken: a task is granted \
                 {granted} pieces of budget for one go, and each item costs one, which is paid before \
                 the item is taken. {}",
                pays_for_ten().await
            ));
        }
    });
}

#[test]
fn it_gives_way_when_the_budget_is_spent_and_at_no_other_time() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let granted = granted().await;
        let spent = draw.size(0..=granted);
        let number = draw.size(0..=granted * 12);
        lab.case(format!(
            "{number} items, in a task that has spent {spent} of {granted} pieces of its budget"
        ));
        let taken = Cell::new(0);
        let mut numbers = items(number, &taken);
        let (drained, goes) = in_goes(spent, &taken, drain(&mut numbers, |_| {})).await;
        expect_drained(drained, number, granted);
        let mut left = number;
        for (n, took) in goes.iter().enumerate() {
            let had = if n == 0 { granted - spent } else { granted };
            let should = had.min(left);
            let go = format!(
                "in go number {}, with {had} pieces of budget left and {} to take, it took {}",
                n + 1,
                count(left),
                count(*took)
            );
            if *took > should {
                let unpaid = match *took == should + 1 {
                    true => unpaid_after_giving_way(granted).await,
                    false => None,
                };
                let but = match had {
                    _ if let Some(why) = &unpaid => why,
                    0 => "what it finds spent is spent, whoever has spent it",
                    _ if *took == should + 1 => {
                        "an item is paid for before it is taken, not after that"
                    }
                    _ => "each item costs one piece",
                };
                fail(format!("{go}: {but}"));
            }
            if *took < should {
                fail(format!(
                    "{go} and gave way: it should go on as long as there is budget, at one piece an \
                     item"
                ));
            }
            left -= took;
        }
        let most = number / granted + 3;
        if goes.len() > most {
            fail(format!(
                "it took {} goes for {number} items, where {most} are enough",
                goes.len()
            ));
        }
    });
}

fn pieces(n: usize) -> String {
    match n {
        0 => "nothing".to_owned(),
        n => counted(n, "piece"),
    }
}

/// What was done in one go: how many items were taken, how many pieces of budget were paid, and whether
/// it waited at its end with budget left, and so for an item.
struct Go {
    taken: usize,
    paid: usize,
    waits: bool,
}

/// Awaits it in a go that has not begun yet, and tells what was done in each go. Whatever is left of the
/// budget of a go is spent at its end.
async fn paid_in_goes<F: Future>(
    granted: usize,
    taken: &Cell<usize>,
    future: F,
) -> (F::Output, Vec<Go>) {
    yield_now().await;
    let mut goes = Vec::new();
    let mut future = pin!(future);
    let output = poll_fn(|cx| {
        let before = taken.get();
        let polled = future.as_mut().poll(cx);
        let left = (0..granted).take_while(|_| consume_budget().now_or_never().is_some());
        let left = left.count();
        goes.push(Go {
            taken: taken.get() - before,
            paid: granted - left,
            waits: polled.is_pending() && left > 0,
        });
        polled
    })
    .await;
    yield_now().await;
    (output, goes)
}

#[test]
fn an_item_that_had_to_be_waited_for_is_paid_as_well() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let granted = granted().await;
        // How many come at one instant. The first of them has to be waited for.
        let mut handfuls = vec![1; draw.size(1..=10)];
        for _ in 0..draw.size(1..=10) {
            handfuls.push(*draw.pick(&[1, 2, 3, 10, granted - 1, granted, granted * 2 + 3]));
        }
        lab.case(format!(
            "items that come in handfuls of {handfuls:?}, a millisecond after each other"
        ));
        let number = handfuls.iter().sum::<usize>();
        let taken = Cell::new(0);
        // A channel that pays nothing itself.
        let (sender, receiver) = futures::channel::mpsc::unbounded();
        tokio::spawn(async move {
            for handful in handfuls {
                sleep(lab::ms(1)).await;
                for _ in 0..handful {
                    let _sent = sender.unbounded_send(());
                }
            }
        });
        let mut source = receiver.inspect(|()| taken.set(taken.get() + 1));
        let (drained, goes) = paid_in_goes(granted, &taken, drain(&mut source, |()| {})).await;
        expect_drained(drained, number, granted);
        let (mut all_taken, mut all_paid, mut waited) = (0, 0, false);
        for (n, go) in goes.iter().enumerate() {
            all_taken += go.taken;
            all_paid += go.paid;
            // The first may have been paid for in the go before, when the wait for it began.
            if all_paid < all_taken || go.paid + n.min(1) < go.taken {
                // Single items that were waited for have been paid before this, or it had failed then.
                let one_more = go.taken == granted + 1 && go.paid == granted;
                let unpaid = match one_more {
                    true => unpaid_after_giving_way(granted).await,
                    false => None,
                };
                let why = match one_more {
                    _ if let Some(why) = &unpaid => why,
                    true => {
                        "with its budget spent it took one more, and an item is paid for before it is \
                         taken, not after that"
                    }
                    false => "each item costs one piece, also one that had to be waited for",
                };
                fail(format!(
                    "in go number {} it took {}{}, and paid {}; since its beginning it had taken {} then, \
                     and paid {}: {why}",
                    n + 1,
                    count(go.taken),
                    match (waited, go.taken) {
                        (true, 1) => ", which it had waited for",
                        (true, _) => ", the first of which it had waited for",
                        (false, _) => "",
                    },
                    pieces(go.paid),
                    count(all_taken),
                    pieces(all_paid)
                ));
            }
            waited = go.waits;
        }
        // The end may cost a piece, and so may each wait, which ends a go.
        let most = number + goes.len();
        if all_paid > most {
            fail(format!(
                "for {} in {} goes it paid {}: each item costs one, and with one for each wait and for the \
                 end that would be {}",
                count(number),
                goes.len(),
                pieces(all_paid),
                pieces(most)
            ));
        }
    });
}

#[test]
fn loops_side_by_side_spend_one_budget() {
    virtual_time(async |lab: Lab| {
        let granted = granted().await;
        for loops in [2, 10, 100] {
            lab.case(format!(
                "{loops} loops in one task, with {} items each",
                granted * 3
            ));
            let patience = Patience::default();
            let each = (0..loops).map(|_| async {
                let mut numbers = stream::iter(0..granted * 3).inspect(|_| patience.item());
                drain(&mut numbers, |_| {}).await
            });
            let drained = patience.beside(2, join_all(each)).await;
            expect_eq(
                drained,
                vec![granted * 3; loops],
                "this is how many items each loop gave",
            );
            let longest = patience.with(|waits| waits.longest);
            if longest > granted {
                let story = format!(
                    "{loops} loops ran side by side in one task, and another task had to wait while \
                     they took {longest} items: they share the {granted} pieces that the task is \
                     granted for one go"
                );
                if let Some(why) = unpaid_after_giving_way(granted).await {
                    fail(format!("{story}. In a loop alone {why}"));
                }
                let pays = pays_for_ten().await;
                fail(match pays.starts_with("For ten items it paid ten") {
                    true if longest <= granted + loops => format!(
                        "{story}, and when these were spent a loop took one more: an item is paid for \
                         before it is taken"
                    ),
                    true => format!("{story}, and each item costs one"),
                    false if longest >= granted * 3 * loops => format!("{story}. {pays}"),
                    false => format!(
                        "{story}, and a count of one's own knows nothing of the others. {pays}"
                    ),
                });
            }
        }
    });
}

#[test]
fn without_a_budget_it_never_gives_way() {
    virtual_time(async |lab: Lab| {
        lab.case("100000 items, in `unconstrained`");
        let taken = Cell::new(0);
        let mut numbers = items(100_000, &taken);
        let drained = unconstrained(drain(&mut numbers, |_| {})).now_or_never();
        expect_given_at_once(
            drained,
            taken.get(),
            "its caller had wrapped it in `unconstrained`",
        );
    });
    plain_thread(|lab: PlainLab| {
        lab.case("100000 items, without a runtime");
        let taken = Cell::new(0);
        let mut numbers = items(100_000, &taken);
        let drained = drain(&mut numbers, |_| {}).now_or_never();
        expect_given_at_once(drained, taken.get(), "there was no runtime");
    });
}

fn expect_given_at_once(drained: Option<usize>, taken: usize, why: &str) {
    match drained {
        Some(drained) => expect_eq(
            drained,
            100_000,
            format!("{why}, and it gave so many items"),
        ),
        None => fail(format!(
            "{why}, so that there was no budget to spend, and it gave way all the same when it had \
             taken {}",
            count(taken)
        )),
    }
}

#[test]
fn each_item_is_given_to_step_once_and_in_order() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let number = draw.size(0..=700);
        lab.case(format!("{number} items"));
        let got = RefCell::new(Vec::new());
        let mut numbers = stream::iter(0..number);
        let drained = drain(&mut numbers, |item| got.borrow_mut().push(item)).await;
        expect_eq(
            got.into_inner(),
            (0..number).collect(),
            "`step` was not called with each item, once and in their order",
        );
        expect_eq(
            drained,
            number,
            "this is how many items it gave, and how many there were",
        );
    });
    virtual_time(async |lab: Lab| {
        for number in [0, 1, 65_535, 65_536, 100_003] {
            lab.case(format!("{number} items"));
            let mut numbers = stream::iter(0..number);
            let mut next = 0;
            let drained = drain(&mut numbers, |item| {
                if item != next {
                    fail(format!(
                        "after {next} items `step` was called with number {item}"
                    ));
                }
                next += 1;
            })
            .await;
            expect_eq(
                (drained, next),
                (number, number),
                "this is how many items it gave, and how often `step` was called",
            );
        }
        lab.case("an empty stream, and a budget that is spent");
        spend_the_budget();
        let drained = drain(&mut stream::empty::<u8>(), |_| {}).await;
        expect_eq(
            drained,
            0,
            "of an empty stream it gave something else than 0",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "time went by on the clock: giving way is not sleeping",
        );
    });
}

#[test]
fn whenever_it_is_dropped_all_that_was_taken_was_given_to_step() {
    cancel_at_every_await(async |lab: Lab| {
        let granted = granted().await;
        let taken = Cell::new(0);
        let given = Cell::new(0);
        // Goes that end because of the budget, and one that has to wait.
        let some = items(granted * 3 + 7, &taken);
        let mut numbers = some
            .chain(lab.source("late", [(lab::ms(13), 0)]).inspect(|_| {
                taken.set(taken.get() + 1);
            }))
            .chain(stream::iter(0..granted * 2).inspect(|_| taken.set(taken.get() + 1)));
        let step = |_| given.set(given.get() + 1);
        let _drained = lab.cut(drain(&mut numbers, step)).await;
        if taken.get() != given.get() {
            fail(format!(
                "your future was dropped when it had taken {} out of the stream, and `step` had been \
                 called {} times: what was in its hands while it gave way is lost",
                count(taken.get()),
                given.get()
            ));
        }
    });
}

#[test]
fn a_stream_without_an_end_harms_nobody() {
    virtual_time(async |lab: Lab| {
        lab.case("a stream without an end, and a task that gives it up at its thousandth turn");
        let mut others = JoinSet::new();
        others.spawn(async {
            for _ in 0..1000 {
                yield_now().await;
            }
        });
        let taken = Cell::new(0_usize);
        let mut numbers = stream::repeat(0).inspect(|_| {
            taken.set(taken.get() + 1);
            if taken.get() > 10_000_000 {
                fail(
                    "ten million items were taken, and another task has not had a thousand turns in \
                     between",
                );
            }
        });
        tokio::select! {
            biased;
            _ = others.join_next() => {}
            _ = drain(&mut numbers, |_| {}) => pending().await,
        }
        expect_eq(
            lab.now(),
            secs(0),
            "time went by on the clock: giving way is not sleeping",
        );
    });
}

#[test]
fn it_waits_for_items_that_are_not_there_yet() {
    for_seeds(10, async |lab: Lab| {
        // Up to a quarter of an hour for each way.
        lab.lasts(secs(900) * (Way::ALL.len() as u32 + 1));
        let mut draw = lab.draw();
        let mut times: Vec<_> = (0..draw.size(1..=30))
            .map(|_| draw.times(lab::ms(1), 0..=50))
            .collect();
        times.push(draw.off_grid(lab::ms(1)..=secs(500)));
        for way in Way::ALL {
            lab.case(format!(
                "items that come with pauses, to a call that is {way}"
            ));
            let begun = lab.now();
            let source = times.clone().into_iter().enumerate();
            let mut source = lab.source("items", source.map(|(n, time)| (time, n)));
            let got = RefCell::new(Vec::new());
            let step = |item| got.borrow_mut().push(item);
            // With a budget that is spent.
            let call = async {
                spend_the_budget();
                drain(&mut source, step).await
            };
            let drained = lab.polled(way, call).await;
            let late = if way == Way::Later {
                Way::LATER
            } else {
                secs(0)
            };
            expect_eq(
                (drained, lab.now() - begun),
                (times.len(), late + times.iter().sum()),
                "this is how many items it gave, and when it had the last of them: an item that is \
                 not there yet is waited for, and what looks as if it were not ready is no end",
            );
            expect_eq(
                got.into_inner(),
                (0..times.len()).collect(),
                "`step` was not called with each item, once and in their order",
            );
        }
    });
}
