//! `async_range`: the numbers at their instants, and the rules of polling by hand.

use std::pin::pin;
use std::task::Poll;

use async_katas::c08_streams::async_range::AsyncRange;
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
        let mut numbers = pin!(AsyncRange::new(0, 5, ms(100)));
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
        let mut numbers = pin!(AsyncRange::new(1, 4, secs(1)));
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
            "a delay began before its number was asked for: nothing runs while nobody polls, so \
             each number comes a whole delay after the poll that asks for it",
        );
    });
}

#[test]
fn polled_by_hand_it_wakes_when_the_number_is_due() {
    virtual_time(async |_lab: Lab| {
        let mut numbers = task::spawn(AsyncRange::new(7, 9, ms(100)));
        for expected in [7, 8] {
            if numbers.poll_next().is_ready() {
                fail(
                    "a poll gave a number without its delay: either it did not wait at all, or it \
                     blocked the thread inside the poll",
                );
            }
            assert!(
                !numbers.is_woken(),
                "woken for nothing: the poll asked to be polled again right away, though there \
                 would be nothing new"
            );
            sleep(ms(99)).await;
            assert!(
                !numbers.is_woken(),
                "woken for nothing: the number was not due yet"
            );
            sleep(ms(2)).await;
            assert!(
                numbers.is_woken(),
                "the number was due and nobody was woken: whoever returns `Pending` has to leave \
                 its waker where it is woken, in a timer that lives on"
            );
            expect_eq(
                numbers.poll_next(),
                Poll::Ready(Some(expected)),
                "the task was woken because the number was due, and the poll did not give it",
            );
        }
    });
}

#[test]
fn the_task_that_polled_last_is_woken() {
    virtual_time(async |_lab: Lab| {
        let mut numbers = Box::pin(AsyncRange::new(0, 3, ms(100)));
        let mut first = task::spawn(numbers.as_mut());
        assert!(
            first.poll_next().is_pending(),
            "a poll gave a number without its delay"
        );
        drop(first);
        sleep(ms(50)).await;
        let mut second = task::spawn(numbers.as_mut());
        assert!(
            second.poll_next().is_pending(),
            "a poll gave a number before its delay was over"
        );
        sleep(ms(51)).await;
        assert!(
            second.is_woken(),
            "the stream had moved to another task, and when the number was due that one was not \
             woken: it is the task that polled last that has to be woken, so the waker of every \
             poll counts"
        );
    });
}

#[test]
fn a_wait_given_up_goes_on() {
    virtual_time(async |lab: Lab| {
        let mut numbers = pin!(AsyncRange::new(3, 5, secs(1)));
        for _ in 0..3 {
            let given_up = timeout(ms(300), numbers.next()).await;
            assert!(given_up.is_err(), "a number came before its delay was over");
        }
        expect_eq(
            (numbers.next().await, lab.now()),
            (Some(3), secs(1)),
            "the wait for a number was given up and taken up again: its delay has to go on, not to \
             begin anew",
        );
    });
}

#[test]
fn it_stays_ended() {
    virtual_time(async |_lab: Lab| {
        let mut numbers = task::spawn(AsyncRange::new(5, 6, ms(100)));
        let _pending = numbers.poll_next();
        sleep(ms(101)).await;
        let _last = numbers.poll_next();
        for poll in ["first", "second", "third"] {
            expect_eq(
                numbers.poll_next(),
                Poll::Ready(None),
                format!(
                    "after the last number every poll gives the end, at once; the {poll} poll \
                     after its end did not"
                ),
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
        let numbers: Vec<u32> = AsyncRange::new(start, end, delay).collect().await;
        expect_eq(
            numbers,
            expected,
            format!(
                "these are not the numbers from {start} up to, but not including, the end {end}"
            ),
        );
        expect_eq(
            lab.now(),
            total,
            "a delay for each number, and the end at once: it took another time",
        );
    });
}
