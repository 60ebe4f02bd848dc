//! `range_generator`: the same numbers at the same instants, and as lazy as by hand.

use std::pin::pin;
use std::task::Poll;

use async_katas::c08_streams::range_generator::range_generator;
use futures::stream::StreamExt;
use lab::{Lab, expect_eq, fail, for_seeds, ms, secs, virtual_time};
use tokio::time::{sleep, timeout};
use tokio_test::task;

fn digit(number: u32) -> char {
    char::from_digit(number, 10).unwrap_or('?')
}

#[test]
fn a_number_comes_every_tenth_of_a_second() {
    virtual_time(async |lab: Lab| {
        let mut numbers = pin!(range_generator(0..5, ms(100)));
        while let Some(number) = numbers.next().await {
            lab.mark("number", digit(number));
        }
        lab.expect(
            "
                        0ms   100ms 200ms 300ms 400ms 500ms
            number            0     1     2     3     4
            ",
        );
    });
}

#[test]
fn a_delay_begins_when_the_number_is_asked_for() {
    virtual_time(async |lab: Lab| {
        let mut numbers = pin!(range_generator(1..4, secs(1)));
        let mut given = Vec::new();
        sleep(secs(2)).await;
        while let Some(number) = numbers.next().await {
            lab.mark("number", digit(number));
            given.push(number);
            lab.job("work").takes(secs(2)).gives(()).await;
        }
        expect_eq(
            given,
            vec![1, 2, 3],
            "these are not the numbers from 1 up to, but not including, 4",
        );
        lab.expect_because(
            "
                      0s  1s  2s  3s  4s  5s  6s  7s  8s  9s  10s 11s
            number                1           2           3
            work                  |=======|   |=======|   |=======|
            ",
            "a delay began before its number was asked for, in a task, a timer or a buffer that \
             runs ahead: each number comes a whole delay after the poll that asks for it",
        );
    });
}

#[test]
fn three_of_a_great_many_take_three_delays() {
    virtual_time(async |lab: Lab| {
        let numbers = range_generator(0..u32::MAX, secs(60)).take(3);
        let Ok(first) = timeout(secs(600), numbers.collect::<Vec<u32>>()).await else {
            fail(
                "three numbers were asked for and did not come in ten times their time: they were \
                 collected first",
            )
        };
        expect_eq(
            first,
            vec![0, 1, 2],
            "these are not the first three numbers",
        );
        expect_eq(
            lab.now(),
            secs(180),
            "three numbers take three delays, however many there are after them",
        );
        // A task that was hung up on gets its chance to notice it.
        sleep(ms(1)).await;
        lab.expect_no_task_left();
    });
}

#[test]
fn polled_by_hand_it_wakes_when_the_number_is_due() {
    virtual_time(async |_lab: Lab| {
        let mut numbers = task::spawn(range_generator(7..9, ms(100)));
        for expected in [7, 8] {
            assert!(
                numbers.poll_next().is_pending(),
                "a poll gave a number without its delay"
            );
            sleep(ms(99)).await;
            assert!(
                !numbers.is_woken(),
                "woken for nothing: the number was not due yet"
            );
            sleep(ms(2)).await;
            assert!(
                numbers.is_woken(),
                "the number was due after its delay, and nobody was woken"
            );
            expect_eq(
                numbers.poll_next(),
                Poll::Ready(Some(expected)),
                "the number was due after its delay, and the poll did not give it",
            );
        }
    });
}

#[test]
fn any_range_and_any_delay() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let (start, end) = (draw.size(0..=9) as u32, draw.size(0..=9) as u32);
        let delay = draw.times(ms(10), 0..=30);
        let expected: Vec<u32> = (start..end).collect();
        let total = delay * expected.len() as u32;
        let numbers: Vec<u32> = range_generator(start..end, delay).collect().await;
        expect_eq(
            numbers,
            expected,
            format!("these are not the numbers from {start} up to, but not including, {end}"),
        );
        expect_eq(
            lab.now(),
            total,
            "a delay for each number, and then the end at once: it took another time",
        );
    });
}
