//! `work_queue`: so many at once, all that is found on the way, and an end of its own.

use std::time::Duration;

use async_katas::c15_queues::work_queue::{WorkQueueError, work_queue};
use lab::{Job, Lab, Timeline, expect_eq, for_seeds, ms, secs, virtual_time};
use tokio::time::{sleep, timeout};

/// An item: its lane, how long it takes, what is found in it.
struct Item {
    name: String,
    time: Duration,
    finds: Vec<Item>,
}

fn item(name: &str, time: Duration) -> Item {
    let name = name.to_owned();
    Item {
        name,
        time,
        finds: Vec::new(),
    }
}

fn with(name: &str, time: Duration, finds: Vec<Item>) -> Item {
    Item {
        finds,
        ..item(name, time)
    }
}

/// What the workers do: an item takes its time on its lane, and gives what is found in it.
fn work(lab: &Lab) -> impl Fn(Item) -> Job<Vec<Item>> + Send + Sync + 'static {
    let lab = lab.clone();
    move |item: Item| lab.job(&item.name).takes(item.time).gives(item.finds)
}

#[test]
fn all_workers_are_busy_whenever_there_is_work() {
    virtual_time(async |lab: Lab| {
        let times = [2, 1, 3, 1, 2, 1, 1];
        let names = ["a", "b", "c", "d", "e", "f", "g"];
        let items = names.iter().zip(times).map(|(name, s)| item(name, secs(s)));
        let done = work_queue(items.collect(), 3, work(&lab)).await;
        lab.expect(
            "
                0s      1s      2s      3s      4s
            a   |===============|
            b   |=======|
            c   |=======================|
            d           |=======|
            e                   |===============|
            f                   |=======|
            g                           |=======|
            ",
        );
        expect_eq(done, Ok(7), "the number of items worked on is wrong");
    });
}

#[test]
fn each_item_is_worked_on_once_by_whoever_is_free_first() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let workers = draw.size(1..=5);
        let mut free_at = vec![secs(0); workers];
        let mut expected = Timeline::new();
        let mut items = Vec::new();
        for n in 1..=draw.size(1..=12) {
            let (name, time) = (format!("item {n}"), draw.times(ms(100), 1..=20));
            items.push(item(&name, time));
            // The next item goes to the worker that is free first.
            free_at.sort();
            expected = expected.span(&name, free_at[0], free_at[0] + time);
            free_at[0] += time;
        }
        let count = items.len();
        let done = work_queue(items, workers, work(&lab)).await;
        lab.expect(expected);
        expect_eq(
            done,
            Ok(count),
            "the number of items worked on is wrong: each item counts once",
        );
        expect_eq(
            lab.now(),
            free_at.into_iter().max().unwrap_or_default(),
            "your function did not return at the instant when the last item was done",
        );
    });
}

#[test]
fn what_is_found_on_the_way_is_worked_on_too() {
    virtual_time(async |lab: Lab| {
        let left = with("left", secs(1), vec![item("leaf", secs(1))]);
        let (middle, right) = (item("middle", secs(2)), item("right", secs(1)));
        let root = with("root", secs(1), vec![left, middle, right]);
        let done = work_queue(vec![root], 2, work(&lab)).await;
        lab.expect_because(
            "
                    0s      1s      2s      3s      4s
            root    |=======|
            left            |=======|
            middle          |===============|
            right                   |=======|
            leaf                            |=======|
            ",
            "what `root` found at 1s did not go to both workers in its turn: a worker that finds \
             the queue empty has to wait as long as another one may still find something, and has \
             to be woken at the instant when it does; what is found joins the end of the queue",
        );
        expect_eq(
            done,
            Ok(5),
            "the number of items worked on is wrong: what was found counts too",
        );
    });
}

#[test]
fn it_ends_by_itself_when_the_last_item_finds_nothing() {
    virtual_time(async |lab: Lab| {
        let deep = with("two", secs(1), vec![item("three", secs(1))]);
        let chain = with("one", secs(1), vec![deep]);
        let done = timeout(secs(60), work_queue(vec![chain], 4, work(&lab))).await;
        expect_eq(
            done,
            Ok(Ok(3)),
            "your function did not end: after `three` nothing waits and nobody works, so all four \
             workers have to stop waiting",
        );
        expect_eq(
            lab.now(),
            secs(3),
            "your function went on after the last item was done",
        );
    });
}

#[test]
fn dropping_it_drops_the_work() {
    virtual_time(async |lab: Lab| {
        let items = ["a", "b", "c"].map(|name| item(name, secs(5))).into();
        let cut_off = timeout(secs(2), work_queue(items, 2, work(&lab))).await;
        expect_eq(cut_off.is_err(), true, "two workers were done too early");
        // The runtime drops an aborted task at its next turn, not while the abort is called.
        sleep(ms(1)).await;
        lab.expect_because(
            "
                0s      1s      2s
            a   |===============/
            b   |===============/
            c
            ",
            "the work went on after the future of your function was dropped: a task that nobody \
             holds runs on by itself",
        );
        lab.expect_no_task_left();
    });
}

#[test]
fn no_items_are_over_at_once_and_no_workers_are_an_error() {
    virtual_time(async |lab: Lab| {
        let limit = secs(60);
        let none = timeout(limit, work_queue(Vec::new(), 3, work(&lab))).await;
        expect_eq(
            none,
            Ok(Ok(0)),
            "no items should be over at once, with 0 items worked on",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "your function waited although there was nothing to do",
        );
        let nobody = vec![item("a", secs(1))];
        let nobody = timeout(limit, work_queue(nobody, 0, work(&lab))).await;
        expect_eq(
            nobody,
            Ok(Err(WorkQueueError::NoWorkers)),
            "without workers an item can never be worked on: that is an error, at once",
        );
    });
}
