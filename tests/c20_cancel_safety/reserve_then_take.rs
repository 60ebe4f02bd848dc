//! `reserve_then_take`: each item is in the queue or in the channel, whenever somebody looks.

use std::cell::{Cell, RefCell};
use std::future::pending;
use std::pin::pin;

use async_katas::c20_cancel_safety::reserve_then_take::{Closed, move_items};
use futures::FutureExt;
use futures::future::{Either, join, join3, select};
use lab::timeline::{counted, short};
use lab::{
    A_DAY, Lab, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs, ties,
    virtual_time, within,
};
use tokio::sync::mpsc;
use tokio::task::{consume_budget, yield_now};
use tokio::time::{Duration, sleep, timeout};

use super::apart::apart;
use super::aside::aside;
use super::basics::Basics;

/// What came back, in words: what the answer's own types say of themselves is no evidence.
fn told(end: Result<(), Closed>) -> &'static str {
    match end {
        Ok(()) => "Ok",
        Err(Closed) => "Closed",
    }
}

/// All that is still in there.
fn rest<T>(receiver: &mut mpsc::Receiver<T>) -> Vec<T> {
    std::iter::from_fn(|| receiver.try_recv().ok()).collect()
}

/// A queue that has ended, with the items from 0 on in it, so many.
fn ended_with(count: u64) -> mpsc::Receiver<u64> {
    let (give, from) = mpsc::channel(3000);
    for n in 0..count {
        assert!(
            give.try_send(n).is_ok(),
            "the queue of the test is too small"
        );
    }
    from
}

/// What does not hold of a few items that nobody disturbs, if anything does not.
async fn looked_at() -> Option<String> {
    // A queue that is empty, and has not ended.
    let (give, mut from) = mpsc::channel::<usize>(16);
    let (to, mut taken) = mpsc::channel(2);
    let call = timeout(secs(1), move_items(&mut from, &to)).await;
    if let Ok(end) = call {
        return Some(format!(
            "the queue was empty, others could still put something into it, and your function returned \
             {}: a queue has ended when nobody can put anything in any more",
            told(end)
        ));
    }
    // More items than there is room for, and the end behind them.
    for n in 0..5 {
        give.try_send(n).ok()?;
    }
    drop(give);
    let mut got = Vec::new();
    let takes = async {
        for _ in 0..5 {
            sleep(secs(1)).await;
            got.extend(taken.try_recv().ok());
        }
    };
    let moves = timeout(secs(60), move_items(&mut from, &to));
    let (end, ()) = join(moves, takes).await;
    let end = end.map_or("nothing", told);
    got.extend(rest(&mut taken));
    let left = rest(&mut from);
    if !left.is_empty() {
        return Some(format!(
            "nobody could put anything into the queue any more, five items were in it, and your \
             function returned {end} with {} still in the queue: a queue has ended when nobody can put \
             anything in and nothing is in it",
            left.len()
        ));
    }
    if let Some(missing) = missing(&got, 5) {
        return Some(format!(
            "five items were in the queue, the channel had room for two, nobody dropped your future, \
             and {missing} never came out of the channel: they were taken out of the queue when there \
             was no room for them, and let go of"
        ));
    }
    (got != [0, 1, 2, 3, 4]).then(|| {
        format!(
            "five items were in the queue, from 0 to 4, and they came out of the channel in the order \
             {}",
            got.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
        )
    })
}

const BASICS: Basics = Basics(broken);

/// What does not hold of a few items that nobody disturbs, if anything does not: whatever else fails
/// then may fail for that reason.
fn broken() -> Option<String> {
    aside(looked_at)
}

/// Which of the items from 0 on are in none of these, in words.
fn missing(all: &[usize], count: usize) -> Option<String> {
    let missing: Vec<String> = (0..count)
        .filter(|item| !all.contains(item))
        .map(|item| item.to_string())
        .collect();
    match missing.as_slice() {
        [] => None,
        [one] => Some(format!("of the items 0 to {}, number {one}", count - 1)),
        more => Some(format!(
            "of the items 0 to {}, the numbers {}",
            count - 1,
            more.join(", ")
        )),
    }
}

/// All items in their order: where the newest came before older ones, that is told.
fn in_order(got: &[usize], cause: &str) {
    let first = got.iter().enumerate().find(|(n, item)| n != *item);
    if let Some((n, newest)) = first
        && *newest > n
        && *newest < got.len()
        && (n..=*newest).eq(got[n..=*newest].iter().rev().copied())
    {
        fail(format!(
            "{newest} came out of the channel before {}: of the items that were in hand, your \
             function put the newest into the channel first, and it should be the one that has \
             been there longest",
            match newest - n {
                1 => n.to_string(),
                2 => format!("{n} and {}, and those the other way round", n + 1),
                _ => format!("{n} to {}, and those the other way round", newest - 1),
            }
        ));
    }
    expect_eq(got.to_vec(), (0..got.len()).collect(), cause);
}

/// What must happen to an item.
struct Moved {
    /// When it is there and the channel has room for it.
    enters: Duration,
    /// When the consumer can take something, and when it gets this item.
    free: Duration,
    taken: Duration,
}

/// Items that come at these instants, a consumer that does other things for so long after each, and
/// room for so many.
fn schedule(room: usize, come: &[Duration], pauses: &[Duration]) -> Vec<Moved> {
    let mut moved: Vec<Moved> = Vec::new();
    for (n, comes) in come.iter().enumerate() {
        let place = n
            .checked_sub(room)
            .map_or(Duration::ZERO, |n| moved[n].taken);
        let before = moved.last().map_or(Duration::ZERO, |last| last.enters);
        let free = moved.last().map_or(Duration::ZERO, |last| last.taken);
        let free = free + pauses[n];
        let enters = place.max(before).max(*comes);
        moved.push(Moved {
            enters,
            free,
            taken: enters.max(free),
        });
    }
    moved
}

#[test]
fn each_item_is_moved_when_it_is_there_and_there_is_room() {
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let (room, count) = (draw.size(1..=4), draw.size(1..=12));
        let mut comes = Duration::ZERO;
        let come: Vec<Duration> = (0..count)
            .map(|_| {
                // Several may come at one instant.
                if draw.coin() {
                    comes += draw.off_grid(ms(1)..=ms(900));
                }
                comes
            })
            .collect();
        // Some are short, so that whoever looks now and then has not looked by their end.
        let pauses: Vec<Duration> = (0..count)
            .map(|_| match draw.coin() {
                true => draw.off_grid(ms(1)..=ms(900)),
                false => draw.off_grid(ms(1)..=ms(9)),
            })
            .collect();
        let expected = schedule(room, &come, &pauses);
        lab.case(format!("{count} items, and room for {room}"));

        let (give, mut from) = mpsc::channel(100);
        let (to, mut taken) = mpsc::channel(room);
        let ended = Cell::new(false);
        let feeds = async {
            for (n, at) in come.iter().enumerate() {
                sleep(at.saturating_sub(lab.now())).await;
                let sent = give.try_send(n);
                assert!(sent.is_ok(), "the queue of the test is too small");
            }
            sleep(secs(60)).await;
            ended.set(true);
            drop(give);
        };
        let moves = async {
            let call = lab.meter(move_items(&mut from, &to));
            let watch = call.watch();
            let end = told(call.await);
            if !ended.get() {
                fail(format!(
                    "your function returned {end} at {}, and neither had the queue ended nor was \
                     the channel closed",
                    short(lab.now())
                ));
            }
            drop(to);
            (end, watch)
        };
        // What the consumer found there when it could take something, what it got, and when.
        let (mut there, mut got, mut at) = (Vec::new(), Vec::new(), Vec::new());
        let takes = async {
            for pause in &pauses {
                sleep(*pause).await;
                let free = lab.now();
                let waiting = taken.len();
                let Ok(Some(n)) = timeout(secs(3000), taken.recv()).await else {
                    break;
                };
                there.push((free, waiting));
                got.push(n);
                at.push(lab.now());
            }
        };
        let ((end, watch), (), ()) = join3(moves, feeds, takes).await;
        if let Some(missing) = missing(&got, count) {
            fail(format!(
                "{missing} never came out of the channel, though nobody dropped your future: your \
                 function had taken them out of the queue and let them go"
            ));
        }
        let cause = "the items that came out of the channel are not those that were put into the \
                     queue, in their order";
        if got.len() == count {
            in_order(&got, cause);
        }
        expect_eq(got, (0..count).collect(), cause);
        for (n, item) in expected.iter().enumerate() {
            let (free, waiting) = there[n];
            let tie = expected.iter().any(|other| other.enters == item.free);
            let entered = expected.iter().filter(|other| other.enters < item.free);
            let should = entered.count().saturating_sub(n);
            // An item that came too late is told below, with when it should have come.
            if free == item.free && !tie && waiting != should {
                // One wake-up for each item that comes, and one for each that is taken.
                let why = match watch.wakes() > 2 * count + 2 {
                    true => format!(
                        "was woken {} times in all, and looked only then, instead of being woken \
                         at once when an item was taken",
                        watch.wakes()
                    ),
                    false => {
                        "left that room empty: each item is moved as soon as there is room for \
                              that one, and waits for no more than that"
                            .to_owned()
                    }
                };
                fail(format!(
                    "at {} the channel had room for one more, an item stood in the queue, and it \
                     was not moved: {waiting} stood in the channel where {should} should; your \
                     function {why}",
                    short(free)
                ));
            }
            expect_eq(
                at[n],
                item.taken,
                format!(
                    "item {n} was there, and the channel had room for it, from {} on, the consumer \
                     could take it from {} on, and did not get it then",
                    short(item.enters),
                    short(item.free)
                ),
            );
        }
        expect_eq(
            end,
            "Ok",
            "the queue had ended and all was moved, and something else came back",
        );
    });
}

/// Who held what had been taken and not been sent, where so many tasks were alive before the call.
fn hands(lab: &Lab, before: usize) -> &'static str {
    match lab.tasks_alive() > before {
        true => "in those of a task, which nobody waits for",
        false => "in its own hands while it waited, and is dropped with it",
    }
}

/// Eight items come, some of them at once; a consumer takes now and then. Room for two.
async fn feeds(give: mpsc::Sender<usize>) {
    for n in 0..8 {
        let sent = give.send(n).await;
        assert!(sent.is_ok(), "the queue of the test is gone");
        if n >= 4 {
            sleep(ms(33)).await;
        }
    }
}

/// Moves beside these others and a consumer that takes one item now and then, and may be dropped at any
/// wait: what came out of the channel, and behind it what is in there still and in the queue, and what
/// became of the call.
async fn moved_or_dropped(
    lab: &Lab,
    mut from: mpsc::Receiver<usize>,
    (to, mut taken): (mpsc::Sender<usize>, mpsc::Receiver<usize>),
    pause: Duration,
    others: impl Future<Output = ()>,
) -> (Vec<usize>, bool) {
    let (mut all, dropped) = (Vec::new(), Cell::new(false));
    {
        let takes = async {
            loop {
                sleep(pause).await;
                match taken.recv().await {
                    Some(item) => all.push(item),
                    None => pending().await,
                }
            }
        };
        let moves = lab.cut(move_items(&mut from, &to));
        // The drop is what is looked at: nobody takes anything between it and the look.
        let moves = async {
            match select(pin!(moves), pin!(takes)).await {
                Either::Left((end, _)) => dropped.set(end.is_none()),
                Either::Right(((), _)) => {}
            }
        };
        join(moves, others).await;
    }
    all.extend(rest(&mut taken));
    all.extend(rest(&mut from));
    (all, dropped.get())
}

fn what_became(dropped: bool) -> &'static str {
    match dropped {
        true => "your future was dropped",
        false => "your function was at its end",
    }
}

#[test]
fn wherever_it_is_dropped_each_item_is_in_the_queue_or_in_the_channel() {
    cancel_at_every_await(async |lab: Lab| {
        let (give, from) = mpsc::channel(16);
        let before = lab.tasks_alive();
        let (all, dropped) =
            moved_or_dropped(&lab, from, mpsc::channel(2), ms(20), feeds(give)).await;
        let what = what_became(dropped);
        if let Some(missing) = missing(&all, 8) {
            let hands = hands(&lab, before);
            BASICS.fails(format!(
                "{what}, and {missing} can be found neither in the queue nor in the channel, and \
                 nobody got them: what your function had taken and not yet sent was {hands}"
            ));
        }
        if all.len() == 8 && !dropped {
            in_order(&all, "these items came out of the channel");
        }
        BASICS.equal(
            all,
            (0..8).collect(),
            format!(
                "{what}, and the items that came out of the channel, with those in the channel and \
                 in the queue behind them, are not in their order"
            ),
        );
    });
}

/// What is not an item, but somebody else's.
const OF_OTHERS: usize = 100;

#[test]
fn dropped_where_others_have_taken_the_room_it_holds_no_item() {
    for room in [1, 2, 3] {
        cancel_at_every_await(async move |lab: Lab| {
            lab.case(format!(
                "somebody else fills a channel with room for {room}, and then an item comes"
            ));
            let (give, from) = mpsc::channel(16);
            let (to, taken) = mpsc::channel(room);
            let before = lab.tasks_alive();
            let other = to.clone();
            let others = async move {
                for n in 0..4 {
                    sleep(ms(7)).await;
                    while other.try_send(OF_OTHERS).is_ok() {}
                    sleep(ms(7)).await;
                    assert!(
                        give.try_send(n).is_ok(),
                        "the queue of the test is too small"
                    );
                }
            };
            let (mut all, dropped) =
                moved_or_dropped(&lab, from, (to, taken), ms(23), others).await;
            all.retain(|item| *item != OF_OTHERS);
            let what = what_became(dropped);
            if let Some(missing) = missing(&all, 4) {
                let hands = hands(&lab, before);
                BASICS.fails(format!(
                    "somebody else filled the channel before an item came; {what}, and {missing} can be \
                     found neither in the queue nor in the channel, and nobody got them: what your \
                     function had taken and not yet sent was {hands}. Room that is not kept may be \
                     gone when an item is there: take one only with a place for it in your hands"
                ));
            }
            BASICS.equal(
                all,
                (0..4).collect(),
                format!(
                    "somebody else filled the channel before an item came; {what}, and the items that \
                     came out of the channel, with those in the channel and in the queue behind them, \
                     are not in their order"
                ),
            );
        });
    }
}

#[test]
fn dropped_where_its_task_has_had_enough_it_holds_no_item() {
    virtual_time(async |_lab: Lab| {
        // What tokio grants a task in one go ends at each of its steps once.
        for spent in 0..=200 {
            let mut from = ended_with(3);
            let (to, mut taken) = mpsc::channel(2);
            // From here on the task has all that it is granted.
            yield_now().await;
            for _ in 0..spent {
                let _granted = consume_budget().now_or_never();
            }
            let end = move_items(&mut from, &to).now_or_never();
            let mut all = rest(&mut taken);
            all.extend(rest(&mut from));
            if all.len() < 3 {
                fail(format!(
                    "three items were in the queue and the channel had room for two; your future was \
                     dropped after its first poll, in which its task had used up what tokio grants it \
                     in one go, and {} could be found neither in the queue nor in the channel: \
                     anything of tokio's that is awaited may have to wait then, `send` into a channel \
                     with room as well, so hold no item over an await",
                    match all.len() {
                        2 => "one of them",
                        _ => "some of them",
                    }
                ));
            }
            expect_eq(
                (all, end.is_none()),
                (vec![0, 1, 2], true),
                "three items were in the queue, the channel had room for two, and your future was \
                 dropped after its first poll: these items were in the channel and in the queue \
                 after that, and whether it had waited",
            );
        }
    });
}

#[test]
fn another_call_goes_on_where_the_dropped_one_was() {
    cancel_at_every_await(async |lab: Lab| {
        let (give, mut from) = mpsc::channel(16);
        let (to, mut taken) = mpsc::channel(2);
        let mut got = Vec::new();
        let takes = async {
            while let Some(item) = taken.recv().await {
                got.push(item);
                sleep(ms(20)).await;
            }
        };
        let moves = async {
            if lab.cut(move_items(&mut from, &to)).await.is_none() {
                let end = timeout(secs(60), move_items(&mut from, &to)).await;
                BASICS.equal(
                    end.map_or("nothing, for ever", told),
                    "Ok",
                    "your future was dropped and the function called again, and this is what came \
                     back when the queue had ended",
                );
            }
            drop(to);
        };
        join3(moves, feeds(give), takes).await;
        if let Some(missing) = missing(&got, 8) {
            BASICS.fails(format!(
                "your function was called, dropped, and called again with the same queue and the \
                 same channel, and {missing} never came out of the channel: the first call had taken \
                 them out of the queue, had them in its own hands while it waited, and was dropped \
                 with them"
            ));
        }
        if got.len() == 8 {
            in_order(
                &got,
                "your function was called, dropped, and called again with the same queue and the \
                 same channel, and the items did not come out of the channel in their order",
            );
        }
        BASICS.equal(
            got,
            (0..8).collect(),
            "your function was called, dropped, and called again with the same queue and the same \
             channel, and the items did not come out of the channel in their order",
        );
    });
}

/// How a channel may be closed.
#[derive(Clone, Copy)]
enum How {
    Dropped,
    Closed,
}

impl How {
    const BOTH: [(How, &str); 2] = [
        (How::Dropped, "the receiver of the channel was dropped"),
        (How::Closed, "the receiver closed the channel"),
    ];

    /// Gives the receiver back as long as there is one.
    fn close<T>(self, mut receiver: mpsc::Receiver<T>) -> Option<mpsc::Receiver<T>> {
        match self {
            How::Dropped => None,
            How::Closed => {
                receiver.close();
                Some(receiver)
            }
        }
    }
}

#[test]
fn when_the_channel_is_closed_no_item_is_taken() {
    virtual_time(async |lab: Lab| {
        for (how, closed) in How::BOTH {
            for (room, waits) in [(3, "an item"), (2, "room")] {
                lab.case(format!("{closed} while `move_items` waited for {waits}"));
                let began = lab.now();
                let (give, mut from) = mpsc::channel(16);
                let (to, taken) = mpsc::channel(room);
                let first = match waits {
                    "an item" => 2,
                    _ => 3,
                };
                for n in 0..first {
                    assert!(
                        give.try_send(n).is_ok(),
                        "the queue of the test is too small"
                    );
                }
                let others = async {
                    sleep(ms(1003)).await;
                    let receiver = how.close(taken);
                    sleep(secs(1)).await;
                    assert!(give.try_send(3).is_ok(), "the queue of the test is gone");
                    receiver
                };
                let moves = async {
                    let end = timeout(secs(60), move_items(&mut from, &to)).await;
                    (end.map_or("nothing, for ever", told), lab.now() - began)
                };
                let ((end, at), receiver) = join(moves, others).await;
                let mut all = receiver.map_or(Vec::from([0, 1]), |mut taken| rest(&mut taken));
                all.extend(rest(&mut from));
                let should = match first {
                    2 => vec![0, 1, 3],
                    _ => vec![0, 1, 2, 3],
                };
                let what = format!("{closed} at 1.003s, while your function waited for {waits}");
                match (end, at) {
                    ("Closed", at) if at == ms(1003) => {}
                    ("Closed", at) if at == ms(2003) => fail(format!(
                        "{what}, and it returned `Closed` only at 2.003s, when the next item came: \
                         it waited for an item and for nothing else, and has to hear of the close \
                         as well"
                    )),
                    ("Closed", at) => BASICS.equal(
                        at,
                        ms(1003),
                        format!("{what}, and this is when it returned `Closed`"),
                    ),
                    _ => BASICS.equal(
                        (end, at),
                        ("Closed", ms(1003)),
                        format!("{what}: it returns `Closed` at that instant"),
                    ),
                }
                if all.len() < should.len() {
                    BASICS.fails(format!(
                        "{what}, and it had taken an item out of the queue for which there was no \
                         room: the item is gone with the channel"
                    ));
                }
                BASICS.equal(
                    all,
                    should,
                    format!(
                        "{what}, and these are the items in the channel and in the queue afterwards"
                    ),
                );
            }
            lab.case(format!("{closed} before the call"));
            let (give, mut from) = mpsc::channel(16);
            let (to, taken) = mpsc::channel(2);
            for n in 0..3 {
                assert!(
                    give.try_send(n).is_ok(),
                    "the queue of the test is too small"
                );
            }
            let receiver = how.close(taken);
            let end = timeout(secs(60), move_items(&mut from, &to)).await;
            drop(receiver);
            expect_eq(
                (end.map_or("nothing, for ever", told), rest(&mut from)),
                ("Closed", vec![0, 1, 2]),
                format!(
                    "{closed} before the call, with three items in the queue: this came back, and \
                     these items are in the queue afterwards"
                ),
            );
        }
    });
}

#[test]
fn an_item_that_comes_as_the_channel_is_closed_stays_in_the_queue() {
    ties(async |_lab: Lab| {
        for (how, closed) in How::BOTH {
            for item_first in [false, true] {
                let (give, mut from) = mpsc::channel(16);
                let (to, taken) = mpsc::channel(2);
                let others = async {
                    sleep(secs(1)).await;
                    if item_first {
                        assert!(give.try_send(7).is_ok(), "the queue of the test is gone");
                    }
                    let receiver = how.close(taken);
                    if !item_first {
                        assert!(give.try_send(7).is_ok(), "the queue of the test is gone");
                    }
                    receiver
                };
                let moves = timeout(secs(60), move_items(&mut from, &to));
                let (end, _receiver) = join(moves, others).await;
                let end = end.map_or("nothing, for ever", told);
                if rest(&mut from).is_empty() {
                    fail(format!(
                        "{closed}, an item came at the same instant, and your function, which had \
                         waited for both, took the item out of the queue: the close comes first, \
                         and the item stays where it is"
                    ));
                }
                BASICS.equal(
                    end,
                    "Closed",
                    format!("{closed}, an item came at the same instant, and this came back"),
                );
            }
        }
    });
}

#[test]
fn room_for_one_is_filled_while_more_wait() {
    virtual_time(async |lab: Lab| {
        for room in [2, 3, 7] {
            lab.case(format!(
                "20 items in the queue, room for {room}, and a consumer that takes one a second"
            ));
            let mut from = ended_with(20);
            let (to, mut taken) = mpsc::channel(room);
            let takes = async {
                for left in (1..=20).rev() {
                    sleep(secs(1)).await;
                    let (lies_there, due) = (taken.len(), room.min(left));
                    if lies_there < due {
                        let there = match lies_there {
                            0 => "none of them was in it".to_owned(),
                            1 => "only one of them was in it".to_owned(),
                            more => format!("only {more} of them were in it"),
                        };
                        BASICS.fails(format!(
                            "the channel had room for {room} items, {left} had not been taken out of \
                             it, and {there}, a second after the last one was taken: each item is \
                             moved as soon as there is room for that one, and waits for no more than \
                             that"
                        ));
                    }
                    if taken.try_recv().is_err() {
                        fail("an item was in the channel, and it gave none");
                    }
                }
            };
            let (end, ()) = join(move_items(&mut from, &to), takes).await;
            expect_eq(
                told(end),
                "Ok",
                "all 20 items were moved, and this came back",
            );
        }
    });
}

#[test]
fn a_queue_that_has_ended_is_emptied_first() {
    virtual_time(async |lab: Lab| {
        for count in [0_u64, 1, 3] {
            lab.case(format!(
                "a queue that has ended with {} in it",
                counted(count, "item")
            ));
            let began = lab.now();
            let mut from = ended_with(count);
            let (to, mut taken) = mpsc::channel(1);
            let mut got = Vec::new();
            let takes = async {
                for _ in 0..count {
                    sleep(secs(1)).await;
                    got.extend(timeout(secs(60), taken.recv()).await.ok().flatten());
                }
            };
            let moves = async {
                let end = timeout(secs(600), move_items(&mut from, &to)).await;
                (end.map_or("nothing, for ever", told), lab.now() - began)
            };
            let ((end, at), ()) = join(moves, takes).await;
            let left = rest(&mut from).len();
            if left > 0 {
                fail(format!(
                    "nobody could put anything into the queue any more, and it held {}; your function \
                     returned {end} with {left} still in the queue: a queue has ended when nobody can \
                     put anything in and nothing is in it",
                    counted(count, "item")
                ));
            }
            BASICS.equal(
                got,
                (0..count).collect(),
                format!(
                    "nobody could put anything into the queue any more, it held {}, and these came out \
                     of the channel",
                    counted(count, "item")
                ),
            );
            expect_eq(
                end,
                "Ok",
                format!(
                    "nobody could put anything into the queue any more, it held {}, all was moved, and \
                     this came back",
                    counted(count, "item")
                ),
            );
            // Whether the end is noticed while the channel is full is left open.
            let (last, full) = (secs(count.saturating_sub(1)), secs(count));
            if at < last || at > full {
                fail(format!(
                    "a queue that had ended held {}, and all could be moved within {} of the call; your \
                     function returned {} after it, {}",
                    counted(count, "item"),
                    short(last),
                    short(at),
                    match at < last {
                        true => "which is too early",
                        false => "also later than the channel had room again",
                    }
                ));
            }
        }
    });
}

#[test]
fn a_place_that_somebody_keeps_in_a_closed_queue_may_still_be_filled() {
    virtual_time(async |lab: Lab| {
        // What becomes of each place, one after the other: it is filled, or given up.
        let places: [&[bool]; 7] = [
            &[],
            &[true],
            &[false],
            &[true, true],
            &[true, false],
            &[false, true],
            &[false, false],
        ];
        for (waiting, fills) in [0, 1, 3].into_iter().flat_map(|n| places.map(|of| (n, of))) {
            let kept = counted(fills.len() as u64, "place");
            lab.case(format!(
                "a closed queue with {} in it, in which somebody keeps {kept}",
                counted(waiting as u64, "item")
            ));
            let began = lab.now();
            let (give, mut from) = mpsc::channel(16);
            for n in 0..waiting {
                assert!(
                    give.try_send(n).is_ok(),
                    "the queue of the test is too small"
                );
            }
            let kept: Vec<_> = fills.iter().map(|_| give.try_reserve().ok()).collect();
            from.close();
            let (to, mut taken) = mpsc::channel(16);
            let others = async {
                let mut next = waiting;
                for (place, filled) in kept.into_iter().zip(fills) {
                    sleep(ms(703)).await;
                    if let Some(place) = place.filter(|_| *filled) {
                        place.send(next);
                        next += 1;
                    }
                }
                next
            };
            let moves = async {
                let end = timeout(secs(60), move_items(&mut from, &to)).await;
                (end.map_or("nothing, for ever", told), lab.now() - began)
            };
            let ((end, at), count) = join(moves, others).await;
            let ended = ms(703) * fills.len() as u32;
            if at < ended {
                fail(format!(
                    "the queue had been closed, somebody still kept a place in it that was reserved \
                     before, and your function returned {end} after {}, though that place could be \
                     filled until {}: a queue that is closed and empty has not ended while somebody \
                     can put something into it; that it has, `recv` tells by `None`",
                    short(at),
                    short(ended)
                ));
            }
            BASICS.equal(
                rest(&mut taken),
                (0..count).collect(),
                "a queue was closed, places in it that somebody kept were filled or given up after \
                 that, and these items came out of the channel",
            );
            BASICS.equal(
                (end, at),
                ("Ok", ended),
                "a queue was closed, places in it that somebody kept were filled or given up after \
                 that, and this came back, and when: it has ended when the last of them is",
            );
        }
    });
}

#[test]
fn it_waits_a_day_for_an_item_and_for_room() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 3);
        let (give, mut from) = mpsc::channel(16);
        let (to, mut taken) = mpsc::channel(1);
        let others = async {
            let mut got = Vec::new();
            sleep(A_DAY).await;
            for n in 0..2 {
                assert!(
                    give.try_send(n).is_ok(),
                    "the queue of the test is too small"
                );
            }
            sleep(A_DAY).await;
            got.extend(taken.try_recv().ok());
            sleep(ms(7)).await;
            got.extend(taken.try_recv().ok());
            drop(give);
            got
        };
        let moves = async {
            let end = told(move_items(&mut from, &to).await);
            (end, lab.now())
        };
        let ((end, at), got) = join(moves, others).await;
        if at < A_DAY * 2 {
            BASICS.fails(format!(
                "no item came for a day, and then the channel had no room for another day; your function \
                 returned {end} after {}, though the queue had not ended and nobody had closed the \
                 channel: it waits however long that takes",
                short(at)
            ));
        }
        BASICS.equal(
            (end, got),
            ("Ok", vec![0, 1]),
            "no item came for a day, and then the channel had no room for another day: this came \
             back when the queue had ended, and these items came out of the channel",
        );
    });
}

#[test]
fn thousands_of_items_are_moved_at_once() {
    virtual_time(async |lab: Lab| {
        for room in [1, 100, 5000] {
            lab.case(format!("3000 items, and room for {room}"));
            let began = lab.now();
            let mut from = ended_with(3000);
            let (to, mut taken) = mpsc::channel(room);
            let mut got = Vec::new();
            let takes = async {
                while let Some(item) = taken.recv().await {
                    got.push(item);
                }
            };
            let moves = async {
                let end = told(move_items(&mut from, &to).await);
                drop(to);
                end
            };
            let (end, ()) = join(moves, takes).await;
            BASICS.equal(
                end,
                "Ok",
                format!("3000 items were there, with room for {room}, and this came back"),
            );
            BASICS.equal(
                lab.now() - began,
                secs(0),
                format!(
                    "3000 items were there, with room for {room}, and the consumer took no time: so long \
                     after the call all of them were moved"
                ),
            );
            if got != (0..3000).collect::<Vec<_>>() {
                BASICS.fails(format!(
                    "3000 items were put into the queue, with room for {room} in the channel, and \
                     {} came out of it, not each once and in their order",
                    got.len()
                ));
            }
        }
    });
}

#[test]
fn others_may_put_something_into_the_same_channel() {
    virtual_time(async |lab: Lab| {
        for room in [1, 2, 3] {
            lab.case(format!(
                "somebody else fills a channel with room for {room}"
            ));
            let (give, mut from) = mpsc::channel(16);
            let (to, mut taken) = mpsc::channel(room);
            let feeds = async {
                sleep(secs(1)).await;
                for n in 0..3 {
                    let sent = give.send(n).await;
                    assert!(sent.is_ok(), "the queue of the test is gone");
                }
                drop(give);
            };
            let other = to.clone();
            let fills = async {
                // Waits where a place is kept for an item, and fills all that is free.
                sleep(ms(500)).await;
                for n in 100..103 {
                    let sent = other.send(n).await;
                    assert!(sent.is_ok(), "the channel of the test is gone");
                }
                drop(other);
            };
            let moves = async {
                let end = timeout(secs(60), move_items(&mut from, &to)).await;
                drop(to);
                end.map_or("nothing, for ever", told)
            };
            let mut got = Vec::new();
            let takes = async {
                sleep(secs(2)).await;
                while let Ok(Some(item)) = timeout(secs(60), taken.recv()).await {
                    got.push(item);
                }
            };
            let (end, (), (), ()) = futures::join!(moves, feeds, fills, takes);
            got.sort_unstable();
            let what = format!(
                "the channel had room for {room}, your function waited for an item, and somebody \
                 else put the numbers 100 to 102 into the channel meanwhile"
            );
            match (end, missing(&got, 3)) {
                ("Ok", None) => {}
                ("Ok", Some(missing)) => BASICS.fails(format!(
                    "{what}; when the items came there was no room, and {missing} never came out of \
                     the channel: room that is only looked at may be taken by somebody else"
                )),
                (end, _) => BASICS.fails(format!(
                    "{what}; when the items came there was no room, and {end} came back: room that \
                     is only looked at may be taken by somebody else"
                )),
            }
            BASICS.equal(
                got,
                vec![0, 1, 2, 100, 101, 102],
                format!("{what}, and these numbers came out of the channel"),
            );
        }
    });
}

#[test]
fn it_goes_on_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a call that is {way}"));
            let (give, mut from) = mpsc::channel(16);
            let (to, mut taken) = mpsc::channel(1);
            let (got, end) = (RefCell::new(Vec::new()), Cell::new(""));
            let moves = async {
                end.set(told(lab.polled(way, move_items(&mut from, &to)).await));
                drop(to);
            };
            let feeds = async move {
                for n in 0..4 {
                    sleep(ms(507)).await;
                    let sent = give.send(n).await;
                    assert!(sent.is_ok(), "the queue of the test is gone");
                }
            };
            let takes = async {
                while let Some(item) = taken.recv().await {
                    got.borrow_mut().push(item);
                    sleep(ms(703)).await;
                }
            };
            within(
                secs(60),
                apart(vec![Box::pin(moves), Box::pin(feeds), Box::pin(takes)]),
                format!("a call was {way}, and it stood still though there was something to move"),
            )
            .await;
            BASICS.equal(
                (end.get(), got.into_inner()),
                ("Ok", vec![0, 1, 2, 3]),
                format!(
                    "a call was {way}: this came back, and these items came out of the channel"
                ),
            );
        }
    });
}
