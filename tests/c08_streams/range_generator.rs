//! `range_generator`: the same numbers at the same instants, and as lazy as by hand.

use std::pin::pin;
use std::task::Poll;

use async_katas::c08_streams::range_generator::range_generator;
use futures::stream::StreamExt;
use lab::{Lab, expect_eq, fail, for_seeds, ms, secs, virtual_time};
use tokio::time::sleep;
use tokio_test::task;

use super::numbers;

fn digit(number: u32) -> char {
    char::from_digit(number, 10).unwrap_or('?')
}

#[test]
fn a_number_comes_every_tenth_of_a_second() {
    virtual_time(async |lab: Lab| {
        let mut numbers = pin!(range_generator(0..5, ms(100)));
        while let Some(number) = numbers.next().await {
            lab.explain("number", "each number, when it comes");
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
            lab.explain("number", "each number, when it comes");
            lab.mark("number", digit(number));
            given.push((number, lab.now()));
            lab.job("work").takes(secs(2)).gives(()).await;
        }
        expect_eq(
            given.iter().map(|(number, _)| *number).collect(),
            vec![1, 2, 3],
            "these are not the numbers from 1 up to, but not including, 4",
        );
        let picture = "
                      0s  1s  2s  3s  4s  5s  6s  7s  8s  9s  10s 11s
            number                1           2           3
            work                  |=======|   |=======|   |=======|
            ";
        match numbers::wrong_instants(&given, secs(2), secs(1)) {
            Some(cause) => lab.expect_because(picture, &cause),
            None => lab.expect(picture),
        }
    });
}

#[test]
fn polled_by_hand_it_wakes_when_the_number_is_due() {
    virtual_time(async |_lab: Lab| {
        let mut numbers = task::spawn(range_generator(7..9, ms(100)));
        for expected in [7, 8] {
            // By the clock on the wall.
            let begun = std::time::Instant::now();
            if numbers.poll_next().is_ready() {
                fail(numbers::ready_at_once(begun.elapsed(), ms(100)));
            }
            sleep(ms(99)).await;
            if numbers.is_woken() {
                fail(numbers::woken_too_early(expected, numbers.poll_next()));
            }
            sleep(ms(2)).await;
            if !numbers.is_woken() {
                fail("the number was due after its delay, and nobody was woken");
            }
            let given = numbers.poll_next();
            if expected == 7 && given.is_pending() {
                sleep(ms(100)).await;
                if numbers.poll_next() == Poll::Ready(Some(7)) {
                    fail(
                        "7, the first of two numbers, was due after its delay, and came only when \
                         the delay of the second was over too: each is given as soon as its own \
                         delay is over, and not when all are collected",
                    );
                }
            }
            expect_eq(
                given,
                Poll::Ready(Some(expected)),
                "the number was due after its delay, and the poll did not give it",
            );
        }
    });
}

#[test]
fn any_range_and_any_delay() {
    for_seeds(30, async |lab: Lab| {
        numbers::any_range(&lab, range_generator).await
    });
}

#[test]
fn an_empty_range_ends_at_its_first_poll() {
    virtual_time(async |lab: Lab| numbers::none_at_all(&lab, range_generator).await);
}

#[test]
fn three_of_a_great_many_take_three_delays() {
    virtual_time(async |lab: Lab| numbers::numbers_at_both_ends(&lab, range_generator).await);
}

#[test]
fn without_a_delay_no_time_goes_by() {
    virtual_time(async |lab: Lab| numbers::no_delay(&lab, range_generator).await);
}

#[test]
fn a_delay_may_be_a_fraction_of_a_millisecond() {
    virtual_time(async |lab: Lab| numbers::short_delays(&lab, range_generator).await);
}

#[test]
fn however_it_is_polled_the_numbers_come_when_they_are_due() {
    virtual_time(async |lab: Lab| numbers::every_way(&lab, range_generator).await);
}

#[test]
fn no_delay_is_too_long() {
    virtual_time(async |lab: Lab| numbers::long_delays(&lab, range_generator).await);
}

#[test]
fn dropped_in_a_delay_nothing_is_left_running() {
    virtual_time(async |lab: Lab| numbers::dropped_in_a_delay(&lab, range_generator).await);
}
