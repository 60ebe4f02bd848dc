//! `backpressure`: never more than so many between the two, and neither outlasts the other in vain.

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::fmt::Display;
use std::time::Duration;

use async_katas::c15_queues::backpressure::{QueueError, backpressure};
use lab::timeline::{End, Item as Drawn, short};
use lab::{A_DAY, Gauge, Lab, Timeline, Way, expect_eq, fail, for_seeds, ms, secs, virtual_time};
use tokio::time::{sleep, timeout};

/// Takes its time on the producer's lane for each number, as often as there are times.
fn producer(lab: &Lab, times: Vec<Duration>) -> impl AsyncFnMut() -> Option<usize> {
    let lab = lab.clone();
    let mut times = times.into_iter().enumerate();
    let mut over = false;
    async move || {
        if over {
            fail("the producer was called again after it had said that there is nothing more");
        }
        let Some((n, time)) = times.next() else {
            over = true;
            return None;
        };
        Some(lab.job("producer").takes(time).gives(n).await)
    }
}

/// What came of it, in words: what the answer's own types say of themselves is no evidence.
fn told<E: Display>(outcome: Result<usize, QueueError<E>>) -> String {
    match outcome {
        Ok(count) => format!("{count} consumed"),
        Err(QueueError::NoRoom) => "no room".to_owned(),
        Err(QueueError::Consumer(error)) => format!("the consumer failed: {error}"),
    }
}

/// How the runs on this lane ended that were begun.
fn ends_of(lab: &Lab, name: &str) -> Vec<End> {
    let ends = lab.timeline().items(name).into_iter();
    ends.filter_map(|item| match item {
        Drawn::Span { end, .. } => Some(end),
        _ => None,
    })
    .collect()
}

/// What is said where a call with so many items has not returned long after all was over.
fn never_returned(lab: &Lab, count: usize) -> String {
    let runs = ends_of(lab, "consumer");
    let done = runs.iter().filter(|end| **end == End::Finished).count();
    match done == count {
        true => format!(
            "the producer had said that there is nothing more, all {count} items were consumed, \
             and your function had not returned long after that, as if one more were waited for: \
             the consumer has to hear that nothing comes any more"
        ),
        false => format!(
            "{done} of {count} items were consumed, nothing went on after that, and your function \
             had not returned"
        ),
    }
}

/// The same, where it may never end.
async fn ends<E: Display>(queue: impl Future<Output = Result<usize, QueueError<E>>>) -> String {
    match timeout(secs(60), queue).await {
        Ok(outcome) => told(outcome),
        Err(_) => "it never ended".to_owned(),
    }
}

/// The item, counted from 1, that was produced too late: when `consume` was called with the one whose
/// place it has, and when it was produced, which is when that one had been consumed.
fn late(lab: &Lab, room: usize) -> Option<(usize, Duration, Duration)> {
    let spans = |name| -> Vec<(Duration, Duration)> {
        let items = lab.timeline().items(name).into_iter();
        items
            .filter_map(|item| match item {
                Drawn::Span { from, to, .. } => Some((from, to)),
                _ => None,
            })
            .collect()
    };
    let (made, consumed) = (spans("producer"), spans("consumer"));
    for (n, (begun, _)) in made.iter().enumerate() {
        let before = n.checked_sub(1).map_or(secs(0), |before| made[before].1);
        let place = match n.checked_sub(room) {
            Some(first) => *consumed.get(first)?,
            None => (before, before),
        };
        if *begun > before.max(place.0) {
            let until_consumed = *begun == place.1 && n >= room;
            return until_consumed.then_some((n + 1, place.0, place.1));
        }
    }
    None
}

/// Whether an item keeps its place while it is consumed, asked with room for one: then a room that is
/// one too small passes nothing.
async fn keeps_its_place(lab: &Lab) -> bool {
    let (mut calls, second, first_done) = (0, Cell::new(None), Cell::new(None));
    let call = backpressure(
        1,
        async || {
            calls += 1;
            if calls == 2 {
                second.set(Some(lab.now()));
            }
            (calls <= 2).then_some(())
        },
        async |()| {
            sleep(secs(3)).await;
            first_done.set(first_done.get().or(Some(lab.now())));
            Ok::<_, Infallible>(())
        },
    );
    let _ended = timeout(secs(60), call).await;
    second.get().is_some() && second.get() == first_done.get()
}

/// What is said of a producer that waits until an item has been consumed, where it does.
async fn keeps_places(lab: &Lab, room: usize) -> Option<String> {
    let (number, called, done) = late(lab, room)?;
    let seen = format!(
        "with room for {room}, item {number} has the place of item {}, with which `consume` was \
         called at {}, and it was begun only at {}, when that one had been consumed",
        number - room,
        short(called),
        short(done)
    );
    Some(match keeps_its_place(lab).await {
        true => format!(
            "{seen}: a place is free as soon as `consume` is called with its item, for what is being \
             consumed no longer exists between the two"
        ),
        false if room > 1 => format!(
            "{seen}, as if there were room for {} only: the room is one too small",
            room - 1
        ),
        false => seen,
    })
}

#[test]
fn a_fast_producer_waits_for_a_slow_consumer() {
    virtual_time(async |lab: Lab| {
        let between = Gauge::default();
        let mut make = producer(&lab, vec![secs(1); 5]);
        let consumed = backpressure(
            2,
            async || Some((make().await?, between.enter())),
            async |(_n, inside)| {
                drop(inside);
                lab.job("consumer")
                    .takes(secs(3))
                    .gives(Ok::<_, Infallible>(()))
                    .await
            },
        );
        let Ok(consumed) = timeout(secs(600), consumed).await else {
            fail(never_returned(&lab, 5))
        };
        let runs = ends_of(&lab, "consumer");
        let keeps = match between.peak() {
            0..=2 => keeps_places(&lab, 2).await,
            _ => None,
        };
        let why = match (between.peak(), runs.len()) {
            _ if runs.contains(&End::Cancelled) => {
                "your function returned in the middle of an item, with others still in the queue: \
                 when the producer has nothing more, the consumer gets what is still there"
            }
            (_, 0..5) => {
                "all five items were made, and `consume` was not called with all of them: one that \
                 finds no place is not thrown away, since `produce` is called only when there is \
                 one"
            }
            (3, _) => {
                "three items existed between the two, where two may, the third of them in the \
                 hands of the producer: `produce` is called only when there is a place for what it \
                 will give, so ask for the place first"
            }
            (4.., _) => {
                "there is room for two items between the two, and more existed at once: nothing \
                 made the producer wait"
            }
            _ => keeps.as_deref().unwrap_or(
                "the producer makes an item as soon as there is a place for it, and the consumer \
                 takes the next as soon as it is done with the one before",
            ),
        };
        lab.expect_because(
            "
                        0s      2s      4s      6s      8s      10s     12s     14s     16s
            producer    |===|===|===|   |===|       |===|
            consumer        |===========|===========|===========|===========|===========|
            ",
            why,
        );
        expect_eq(
            told(consumed).as_str(),
            "5 consumed",
            "five items were consumed, as the picture shows, and another number came back",
        );
    });
}

#[test]
fn at_most_so_many_items_exist_between_them() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let (room, count) = (draw.size(1..=12), draw.size(1..=40));
        let makes: Vec<Duration> = (0..count)
            .map(|_| draw.off_grid(ms(100)..=secs(1)))
            .collect();
        let takes: Vec<Duration> = (0..count)
            .map(|_| draw.off_grid(ms(100)..=secs(1)))
            .collect();
        let expected = schedule(room, &makes, &takes);

        let between = Gauge::default();
        let mut order = Vec::new();
        let mut make = producer(&lab, makes);
        // When an item was there, when the consumer was free, and the longest wait with both.
        let made = RefCell::new(Vec::new());
        let (mut free, mut idle) = (Duration::ZERO, Duration::ZERO);
        let done = backpressure(
            room,
            async || {
                let n = make().await?;
                made.borrow_mut().push(lab.now());
                Some((n, between.enter()))
            },
            async |(n, inside)| {
                drop(inside);
                order.push(n);
                idle = idle.max(lab.now() - made.borrow()[n].max(free));
                let job = lab.job("consumer").takes(takes[n]);
                let outcome = job.gives(Ok::<_, Infallible>(())).await;
                free = lab.now();
                outcome
            },
        );
        let Ok(done) = timeout(secs(600), done).await else {
            fail(never_returned(&lab, count))
        };
        if between.peak() > room {
            fail(format!(
                "{} items existed between the producer and the consumer, where {room} may: an \
                 item that was produced and cannot be handed on exists too",
                between.peak()
            ));
        }
        expect_eq(
            order,
            (0..count).collect(),
            "the consumer has to get every item, once, in the order in which they were produced",
        );
        let keeps = keeps_places(&lab, room).await;
        let why = match idle.is_zero() {
            true if keeps.is_some() => keeps.unwrap_or_default(),
            true => {
                "the producer starts an item as soon as there is a place for it, and never without \
                 one"
                .to_owned()
            }
            false => format!(
                "an item was there and the consumer was free, and `consume` was called up to \
                 {idle:?} later: it has to be woken by the item, and not to look for one every so \
                 often"
            ),
        };
        lab.expect_because(expected, &why);
        expect_eq(
            told(done),
            format!("{count} consumed"),
            "as many items were consumed as were produced, and another number came back",
        );
    });
}

/// What must happen, with these durations and so much room.
fn schedule(room: usize, makes: &[Duration], takes: &[Duration]) -> Timeline {
    let mut expected = Timeline::new().empty("producer");
    let (mut made, mut taken): (Vec<Duration>, Vec<Duration>) = (Vec::new(), Vec::new());
    let mut consumer_free = secs(0);
    for n in 0..makes.len() {
        // Item n needs the place of the item that is `room` before it.
        let place = n.checked_sub(room).map_or(secs(0), |before| taken[before]);
        let start = made.last().copied().unwrap_or_default().max(place);
        made.push(start + makes[n]);
        taken.push(made[n].max(consumer_free));
        consumer_free = taken[n] + takes[n];
        expected =
            expected
                .span("producer", start, made[n])
                .span("consumer", taken[n], consumer_free);
    }
    expected
}

#[test]
fn a_consumer_that_leaves_stops_the_producer_at_once() {
    virtual_time(async |lab: Lab| {
        let makes = vec![secs(1), secs(1), secs(5), secs(5)];
        let outcome = backpressure(4, producer(&lab, makes), async |n| {
            let job = lab.job("consumer").takes(secs(2));
            if n == 0 {
                job.ok(()).await
            } else {
                job.err("the disk is full").await
            }
        });
        let outcome = ends(outcome).await;
        lab.expect(
            "
                        0s      1s      2s      3s      4s      5s
            producer    |=======|=======|=======================/
            consumer            |===============|===============x
            ",
        );
        expect_eq(
            outcome.as_str(),
            "the consumer failed: the disk is full",
            "the consumer failed at 5s, and its error was lost",
        );
    });
}

#[test]
fn a_consumer_that_leaves_stops_a_producer_that_waits_for_room() {
    virtual_time(async |lab: Lab| {
        let outcome = backpressure(1, producer(&lab, vec![secs(1); 9]), async |_n| {
            lab.job("consumer").takes(secs(5)).err("gone").await
        });
        expect_eq(
            ends(outcome).await.as_str(),
            "the consumer failed: gone",
            "the consumer left while the producer waited for a place: your function has to end \
             with the consumer's error",
        );
        expect_eq(
            lab.now(),
            secs(6),
            "the consumer left at 6s, and your function returned at another instant",
        );
    });
}

#[test]
fn a_consumer_that_leaves_after_the_producer_has_ended_is_heard_too() {
    virtual_time(async |lab: Lab| {
        for bad in 0..3 {
            lab.case(format!(
                "three items at once, and a consumer that fails at number {bad}"
            ));
            let mut calls = 0;
            let mut items = 0..3;
            let outcome = backpressure(
                3,
                async || items.next(),
                async |n| {
                    calls += 1;
                    sleep(secs(1)).await;
                    match n == bad {
                        true => Err(format!("item {n} is bad")),
                        false => Ok(()),
                    }
                },
            );
            let outcome = ends(outcome).await;
            expect_eq(
                outcome,
                format!("the consumer failed: item {bad} is bad"),
                format!(
                    "three items were produced at once, the producer had nothing more, and after \
                     that the consumer failed at number {bad}: its error comes back, also when the \
                     producer has ended before"
                ),
            );
            if calls != bad + 1 {
                fail(format!(
                    "the consumer failed at number {bad} of three items, counted from 0, and \
                     `consume` was called {calls} times: it is called no more after an error"
                ));
            }
        }
    });
}

#[test]
fn a_thousand_items_may_wait_between_them() {
    virtual_time(async |lab: Lab| {
        let (between, mut items) = (Gauge::default(), 0..3000);
        let done = backpressure(
            1100,
            async || items.next().map(|_| between.enter()),
            async |inside| {
                drop(inside);
                sleep(ms(1)).await;
                Ok::<_, Infallible>(())
            },
        );
        let done = ends(done).await;
        const STORY: &str = "three thousand items were produced in no time, with room for 1100, \
            and each took 1ms to consume";
        if between.peak() != 1100 {
            fail(format!(
                "{STORY}; at the most {} of them existed between the two, and there should be 1100 \
                 as long as there are so many: {}",
                between.peak(),
                match between.peak() == 1099 && keeps_its_place(&lab).await {
                    true =>
                        "the one that is being consumed had a place as well, and it has none any \
                             more",
                    false => "the room is just as large as was asked for",
                }
            ));
        }
        expect_eq(
            done.as_str(),
            "3000 consumed",
            format!("{STORY}, and this is what came of it"),
        );
        expect_eq(
            lab.now(),
            secs(3),
            format!("{STORY}, which takes 3s, and your function returned at another instant"),
        );
    });
}

#[test]
fn each_place_is_used_as_soon_as_it_is_free_in_a_large_room_too() {
    for_seeds(3, async |lab: Lab| {
        let mut draw = lab.draw();
        for room in [13, 100, 1000] {
            lab.case(format!(
                "room for {room}, and a producer that takes no time"
            ));
            let count = room + 150;
            let takes: Vec<Duration> = (0..count).map(|_| draw.off_grid(ms(1)..=ms(40))).collect();
            let (made, mut taken) = (RefCell::new(Vec::new()), Vec::new());
            let mut items = 0..count;
            let done = backpressure(
                room,
                async || {
                    let item = items.next();
                    made.borrow_mut().extend(item.map(|_| lab.now()));
                    item
                },
                async |n| {
                    taken.push(lab.now());
                    sleep(takes[n]).await;
                    Ok::<_, Infallible>(())
                },
            );
            let done = ends(done).await;
            expect_eq(
                done,
                format!("{count} consumed"),
                format!(
                    "{count} items were produced and {} taken for consuming, and this is what came \
                     of it",
                    taken.len()
                ),
            );
            // Item n has the place of the item that is `room` before it.
            for (n, (made, place)) in made.into_inner().iter().skip(room).zip(taken).enumerate() {
                expect_eq(
                    *made,
                    place,
                    format!(
                        "item {} has the place of item {n}, and `produce` was called for it at \
                         another instant than that at which `consume` was called with item {n}: it \
                         is called at once when there is a place, be it the only one",
                        n + room
                    ),
                );
            }
        }
    });
}

#[test]
fn each_may_take_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 5);
        let done = backpressure(1, producer(&lab, vec![A_DAY, ms(3)]), async |_n| {
            let job = lab.job("consumer").takes(A_DAY);
            job.gives(Ok::<_, Infallible>(())).await
        });
        let done = done.await;
        for (lane, what) in [("producer", "produce"), ("consumer", "consume")] {
            for item in lab.timeline().items(lane) {
                if let Drawn::Span {
                    from,
                    to,
                    end: End::Cancelled,
                } = item
                {
                    fail(format!(
                        "what `{what}` gave takes a day, and was dropped {} after it had begun: \
                         nobody has limited how long it may take",
                        short(to - from)
                    ));
                }
            }
        }
        expect_eq(
            told(done).as_str(),
            "2 consumed",
            "producing the first item took a day, and consuming each of two took another; this is \
             what came of it",
        );
        expect_eq(
            lab.now(),
            A_DAY * 3,
            "producing the first item took a day, and consuming each of two took another, and your \
             function returned at another instant than that at which the second was consumed",
        );
    });
}

#[test]
fn a_producer_that_ends_lets_the_consumer_finish() {
    virtual_time(async |lab: Lab| {
        let consumed = Cell::new(0);
        let done = backpressure(3, producer(&lab, vec![secs(1); 3]), async |_n| {
            let job = lab.job("consumer").takes(secs(4));
            job.gives(()).await;
            consumed.set(consumed.get() + 1);
            Ok::<_, Infallible>(())
        });
        let done = ends(done).await;
        expect_eq(
            consumed.get(),
            3,
            "the producer was done and the consumer did not get all that was still in the queue",
        );
        expect_eq(
            done.as_str(),
            "3 consumed",
            "your function did not end: when the producer has nothing more and the queue is \
             empty, the consumer must not wait on",
        );
        expect_eq(
            lab.now(),
            secs(13),
            "the last item was consumed at 13s, and your function returned at another instant",
        );
    });
}

#[test]
fn no_items_are_fine_and_no_room_is_an_error() {
    virtual_time(async |lab: Lab| {
        let none = backpressure(
            2,
            producer(&lab, vec![]),
            async |_n| Ok::<_, Infallible>(()),
        );
        expect_eq(
            ends(none).await.as_str(),
            "0 consumed",
            "a producer that has nothing from the start should give 0 consumed items",
        );
        expect_eq(lab.now(), secs(0), "your function waited for nothing");
        let no_room = backpressure(
            0,
            async || -> Option<usize> { fail("without room for an item, none may be produced") },
            async |_n| Ok::<_, Infallible>(()),
        );
        expect_eq(
            ends(no_room).await.as_str(),
            "no room",
            "no room between the two is an error of its own",
        );
    });
}

#[test]
fn items_pass_in_whichever_way_the_call_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            for bad in [None, Some(2)] {
                let fails = match bad {
                    None => "never fails".to_owned(),
                    Some(n) => format!("fails at item {n}"),
                };
                lab.case(format!("a call that is {way}, and a consumer that {fails}"));
                let (start, mut order) = (lab.now(), Vec::new());
                let queue = backpressure(1, producer(&lab, vec![ms(503); 4]), async |n| {
                    order.push(n);
                    sleep(ms(1009)).await;
                    match bad == Some(n) {
                        true => Err("gone"),
                        false => Ok(()),
                    }
                });
                let outcome = ends(lab.polled(way, queue)).await;
                let (expected, count) = match bad {
                    None => ("4 consumed", 4),
                    Some(_) => ("the consumer failed: gone", 3),
                };
                let first = match way {
                    Way::Later => Way::LATER,
                    _ => secs(0),
                };
                expect_eq(
                    (outcome.as_str(), order, lab.now() - start),
                    (
                        expected,
                        (0..count).collect(),
                        first + ms(503) + ms(1009) * count as u32,
                    ),
                    format!(
                        "the future of `backpressure` was {way}, producing took 503ms, consuming \
                         1.009s, and the consumer {fails}: this is what came of it, what was \
                         consumed, and how long it took"
                    ),
                );
            }
        }
    });
}
