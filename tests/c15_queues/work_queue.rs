//! `work_queue`: so many at once, all that is found on the way, and an end of its own.

use std::collections::VecDeque;
use std::time::Duration;

use async_katas::c15_queues::work_queue::{WorkQueueError, work_queue};
use lab::timeline::{self, End, Item as Drawn, short};
use lab::{
    A_DAY, Gauge, Job, Lab, Timeline, Way, expect_eq, fail, for_seeds, ms, secs, virtual_time,
};
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

/// What came of it, in words: what the answer's own types say of themselves is no evidence.
fn told(result: Result<usize, WorkQueueError>) -> String {
    match result {
        Ok(count) => counted(count),
        Err(WorkQueueError::NoWorkers) => "no workers".to_owned(),
    }
}

fn counted(count: usize) -> String {
    format!("{count} item{}", if count == 1 { "" } else { "s" })
}

/// How many were worked on at the same instant, at the most.
fn most_at_once(lab: &Lab) -> usize {
    let lanes = lab.timeline().lanes;
    let spans = lanes.iter().flat_map(|lane| &lane.items);
    let spans: Vec<_> = spans
        .filter_map(|item| match item {
            Drawn::Span { from, to, .. } => Some((*from, *to)),
            _ => None,
        })
        .collect();
    let beside = |at| {
        spans
            .iter()
            .filter(move |(from, to)| *from <= at && at < *to)
    };
    let counts = spans.iter().map(|(from, _)| beside(*from).count());
    counts.max().unwrap_or_default()
}

/// What was dropped since then, and which of those that were found was never begun: told.
fn lost(lab: &Lab, since: Duration, found: &[&str]) -> Option<String> {
    let happened = lab.timeline();
    for lane in &happened.lanes {
        for item in lane.items.iter().filter(|item| item.begin() >= since) {
            if let Drawn::Span {
                from,
                to,
                end: End::Cancelled,
            } = item
            {
                return Some(format!(
                    "`{}` was dropped {} after it had begun, before its end: `work` may take as \
                     long as it likes",
                    lane.name,
                    short(*to - *from)
                ));
            }
        }
    }
    let begun = |name: &&&str| {
        happened
            .items(name)
            .iter()
            .any(|item| item.begin() >= since)
    };
    let never: Vec<String> = found
        .iter()
        .filter(|name| !begun(name))
        .map(|name| format!("`{name}`"))
        .collect();
    let names = match never.as_slice() {
        [] => return None,
        [one] => format!("{one}, which had been found, was"),
        [most @ .., last] => format!("{} and {last}, which had been found, were", most.join(", ")),
    };
    Some(format!(
        "{names} never begun: what `work` gives has to go into the queue, and somebody has to take \
         it from there"
    ))
}

/// Names as in a sentence: `a`, `b` and `c`.
fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn was(count: usize) -> &'static str {
    if count == 1 { "was" } else { "were" }
}

/// The first instant at which an item waited and fewer were worked on than there are workers: told.
/// The queue tells in its order who came into it, and when.
fn idle(lab: &Lab, workers: usize, queue: &[(String, Duration)]) -> Option<String> {
    let lanes = lab.timeline().lanes;
    let spans = lanes.iter().flat_map(|lane| {
        let name = lane.name.as_str();
        lane.items.iter().filter_map(move |item| match item {
            Drawn::Span { from, to, .. } => Some((name, *from, *to)),
            _ => None,
        })
    });
    let spans: Vec<(&str, Duration, Duration)> = spans.collect();
    let begun = |name: &str| spans.iter().find(|(other, ..)| *other == name);
    let names = |all: &dyn Fn(Duration, Duration) -> bool| -> Vec<&str> {
        let these = spans.iter().filter(|(_, from, to)| all(*from, *to));
        these.map(|(name, ..)| *name).collect()
    };
    let mut instants: Vec<Duration> = spans.iter().map(|(_, _, to)| *to).collect();
    instants.sort_unstable();
    for at in instants {
        let waits = queue
            .iter()
            .find(|(name, came)| *came <= at && begun(name).is_none_or(|(_, from, _)| *from > at));
        let (busy, took) = (
            names(&|from, to| from < at && at < to),
            names(&|from, _| from == at),
        );
        let Some((waits, _)) = waits.filter(|_| busy.len() + took.len() < workers) else {
            continue;
        };
        let ended = names(&|_, to| to == at);
        let found: Vec<&str> = queue
            .iter()
            .filter(|(_, came)| *came == at)
            .map(|(name, _)| name.as_str())
            .collect();
        let later = spans
            .iter()
            .map(|(_, from, _)| *from)
            .filter(|from| *from > at);
        let next = later.min();
        let until = next.map(|next| (next, names(&|_, to| to == next)));
        if found.len() > 1 && !took.is_empty() {
            return Some(format!(
                "at {} {} ended and had found {}; {} of {workers} workers {} at work then, {} {} \
                 begun, and `{waits}` was not, though another worker was idle: all who are idle have \
                 to hear of what was found, as many as there are items, and not only one of them",
                short(at),
                listed(&ended),
                listed(&found),
                busy.len(),
                was(busy.len()),
                listed(&took),
                was(took.len()),
            ));
        }
        // What was begun before it, or given before it, and let it wait.
        let order = |name: &str| queue.iter().position(|(other, _)| other == name);
        let before = until
            .iter()
            .flat_map(|(_, ends)| ends)
            .find(|name| ended.iter().any(|ended| order(name) < order(ended)));
        return Some(match (took.is_empty(), &until, before) {
            (true, Some((next, _)), Some(before)) => format!(
                "{} ended at {}, `{waits}` waited, and nothing was begun until `{before}`, which had \
                 its turn before that, had ended as well, at {}: a place is free when its own item \
                 has ended, also while one that came before it is still being worked on, so await \
                 whichever ends first",
                listed(&ended),
                short(at),
                short(*next)
            ),
            (true, Some((next, ends)), None) => format!(
                "{} ended at {}, `{waits}` waited, and nothing was begun until {}{}: a place is free \
                 when its own item has ended, whatever is still being worked on",
                listed(&ended),
                short(at),
                short(*next),
                match ends.as_slice() {
                    [] => String::new(),
                    ends => format!(", when {} ended", listed(ends)),
                }
            ),
            _ => format!(
                "at {} {} ended, `{waits}` waited, and was not begun, though only {} of {workers} \
                 workers had something to do: an item waits for nobody but a free worker",
                short(at),
                listed(&ended),
                busy.len() + took.len()
            ),
        });
    }
    None
}

/// The first item that was begun although one that came into the queue before it waited: told.
fn overtaken(lab: &Lab, queue: &[(String, Duration)]) -> Option<String> {
    let begun = |name: &str| {
        let items = lab.timeline().items(name);
        items.first().map(Drawn::begin)
    };
    queue.iter().enumerate().find_map(|(place, (name, came))| {
        let from = begun(name).unwrap_or(Duration::MAX);
        let (passes, at) = queue[place + 1..]
            .iter()
            .filter_map(|(other, _)| Some((other, begun(other)?)))
            .find(|(_, at)| *came <= *at && *at < from)?;
        Some(format!(
            "`{passes}` was begun at {}, and `{name}`, which stood before it in the queue, was not \
             begun by then: whoever is free takes the first, and no item is meant for a certain \
             worker",
            short(at)
        ))
    })
}

/// Said where all is done and the call has not returned.
const NOBODY_TELLS: &str = "whoever does the last item has to see to it that all who wait for another \
    one hear that none will come (a channel ends when its last sender is dropped, so that a worker that \
    waits at one and holds a sender of it keeps it open)";

/// Waits for a call that has so many items, given or found, and says why where it never ends.
async fn ended<T>(lab: &Lab, items: usize, call: impl Future<Output = T>) -> T {
    // This timer wakes nobody else.
    tokio::select! {
        biased;
        () = sleep(secs(1800)) => {}
        done = call => return done,
    }
    let lanes = lab.timeline().lanes;
    let spans = lanes.iter().flat_map(|lane| &lane.items);
    let done = spans.filter(|item| {
        matches!(
            item,
            Drawn::Span {
                end: End::Finished,
                ..
            }
        )
    });
    let done: Vec<Duration> = done.map(Drawn::end).collect();
    let over = done.iter().max().copied().unwrap_or_default();
    fail(match done.len() == items {
        true => format!(
            "at {} the last item was done, nothing waited and nobody worked any more, and your \
             function had not returned long after that{}: {NOBODY_TELLS}",
            short(over),
            match lab.tasks_alive() {
                0 => String::new(),
                tasks => format!(
                    ", with {} of it still there",
                    timeline::counted(tasks, "task")
                ),
            }
        ),
        false => format!(
            "{} of {items} items were done, nothing more happened after that, and your function \
             had not returned",
            done.len()
        ),
    })
}

#[test]
fn all_workers_are_busy_whenever_there_is_work() {
    virtual_time(async |lab: Lab| {
        let times = [2, 1, 3, 1, 2, 1, 1];
        let names = ["a", "b", "c", "d", "e", "f", "g"];
        let items = names.iter().zip(times).map(|(name, s)| item(name, secs(s)));
        let done = ended(&lab, 7, work_queue(items.collect(), 3, work(&lab))).await;
        let why = match most_at_once(&lab) {
            0 | 1 => "three workers were asked for, and no item was begun while another was worked on: \
                      there is one worker only, or they wait for each other, as for a lock that is held \
                      across the `.await` of an item"
                .to_owned(),
            2 | 3 => {
                let queue = names.map(|name| (name.to_owned(), secs(0)));
                let seen = overtaken(&lab, &queue).or_else(|| idle(&lab, 3, &queue));
                seen.unwrap_or_else(|| {
                    "all items stand in one queue, and a worker that is free takes the first of them"
                        .to_owned()
                })
            }
            _ => "there are three workers, and each works on one item at a time".to_owned(),
        };
        lab.expect_because(
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
            &why,
        );
        expect_eq(
            told(done),
            counted(7),
            "seven items were worked on, and another number was returned",
        );
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
        let queue: Vec<_> = items
            .iter()
            .map(|item| (item.name.clone(), secs(0)))
            .collect();
        let done = ended(&lab, count, work_queue(items, workers, work(&lab))).await;
        match overtaken(&lab, &queue).or_else(|| idle(&lab, workers, &queue)) {
            Some(why) => lab.expect_because(expected, &why),
            None => lab.expect(expected),
        }
        expect_eq(
            told(done),
            counted(count),
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
        let done = ended(&lab, 5, work_queue(vec![root], 2, work(&lab))).await;
        let begun = |name| end(&lab, name).is_some();
        let why = match ["left", "middle", "right", "leaf"].into_iter().any(begun) {
            false => {
                "nothing that `root` found was ever worked on: what its `work` gave has to go into \
                 the queue"
            }
            true => {
                "what `root` found at 1s is in the queue from then on; a worker that finds the \
                 queue empty has to wait as long as another one may still find something, and to \
                 be woken when it does; what is found joins the end of the queue"
            }
        };
        lab.expect_because(
            "
                    0s      1s      2s      3s      4s
            root    |=======|
            left            |=======|
            middle          |===============|
            right                   |=======|
            leaf                            |=======|
            ",
            why,
        );
        expect_eq(
            told(done),
            counted(5),
            "the number of items worked on is wrong: what was found counts too",
        );
    });
}

/// When the work on this lane was over, if it was begun.
fn end(lab: &Lab, name: &str) -> Option<Duration> {
    let lanes = lab.timeline().lanes;
    let lane = lanes.into_iter().find(|lane| lane.name == name);
    match lane.and_then(|lane| lane.items.last().cloned()) {
        Some(Drawn::Span { to, .. }) => Some(to),
        _ => None,
    }
}

#[test]
fn who_is_free_takes_what_was_found_while_others_are_still_at_work() {
    virtual_time(async |lab: Lab| {
        let short = with(
            "short",
            ms(503),
            vec![item("found", ms(1009)), item("too", ms(211))],
        );
        let given = vec![item("long", ms(4001)), short];
        let _done = ended(&lab, 4, work_queue(given, 2, work(&lab))).await;
        let found = end(&lab, "short").unwrap_or_else(|| lab.now());
        if end(&lab, "found").is_none()
            && end(&lab, "too").is_none()
            && let Some(lost) = lost(&lab, secs(0), &["found", "too"])
        {
            fail(lost);
        }
        lab.expect_busy_because(
            2,
            &[
                ("long", secs(0)),
                ("short", secs(0)),
                ("found", found),
                ("too", found),
            ],
            "what is in the queue, given or found, waits for nobody but a free worker, and there \
             was one while `long` was still being worked on",
        );
    });
}

/// How long an item takes, and the numbers of those that are found in it.
type Plan = Vec<(Duration, Vec<usize>)>;

fn planned(plan: &Plan, n: usize) -> Item {
    let (time, finds) = &plan[n];
    let finds = finds.iter().map(|m| planned(plan, *m)).collect();
    with(&format!("item {n}"), *time, finds)
}

/// What must happen when the first so many items are given.
fn schedule(plan: &Plan, given: usize, workers: usize) -> (Timeline, Duration) {
    let mut waiting: VecDeque<usize> = (0..given).collect();
    let (mut at_work, mut now): (Vec<(Duration, usize)>, _) = (Vec::new(), secs(0));
    let mut expected = Timeline::new();
    loop {
        while at_work.len() < workers
            && let Some(n) = waiting.pop_front()
        {
            let over = now + plan[n].0;
            expected = expected.span(&format!("item {n}"), now, over);
            at_work.push((over, n));
        }
        let Some((over, n)) = at_work.iter().min().copied() else {
            return (expected, now);
        };
        now = over;
        at_work.retain(|(_, other)| *other != n);
        waiting.extend(&plan[n].1);
    }
}

/// Who came into the queue, and when, as things went: what is found comes when that has ended in
/// which it is found.
fn came(lab: &Lab, plan: &Plan, given: usize) -> Vec<(String, Duration)> {
    let name = |n: usize| format!("item {n}");
    let mut all: Vec<_> = (0..given).map(|n| (name(n), secs(0))).collect();
    let mut ends: Vec<(Duration, usize)> = (0..plan.len())
        .filter_map(|n| Some((end(lab, &name(n))?, n)))
        .collect();
    ends.sort_unstable();
    for (at, n) in ends {
        all.extend(plan[n].1.iter().map(|m| (name(*m), at)));
    }
    all
}

#[test]
fn what_is_found_joins_the_end_of_the_queue_in_its_order() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let (given, workers) = (draw.size(1..=4), draw.size(1..=4));
        // Powers of two, so that no two items end at the same instant.
        let mut plan: Plan = (0..12)
            .map(|n| (draw.times(secs(10), 1..=9) + ms(1 << n), Vec::new()))
            .collect();
        for n in given..12 {
            let parent = draw.size(0..=n - 1);
            plan[parent].1.push(n);
        }
        let given_items = (0..given).map(|n| planned(&plan, n)).collect();
        let done = ended(&lab, 12, work_queue(given_items, workers, work(&lab))).await;
        let (expected, over) = schedule(&plan, given, workers);
        let none_found = (given..12).all(|n| end(&lab, &format!("item {n}")).is_none());
        let why = match lost(&lab, secs(0), &[]) {
            Some(dropped) => dropped,
            None if none_found => {
                "nothing that was found was ever worked on: what `work` gives has to go into the \
                 queue"
                    .to_owned()
            }
            None => {
                let queue = came(&lab, &plan, given);
                let rule = "what is found joins the end of the queue at that instant, in its order";
                match overtaken(&lab, &queue).or_else(|| idle(&lab, workers, &queue)) {
                    Some(seen) => format!("{seen}; {rule}"),
                    None => format!("{rule}, and whoever is free takes the first"),
                }
            }
        };
        lab.expect_because(
            expected,
            &format!(
                "{given} items were given to {workers} workers, and others were found in them: \
                 {why}"
            ),
        );
        expect_eq(
            (told(done), lab.now()),
            (counted(12), over),
            "twelve items were worked on; this is what came of it, and when",
        );
    });
}

#[test]
fn a_thousand_may_be_found_at_once_and_a_thousand_may_work() {
    virtual_time(async |lab: Lab| {
        for (workers, time) in [
            (1, secs(1000)),
            (3, secs(334)),
            (1000, secs(1)),
            (5000, secs(1)),
        ] {
            lab.case(format!(
                "{workers} worker{}, and one item in which a thousand others are found",
                if workers == 1 { "" } else { "s" }
            ));
            let (gauge, start) = (Gauge::default(), lab.now());
            let own = gauge.clone();
            let done = work_queue(vec![true], workers, move |finds| {
                let gauge = own.clone();
                async move {
                    match finds {
                        true => vec![false; 1000],
                        false => {
                            let _inside = gauge.enter();
                            sleep(secs(1)).await;
                            Vec::new()
                        }
                    }
                }
            });
            let Ok(done) = timeout(secs(1200), done).await else {
                if gauge.entered() == 1000 && gauge.now() == 0 {
                    fail(format!(
                        "{workers} worker{} got an item in which a thousand others were found, all \
                         of these were done, and your function had not returned long after that: \
                         {NOBODY_TELLS}",
                        if workers == 1 { "" } else { "s" }
                    ));
                }
                fail(format!(
                    "{workers} worker{} got an item in which a thousand others are found, and it \
                     never ended: there has to be room in the queue for all that is found, for \
                     only the workers make room",
                    if workers == 1 { "" } else { "s" }
                ));
            };
            expect_eq(
                (told(done), gauge.peak(), lab.now() - start),
                (counted(1001), workers.min(1000), time),
                match gauge.entered() {
                    0 => "an item was given in which a thousand others were found, and none of \
                          these was ever worked on: what `work` gives has to go into the queue"
                        .to_owned(),
                    _ => format!(
                        "{workers} worker{} got an item in which a thousand others of 1s each were \
                         found; this is what came of it, how many were worked on at once, and how \
                         long it took",
                        if workers == 1 { "" } else { "s" }
                    ),
                },
            );
        }
    });
}

#[test]
fn an_item_may_take_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 2);
        let slow = with("slow", A_DAY, vec![item("found", ms(7))]);
        let done = work_queue(vec![slow], 3, work(&lab)).await;
        expect_eq(
            (told(done), lab.now()),
            (counted(2), A_DAY + ms(7)),
            match lost(&lab, secs(0), &["found"]) {
                Some(lost) => {
                    format!("an item took a day, and in it another was to be found; {lost}")
                }
                None => {
                    "an item took a day, and in it another was found; this is what came of it, \
                         and when"
                        .to_owned()
                }
            },
        );
    });
}

#[test]
fn it_ends_by_itself_when_the_last_item_finds_nothing() {
    virtual_time(async |lab: Lab| {
        let deep = with("two", secs(1), vec![item("three", secs(1))]);
        let chain = with("one", secs(1), vec![deep]);
        let done = timeout(secs(60), work_queue(vec![chain], 4, work(&lab))).await;
        let cause = match lost(&lab, secs(0), &["two", "three"]) {
            Some(lost) => lost,
            None if done.is_err() => format!(
                "your function did not end, though after `three` nothing waited and nobody worked: \
                 {NOBODY_TELLS}"
            ),
            None => "three items were worked on, and this came back".to_owned(),
        };
        expect_eq(
            done.map_or("it never ended".to_owned(), told),
            counted(3),
            cause,
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
        lab.expect(
            "
                0s      1s      2s
            a   |===============/
            b   |===============/
            c
            ",
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
            none.map_or("it never ended".to_owned(), told),
            counted(0),
            "no items should be over at once, with 0 items worked on",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "your function waited although there was nothing to do",
        );
        for given in [vec![item("a", secs(1))], vec![]] {
            let count = given.len();
            let nobody = timeout(limit, work_queue(given, 0, work(&lab))).await;
            expect_eq(
                nobody.map_or("it never ended".to_owned(), told),
                "no workers".to_owned(),
                format!(
                    "{} and no workers were given: without workers nothing can be \
                     worked on, and that is an error, at once",
                    counted(count)
                ),
            );
        }
    });
}

#[test]
fn the_queue_is_worked_off_in_whichever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a queue that is {way}"));
            let start = lab.now();
            let finds = ["d", "e", "f"].map(|name| item(name, ms(1009)));
            let given = vec![
                with("a", ms(503), finds.into()),
                item("b", ms(211)),
                item("c", ms(101)),
            ];
            let queue = lab.polled(way, work_queue(given, 2, work(&lab)));
            let done = timeout(secs(60), queue).await;
            let first = match way {
                Way::Later => Way::LATER,
                _ => secs(0),
            };
            expect_eq(
                (
                    done.map_or("it never ended".to_owned(), told),
                    lab.now() - start,
                ),
                (counted(6), first + ms(503) + ms(1009) * 2),
                lost(&lab, start, &["d", "e", "f"]).unwrap_or_else(|| {
                    format!(
                        "the future of `work_queue` was {way}: two workers, `a` of 503ms in which \
                         three items of 1.009s were found, and two short ones; this is what came \
                         of it, and how long it took"
                    )
                }),
            );
        }
    });
}
