//! `pipeline`: all stages at once, the slowest sets the pace, and an error stops the line.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_katas::c15_queues::pipeline::{Stage, pipeline};
use futures::FutureExt;
use lab::timeline::{End, Item as Drawn, short};
use lab::{A_DAY, Lab, Timeline, Way, expect_eq, fail, for_seeds, ms, secs, virtual_time};
use tokio::time::error::Elapsed;
use tokio::time::{sleep, timeout};

type Error = &'static str;

/// An item: its number, and the stages that it went through.
type Item = (usize, String);

/// A source of so many items, each marked on its lane at the instant at which it is taken.
fn source(lab: &Lab, count: usize) -> impl Iterator<Item = Item> + Send + 'static {
    let lab = lab.clone();
    (0..count).map(move |n| {
        lab.explain("source", "an item was taken from it");
        lab.mark("source", 'o');
        (n, String::new())
    })
}

/// A stage on its own lane: a time for each item, and the item that it fails at, if any.
fn stage(
    lab: &Lab,
    name: &'static str,
    times: &[Duration],
    bad: Option<usize>,
) -> Stage<Item, Error> {
    let (lab, times) = (lab.clone(), times.to_vec());
    Box::new(move |(n, so_far)| {
        let time = times[n % times.len()];
        let through = match so_far.as_str() {
            "" => name.to_owned(),
            so_far => format!("{so_far}, {name}"),
        };
        let job = lab.job(name).takes(time);
        match bad == Some(n) {
            true => job.err("bad item").boxed(),
            false => job.ok((n, through)).boxed(),
        }
    })
}

fn room(n: usize) -> NonZeroUsize {
    NonZeroUsize::new(n).unwrap_or(NonZeroUsize::MIN)
}

/// What comes out when all went well.
fn all(count: usize, through: &str) -> Result<Vec<Item>, Error> {
    Ok((0..count).map(|n| (n, through.to_owned())).collect())
}

/// What came of it, or that nothing did.
fn in_time<T>(outcome: Result<Result<T, Error>, Elapsed>) -> Result<T, Error> {
    outcome.unwrap_or(Err("nothing, the function did not return"))
}

/// Which stage stood still since then, of a line that did not come to its end with so many items:
/// the last one for which there was more.
fn stuck(lab: &Lab, since: Duration, names: &[&str], items: usize) -> String {
    let happened = lab.timeline();
    let count = |name: &str| {
        let runs = happened.items(name);
        let runs = runs.iter().filter(|run| run.begin() >= since);
        let (mut begun, mut ended) = (0, 0);
        for run in runs {
            begun += 1;
            let is_over = matches!(
                run,
                Drawn::Span {
                    end: End::Finished,
                    ..
                }
            );
            ended += usize::from(is_over);
        }
        (begun, ended)
    };
    for (place, name) in names.iter().enumerate().rev() {
        let (begun, ended) = count(name);
        let (before, there) = match place {
            0 => ("the source", items),
            _ => (names[place - 1], count(names[place - 1]).1),
        };
        if begun != ended || begun >= there {
            continue;
        }
        let which = match place + 1 == names.len() {
            true => ", the last stage,",
            false => "",
        };
        let before = match place {
            0 => format!("{before} held {there}"),
            _ => format!("`{before}` had ended {there}"),
        };
        let should = match place + 1 == names.len() {
            true => {
                "what the last stage gives goes straight into the result, so it should be taken \
                 from it at once, also while the line runs, and never wait for room"
            }
            false => "a stage should go on as soon as it has handed on what it gave",
        };
        return format!(
            "the line stood still: `{name}`{which} had ended {ended} and began no other, though \
             {before}; {should}"
        );
    }
    match names.iter().all(|name| count(name).1 == items) {
        true => {
            "all items had gone through all stages, and your function did not return".to_owned()
        }
        false => "your function did not return".to_owned(),
    }
}

/// Whether something failed in this stage since then.
fn has_failed(lab: &Lab, since: Duration, name: &str) -> bool {
    let failed = |item: &Drawn| {
        matches!(
            item,
            Drawn::Span {
                end: End::Failed,
                ..
            }
        )
    };
    let runs = lab.timeline().items(name);
    runs.iter().any(|run| run.begin() >= since && failed(run))
}

/// Whether something was dropped in this stage that it worked on: told.
fn given_up(lab: &Lab, name: &str) -> Option<String> {
    let runs = lab.timeline().items(name);
    let dropped = runs.iter().find_map(|run| match run {
        Drawn::Span {
            from,
            to,
            end: End::Cancelled,
        } => Some(*to - *from),
        _ => None,
    })?;
    Some(format!(
        "`{name}` takes a day for its item, and what it gave was dropped {} after it had begun: an \
         item may take as long as it likes, and nobody has set a limit",
        short(dropped)
    ))
}

/// How an error comes back in time.
const AT_ONCE: &str = "Whoever awaits the stages one after another, or all of them before he looks at \
                       an error, comes to it late: await them all at once, and take whichever fails \
                       first";

/// That one of these stages ended an item at this instant, if one did: told.
fn ended_at(lab: &Lab, names: &[&str], at: Duration) -> String {
    let ended = names.iter().find(|name| {
        let runs = lab.timeline().items(name);
        runs.iter().any(|run| run.end() == at)
    });
    ended.map_or_else(String::new, |name| {
        format!(", as `{name}`, a stage before it, ended an item of its own")
    })
}

/// What is said of a line whose `parse` fails at its eighth item, where that did not end it.
fn eighth(lab: &Lab, since: Duration) -> String {
    match has_failed(lab, since, "parse") {
        true => "the error of the eighth item should have ended the line".to_owned(),
        false => format!(
            "the eighth item fails in `parse`, and never came to it; {}",
            stuck(lab, since, &["load", "parse"], usize::MAX).replace(
                &format!("the source held {}", usize::MAX),
                "the source never ends"
            )
        ),
    }
}

/// What comes of a line of these stages with so many items, which has to come to its end.
async fn to_its_end<T>(
    lab: &Lab,
    names: &[&str],
    items: usize,
    line: impl Future<Output = T>,
) -> T {
    let since = lab.now();
    // This timer wakes nobody else.
    tokio::select! {
        biased;
        () = sleep(secs(600)) => fail(stuck(lab, since, names, items)),
        done = line => done,
    }
}

/// What is said where an item was taken from the source before this stage, the first one, began it.
fn taken_ahead(lab: &Lab, first: &str) -> Option<&'static str> {
    let happened = lab.timeline();
    let (taken, begun) = (happened.items("source"), happened.items(first));
    let mut both = taken.iter().zip(&begun);
    let ahead = both.any(|(taken, begun)| taken.begin() < begun.begin());
    ahead.then_some(
        "an item was taken from the source before the first stage could begin it: the source may be \
         endless, so nothing is read ahead, nor collected",
    )
}

#[test]
fn the_stages_work_at_the_same_time() {
    virtual_time(async |lab: Lab| {
        let names = ["load", "parse", "store"];
        let stages = names.map(|name| stage(&lab, name, &[secs(1)], None));
        let line = pipeline(source(&lab, 4), Vec::from(stages), room(1));
        let done = to_its_end(&lab, &names, 4, line).await;
        let begun = lab.timeline().items("load");
        let at_once = begun.iter().skip(1).all(|run| run.begin() == secs(0));
        let why = match taken_ahead(&lab, "load") {
            Some(why) => why,
            None if at_once => {
                "a stage works on one item at a time, and all stages at the same time, on \
                 different items"
            }
            None => {
                "all stages work at the same time, on different items: each takes the next one as \
                 soon as it has handed on the last"
            }
        };
        lab.expect_because(
            "
                    0s      1s      2s      3s      4s      5s      6s
            source  o       o       o       o
            load    |=======|=======|=======|=======|
            parse           |=======|=======|=======|=======|
            store                   |=======|=======|=======|=======|
            ",
            why,
        );
        expect_eq(
            done,
            all(4, "load, parse, store"),
            "every item has to go through every stage, and come out in the order of the source",
        );
    });
}

#[test]
fn the_slowest_stage_sets_the_pace() {
    virtual_time(async |lab: Lab| {
        let stages = vec![
            stage(&lab, "load", &[secs(1)], None),
            stage(&lab, "parse", &[secs(3)], None),
            stage(&lab, "store", &[secs(1)], None),
        ];
        let line = pipeline(source(&lab, 5), stages, room(1));
        let done = to_its_end(&lab, &["load", "parse", "store"], 5, line).await;
        let third = lab.timeline().items("load").get(2).map(Drawn::begin);
        let why = match taken_ahead(&lab, "load") {
            Some(why) => why,
            None if third == Some(secs(4)) => {
                "`load` was done with its second item at 2s and handed it on, and began its third \
                 only at 4s, when a place behind it came free: a stage begins its next item at \
                 once, and waits for a place only when it is done with it"
            }
            None => {
                "one item has room between two stages, so `load` should keep its third item, done \
                 at 3s, until `parse` takes the second at 4s, and only then take the next from the \
                 source"
            }
        };
        lab.expect_because(
            "
                    0s  1s  2s  3s  4s  5s  6s  7s  8s  9s  10s 11s 12s 13s 14s 15s 16s 17s
            source  o   o   o       o           o
            load    |===|===|===|   |===|       |===|
            parse       |===========|===========|===========|===========|===========|
            store                   |===|       |===|       |===|       |===|       |===|
            ",
            why,
        );
        expect_eq(
            done,
            all(5, "load, parse, store"),
            "every item has to go through every stage, and come out in the order of the source",
        );
    });
}

#[test]
fn nobody_waits_without_need_and_nobody_runs_ahead() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let names = &["cut", "drill", "paint", "pack"][..draw.size(1..=4)];
        let (count, between) = (draw.size(1..=7), draw.size(1..=3));
        let mut times = Vec::new();
        for _ in names {
            let of_stage = (0..count).map(|_| draw.off_grid(ms(100)..=secs(1)));
            times.push(of_stage.collect::<Vec<_>>());
        }
        let stages = names.iter().zip(&times);
        let stages = stages.map(|(name, times)| stage(&lab, name, times, None));
        let line = pipeline(source(&lab, count), stages.collect(), room(between));
        let done = to_its_end(&lab, names, count, line).await;
        let why = match taken_ahead(&lab, names[0]) {
            Some(why) => why.to_owned(),
            None => format!(
                "between two stages there is room for {between}; a stage that finds none should \
                 keep its item until there is, and take its next one at that instant"
            ),
        };
        lab.expect_because(schedule(names, &times, between), &why);
        expect_eq(
            done,
            all(count, &names.join(", ")),
            "every item has to go through every stage, and come out in the order of the source",
        );
    });
}

/// When each stage starts and finishes each item: `times[stage][item]`, and so much room between two
/// stages.
fn instants(times: &[Vec<Duration>], room: usize) -> Vec<Vec<(Duration, Duration)>> {
    let (stages, items) = (times.len(), times[0].len());
    let mut spans = vec![vec![(secs(0), secs(0)); items]; stages];
    let mut handed_on = vec![vec![secs(0); items]; stages];
    for n in 0..items {
        for s in 0..stages {
            let free = if n == 0 { secs(0) } else { handed_on[s][n - 1] };
            let there = if s == 0 { secs(0) } else { handed_on[s - 1][n] };
            let started = free.max(there);
            let done = started + times[s][n];
            spans[s][n] = (started, done);
            // The queue has room when the item so many before this one has been taken out.
            let taken = (s + 1 < stages && n >= room).then(|| spans[s + 1][n - room].0);
            handed_on[s][n] = done.max(taken.unwrap_or_default());
        }
    }
    spans
}

/// What must happen.
fn schedule(names: &[&str], times: &[Vec<Duration>], room: usize) -> Timeline {
    let mut expected = Timeline::new().empty("source");
    for (s, spans) in instants(times, room).into_iter().enumerate() {
        for (started, done) in spans {
            if s == 0 {
                expected = expected.mark("source", started, 'o');
            }
            expected = expected.span(names[s], started, done);
        }
    }
    expected
}

#[test]
fn a_large_queue_takes_as_much_as_it_should_and_no_more() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 2);
        let taken = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&taken);
        let own = lab.clone();
        let endless = std::iter::from_fn(move || {
            let n = counter.fetch_add(1, Ordering::SeqCst);
            if n == 5000 {
                fail(match given_up(&own, "parse") {
                    Some(why) => why,
                    None if own.timeline().items("load").len() <= 3002 => {
                        "5000 items were taken from the source, and `load` had not begun them: the \
                         source may be endless, so nothing is read ahead, nor collected"
                            .to_owned()
                    }
                    None => {
                        "`parse` takes a day for its first item, with room for 3000 before it, \
                             and 5000 items were taken from the source meanwhile: when there is no \
                             room left, `load` should keep its item and take no other"
                            .to_owned()
                    }
                });
            }
            Some((n, String::new()))
        });
        let stages = vec![
            stage(&lab, "load", &[ms(1)], None),
            stage(&lab, "parse", &[A_DAY], Some(0)),
            // It waits all that time for an item that never comes.
            stage(&lab, "store", &[ms(1)], None),
        ];
        let line = timeout(A_DAY + secs(60), pipeline(endless, stages, room(3000)));
        let (outcome, after_an_hour) = tokio::join!(line, async {
            sleep(secs(3600)).await;
            taken.load(Ordering::SeqCst)
        });
        if let Some(why) = given_up(&lab, "parse") {
            fail(why);
        }
        if after_an_hour != 3002 {
            fail(format!(
                "`parse` takes a day for its first item, with room for 3000 before it: after an \
                 hour {after_an_hour} items had been taken from the source, and it should be 3002, \
                 one in `parse`, 3000 in the queue and one, finished, in the hands of `load`; so \
                 the queue has to have just the room that was asked for"
            ));
        }
        expect_eq(
            (in_time(outcome), lab.now()),
            (Err("bad item"), A_DAY + ms(1)),
            "`parse` failed after a day and 1ms: that error should be the result, at that instant",
        );
    });
}

#[test]
fn two_hundred_stages_and_two_thousand_items_are_fine() {
    virtual_time(async |_lab: Lab| {
        for (stages, items) in [(200, 5), (3, 2000)] {
            let add_one =
                || -> Stage<usize, Error> { Box::new(|n| async move { Ok(n + 1) }.boxed()) };
            let stages: Vec<Stage<usize, Error>> = (0..stages).map(|_| add_one()).collect();
            let each = stages.len();
            let done = timeout(secs(60), pipeline(0..items, stages, room(1))).await;
            let became = match done.is_ok() {
                true => "came out wrong",
                false => "nothing had come out after 60s",
            };
            expect_eq(
                in_time(done),
                Ok((each..items + each).collect()),
                format!(
                    "{items} numbers went into a line of {each} stages, each of which adds one at \
                     once, and {became}"
                ),
            );
        }
    });
}

#[test]
fn an_error_comes_back_at_once_wherever_and_whenever_it_happens() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let names = &["cut", "drill", "paint", "pack"][..draw.size(1..=4)];
        let (count, between) = (draw.size(1..=7), draw.size(1..=3));
        let (bad_stage, bad_item) = (draw.size(0..=names.len() - 1), draw.size(0..=count - 1));
        let mut times = Vec::new();
        for _ in names {
            let of_stage = (0..count).map(|_| draw.off_grid(ms(100)..=secs(1)));
            times.push(of_stage.collect::<Vec<_>>());
        }
        let stages = names
            .iter()
            .zip(&times)
            .enumerate()
            .map(|(s, (name, times))| {
                stage(&lab, name, times, (s == bad_stage).then_some(bad_item))
            });
        let taken = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&taken);
        let counted = source(&lab, count).inspect(move |_| {
            counter.fetch_add(1, Ordering::SeqCst);
        });
        let outcome = timeout(secs(60), pipeline(counted, stages.collect(), room(between))).await;
        let (outcome, at) = (in_time(outcome), lab.now());
        let is_its_error = outcome == Err("bad item");
        let spans = instants(&times, between);
        let over = spans[bad_stage][bad_item].1;
        let bad = names[bad_stage];
        expect_eq(
            (outcome, at),
            (Err("bad item"), over),
            match has_failed(&lab, secs(0), bad) {
                true if is_its_error && at > over => format!(
                    "`{bad}` failed at item {bad_item} at {over:?}, and its error came back only at {at:?}{}: \
                     the line should stop at once. {AT_ONCE}",
                    ended_at(&lab, &names[..bad_stage], at)
                ),
                true => format!(
                    "`{bad}` failed at item {bad_item} at {over:?}: the line stops there and then, \
                     and nothing else is waited for"
                ),
                false => format!(
                    "`{bad}` fails at item {bad_item}, and never came to it; {}",
                    stuck(&lab, secs(0), names, count)
                ),
            },
        );
        sleep(secs(60)).await;
        let begun = spans[0].iter().filter(|(started, _)| *started < over);
        let begun = begun.count();
        if taken.load(Ordering::SeqCst) > begun {
            fail(format!(
                "`{}` failed at item {bad_item} at {over:?}, and by then {begun} items were begun; \
                 {} were taken from the source",
                names[bad_stage],
                taken.load(Ordering::SeqCst)
            ));
        }
        lab.expect_no_task_left();
    });
}

#[test]
fn when_a_stage_fails_nobody_begins_anything_new() {
    virtual_time(async |lab: Lab| {
        for (bad_stage, between) in [(1, 1), (1, 2), (2, 1), (2, 3), (3, 1), (3, 2)] {
            lab.case(format!(
                "four stages with room for {between} between two, of which stage {bad_stage} fails \
                 at its first item after 10.003s, when all before it hold an item and wait"
            ));
            let begun = Arc::new([const { AtomicUsize::new(0) }; 4]);
            let stages = (0..4).map(|s| {
                let begun = Arc::clone(&begun);
                let stage: Stage<usize, Error> = Box::new(move |n| {
                    begun[s].fetch_add(1, Ordering::SeqCst);
                    async move {
                        if s == bad_stage {
                            sleep(ms(10_003)).await;
                            return Err("bad item");
                        }
                        sleep(ms(7)).await;
                        Ok(n)
                    }
                    .boxed()
                });
                stage
            });
            let outcome = pipeline(0..100, stages.collect(), room(between)).await;
            expect_eq(outcome, Err("bad item"), "the error of the stage was lost");
            sleep(secs(60)).await;
            let begun: Vec<usize> = begun.iter().map(|s| s.load(Ordering::SeqCst)).collect();
            // One in its hands, and as many as found room behind each stage up to the bad one.
            let expected = (0..4).map(|s| match s <= bad_stage {
                true => 1 + (bad_stage - s) * (between + 1),
                false => 0,
            });
            let expected: Vec<usize> = expected.collect();
            if let Some(more) = (0..4).find(|s| begun[*s] > expected[*s]) {
                fail(format!(
                    "stage {bad_stage} failed (counted from 0), when all before it held an item \
                     and waited for room, and stage {more} began another item after that: it has \
                     begun {}, and {} were all that it could begin before; who cannot hand on what \
                     it has, because nobody is there any more to take it, stops there, and takes \
                     nothing new",
                    begun[more], expected[more]
                ));
            }
            expect_eq(
                begun,
                expected,
                "so many items each of the four stages began, first stage first, before one of \
                 them failed",
            );
        }
    });
}

#[test]
fn whichever_stage_is_slow_the_others_wait_for_it_and_for_as_long_as_it_takes() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 2000);
        let names = ["cut", "drill", "paint", "pack"];
        for slow in 0..names.len() {
            for between in [1, 2, 3, 7] {
                lab.case(format!(
                    "four stages with room for {between} between two, of which `{}` takes a day \
                     for an item and each other one 7ms",
                    names[slow]
                ));
                let count = 4 * (between + 2);
                let mut times = vec![vec![ms(7); count]; names.len()];
                times[slow].fill(A_DAY);
                let stages = times.iter().map(|times| {
                    let times = times.clone();
                    let stage: Stage<usize, Error> = Box::new(move |n| {
                        let time = times[n];
                        async move {
                            sleep(time).await;
                            Ok(n)
                        }
                        .boxed()
                    });
                    stage
                });
                let (begun, own) = (lab.now(), lab.clone());
                let taken = Arc::new(Mutex::new(Vec::new()));
                let notes = Arc::clone(&taken);
                let source = (0..count).inspect(move |_| {
                    let mut taken = notes.lock().unwrap_or_else(PoisonError::into_inner);
                    taken.push(own.now() - begun);
                });
                let outcome = pipeline(source, stages.collect(), room(between)).await;
                let spans = instants(&times, between);
                let taken = taken.lock().unwrap_or_else(PoisonError::into_inner).clone();
                expect_eq(
                    taken,
                    spans[0].iter().map(|(started, _)| *started).collect(),
                    "these are the instants at which the items were taken from the source: each of \
                     the queues before the slow stage takes as many items as it has room for, and \
                     every stage before it holds one more and waits, however long",
                );
                expect_eq(
                    (outcome, lab.now() - begun),
                    (Ok((0..count).collect()), spans[3][count - 1].1),
                    "this is what came out in the end, and when",
                );
            }
        }
    });
}

#[test]
fn of_however_many_stages_the_first_error_comes_back_at_once() {
    virtual_time(async |lab: Lab| {
        for count in [5, 30, 31, 40, 200] {
            for (bad_stage, worse_stage) in [(1, 3), (count - 2, 1), (count / 2, count / 2 - 1)] {
                lab.case(format!(
                    "{count} stages, of which stage {bad_stage} fails at its third item, and stage \
                     {worse_stage} a little later at one that it has begun by then"
                ));
                // Every other stage works long enough to be in the middle of an item then.
                let mut times = vec![vec![ms(1003); count + 4]; count];
                let spans = instants(&times, 1);
                let (_, over) = spans[bad_stage][2];
                let in_work = spans[worse_stage].iter().position(|(_, end)| *end >= over);
                let worse_item = in_work.unwrap_or_default();
                times[worse_stage][worse_item] += ms(7);
                let stages = times.iter().enumerate().map(|(s, times)| {
                    let times = times.clone();
                    let stage: Stage<usize, String> = Box::new(move |n| {
                        let (time, bad) = (times[n], s == bad_stage && n == 2);
                        let worse = s == worse_stage && n == worse_item;
                        async move {
                            sleep(time).await;
                            match bad || worse {
                                true => Err(format!("stage {s} failed")),
                                false => Ok(n),
                            }
                        }
                        .boxed()
                    });
                    stage
                });
                let begun = lab.now();
                let line = pipeline(0..count + 4, stages.collect(), room(1));
                let outcome = timeout(secs(3600), line).await;
                let (at, error) = (lab.now() - begun, format!("stage {bad_stage} failed"));
                let failed = format!(
                    "stage {bad_stage} of {count} failed after {over:?}, while those before it and behind it \
                     were in the middle of other items"
                );
                let why = match &outcome {
                    Ok(Err(came)) if *came == error && at > over && count > 30 => format!(
                        "{failed}, and its error came back only after {at:?}, when others had ended; with 5 \
                         and with 30 stages it came at once. `try_join_all`, for one, asks more than 30 \
                         futures in the order of its list, so that an error waits there until all before it \
                         have ended: await the stages with something that gives whichever fails first"
                    ),
                    Ok(Err(came)) if *came == error && at > over => format!(
                        "{failed}, and its error came back only after {at:?}, when others had ended. \
                         {AT_ONCE}"
                    ),
                    _ => format!(
                        "{failed}: its error should come back then, and this is what your code gave, and \
                         after how long"
                    ),
                };
                expect_eq((outcome, at), (Ok(Err(error)), over), why);
                sleep(ms(1)).await;
                lab.expect_no_task_left();
            }
        }
    });
}

#[test]
fn an_error_stops_the_whole_line_and_comes_out_once() {
    virtual_time(async |lab: Lab| {
        let stages = vec![
            stage(&lab, "load", &[secs(1), secs(1), secs(9)], None),
            stage(&lab, "parse", &[secs(2)], Some(1)),
            stage(&lab, "store", &[secs(5)], None),
        ];
        let outcome = pipeline(source(&lab, 6), stages, room(2)).await;
        // The runtime drops an aborted task at its next turn, not while the abort is called.
        sleep(ms(1)).await;
        lab.expect(
            "
                    0s      1s      2s      3s      4s      5s
            source  o       o       o
            load    |=======|=======|=======================/
            parse           |===============|===============x
            store                           |===============/
            ",
        );
        expect_eq(outcome, Err("bad item"), "the error of `parse` was lost");
        lab.expect_no_task_left();
    });
}

#[test]
fn an_endless_source_is_read_no_further_than_needed() {
    virtual_time(async |lab: Lab| {
        let mut taken = 0;
        let endless = std::iter::from_fn(move || {
            taken += 1;
            if taken > 100 {
                fail(
                    "the source was read ahead: a hundred items were taken from it, where the \
                     first stage had not begun ten",
                );
            }
            Some((taken - 1, String::new()))
        });
        let stages = vec![
            stage(&lab, "load", &[ms(10)], None),
            stage(&lab, "parse", &[ms(10)], Some(7)),
        ];
        let outcome = timeout(secs(60), pipeline(endless, stages, room(2))).await;
        expect_eq(in_time(outcome), Err("bad item"), eighth(&lab, secs(0)));
    });
}

/// Items without end, and what the source says of how many are left.
struct Endless {
    taken: usize,
    left: (usize, Option<usize>),
}

impl Iterator for Endless {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        self.taken += 1;
        if self.taken > 100 {
            fail("the source was read ahead: a hundred items were taken, and eight begun");
        }
        Some((self.taken - 1, String::new()))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left
    }
}

#[test]
fn a_source_may_promise_more_items_than_any_memory_holds() {
    virtual_time(async |lab: Lab| {
        for left in [
            (usize::MAX, None),
            (usize::MAX, Some(usize::MAX)),
            (0, Some(usize::MAX)),
            (1 << 50, None),
            (0, Some(1 << 50)),
        ] {
            lab.case(format!(
                "a source whose `size_hint` is {left:?}, as that of `0..` or `repeat` may be: more \
                 items than any memory holds, for which no place can be kept"
            ));
            let endless = Endless { taken: 0, left };
            let stages = vec![
                stage(&lab, "load", &[ms(10)], None),
                stage(&lab, "parse", &[ms(10)], Some(7)),
            ];
            let start = lab.now();
            let outcome = timeout(secs(60), pipeline(endless, stages, room(2))).await;
            expect_eq(in_time(outcome), Err("bad item"), eighth(&lab, start));
        }
    });
}

#[test]
fn a_stage_may_fail_before_it_has_waited_for_anything() {
    virtual_time(async |lab: Lab| {
        let names = ["load", "parse", "store"];
        for bad_stage in 0..3 {
            for bad_item in [0, 1, 2, 4] {
                let name = names[bad_stage];
                lab.case(format!("`{name}` fails at once with item {bad_item} of 5"));
                let mut times = vec![vec![ms(503); 5]; 3];
                times[bad_stage][bad_item] = secs(0);
                let stages = names.iter().zip(&times).enumerate();
                let stages = stages.map(|(s, (name, times))| {
                    stage(&lab, name, times, (s == bad_stage).then_some(bad_item))
                });
                let start = lab.now();
                let line = pipeline(source(&lab, 5), stages.collect(), room(1));
                let outcome = in_time(timeout(secs(60), line).await);
                let took = lab.now() - start;
                let is_its_error = outcome == Err("bad item");
                let due = instants(&times, 1)[bad_stage][bad_item].1;
                expect_eq(
                    (outcome, took),
                    (Err("bad item"), due),
                    match has_failed(&lab, start, name) {
                        true if is_its_error && took > due => format!(
                            "`{name}` failed with item {bad_item} of 5 as soon as it had begun it, and its \
                             error came back only {} later. {AT_ONCE}",
                            short(took - due)
                        ),
                        true => format!(
                            "`{name}` failed with item {bad_item} of 5 as soon as it had begun it, \
                             and waited for nothing before that: this is what came of it, and when"
                        ),
                        false => format!(
                            "`{name}` fails with item {bad_item} of 5, and never came to it; {}",
                            stuck(&lab, start, &names, 5)
                        ),
                    },
                );
                sleep(ms(1)).await;
                lab.expect_no_task_left();
            }
        }
    });
}

#[test]
fn no_items_and_no_stages_work_too() {
    virtual_time(async |lab: Lab| {
        lab.case("one stage, and no items");
        let stages = vec![stage(&lab, "load", &[secs(1)], None)];
        let no_items = timeout(secs(60), pipeline(source(&lab, 0), stages, room(1))).await;
        expect_eq(
            in_time(no_items),
            all(0, ""),
            "no items should give no results",
        );
        lab.case("three items, and no stages");
        let no_stages = timeout(secs(60), pipeline(source(&lab, 3), vec![], room(1))).await;
        expect_eq(
            in_time(no_stages),
            all(3, ""),
            "without stages the items should come out as they went in",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "your function waited although there was nothing to do",
        );
    });
}

#[test]
fn the_line_runs_in_whichever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a line that is {way}"));
            let start = lab.now();
            let names = ["load", "parse", "store"];
            let stages = names.map(|name| stage(&lab, name, &[ms(503)], None));
            let line = pipeline(source(&lab, 4), Vec::from(stages), room(1));
            let outcome = timeout(secs(60), lab.polled(way, line)).await;
            let first = match way {
                Way::Later => Way::LATER,
                _ => secs(0),
            };
            let took = lab.now() - start;
            let cause = match outcome.is_ok() {
                true => format!(
                    "the future of `pipeline` was {way}, with four items and three stages of 503ms \
                     each: this is what came of it, and when"
                ),
                false => stuck(&lab, start, &names, 4),
            };
            expect_eq(
                (in_time(outcome), took),
                (all(4, "load, parse, store"), first + ms(503) * 6),
                cause,
            );
        }
    });
}
