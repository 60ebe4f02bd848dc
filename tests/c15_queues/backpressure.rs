//! `backpressure`: never more than so many between the two, and neither outlasts the other in vain.

use std::cell::Cell;
use std::convert::Infallible;
use std::time::Duration;

use async_katas::c15_queues::backpressure::{QueueError, backpressure};
use lab::{Gauge, Lab, Timeline, expect_eq, fail, for_seeds, ms, secs, virtual_time};
use tokio::time::timeout;

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

#[test]
fn a_fast_producer_waits_for_a_slow_consumer() {
    virtual_time(async |lab: Lab| {
        let consumed = backpressure(2, producer(&lab, vec![secs(1); 5]), async |_n| {
            lab.job("consumer")
                .takes(secs(3))
                .gives(Ok::<_, Infallible>(()))
                .await
        });
        let consumed = consumed.await;
        lab.expect_because(
            "
                        0s      2s      4s      6s      8s      10s     12s     14s     16s
            producer    |===|===|===|   |===|       |===|
            consumer        |===========|===========|===========|===========|===========|
            ",
            "the two did not keep each other's pace: the consumer starts at once when there is an \
             item, and the producer starts an item when there is a place for it, no earlier and \
             no later (when items 2 and 3 wait, item 4 has to wait until the consumer takes \
             item 2, at 4s)",
        );
        expect_eq(
            consumed,
            Ok(5),
            "the number of consumed items is wrong: items were lost, or counted twice",
        );
    });
}

#[test]
fn at_most_so_many_items_exist_between_them() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let (room, count) = (draw.size(1..=4), draw.size(1..=10));
        let makes: Vec<Duration> = (0..count).map(|_| draw.times(ms(100), 1..=10)).collect();
        let takes: Vec<Duration> = (0..count).map(|_| draw.times(ms(100), 1..=10)).collect();
        let expected = schedule(room, &makes, &takes);

        let between = Gauge::default();
        let mut order = Vec::new();
        let mut make = producer(&lab, makes);
        let done = backpressure(
            room,
            async || make().await.map(|n| (n, between.enter())),
            async |(n, inside)| {
                drop(inside);
                order.push(n);
                let job = lab.job("consumer").takes(takes[n]);
                job.gives(Ok::<_, Infallible>(())).await
            },
        );
        let done = done.await;
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
        lab.expect_because(
            expected,
            "somebody waited without need: the producer can start when there is a place, the \
             consumer when there is an item",
        );
        expect_eq(done, Ok(count), "the number of consumed items is wrong");
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
        let outcome = timeout(secs(60), outcome).await;
        lab.expect_because(
            "
                        0s      1s      2s      3s      4s      5s
            producer    |=======|=======|=======================/
            consumer            |===============|===============x
            ",
            "the consumer failed at 5s, and the producer was not stopped there and then: nobody \
             will ever want what it makes",
        );
        expect_eq(
            outcome,
            Ok(Err(QueueError::Consumer("the disk is full"))),
            "the consumer's error was lost",
        );
    });
}

#[test]
fn a_consumer_that_leaves_stops_a_producer_that_waits_for_room() {
    virtual_time(async |lab: Lab| {
        let outcome = backpressure(1, producer(&lab, vec![secs(1); 9]), async |_n| {
            lab.job("consumer").takes(secs(5)).err("gone").await
        });
        let outcome: Result<Result<usize, _>, _> = timeout(secs(60), outcome).await;
        expect_eq(
            outcome,
            Ok(Err(QueueError::Consumer("gone"))),
            "the consumer left while the producer waited for a place: your function has to end \
             with the consumer's error",
        );
        expect_eq(
            lab.now(),
            secs(6),
            "your function did not return when the consumer left",
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
        let done = timeout(secs(60), done).await;
        expect_eq(
            consumed.get(),
            3,
            "the producer was done and the consumer did not get all that was still in the queue",
        );
        expect_eq(
            done,
            Ok(Ok(3)),
            "your function did not end: when the producer has nothing more and the queue is \
             empty, the consumer must not wait on",
        );
        expect_eq(
            lab.now(),
            secs(13),
            "your function did not return when the last item was consumed",
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
            timeout(secs(60), none).await,
            Ok(Ok(0)),
            "a producer that has nothing from the start should give 0 consumed items",
        );
        expect_eq(lab.now(), secs(0), "your function waited for nothing");
        let no_room = backpressure(
            0,
            async || -> Option<usize> { fail("without room for an item, none may be produced") },
            async |_n| Ok::<_, Infallible>(()),
        );
        expect_eq(
            timeout(secs(60), no_room).await,
            Ok(Err(QueueError::NoRoom)),
            "no room between the two is an error of its own",
        );
    });
}
