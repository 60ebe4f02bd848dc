//! `async_range`: the numbers at their instants, and the rules of polling by hand.

use std::ops::Range;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use async_katas::c08_streams::async_range::AsyncRange;
use futures::stream::StreamExt;
use lab::timeline::short;
use lab::{Lab, expect_eq, fail, for_seeds, ms, secs, virtual_time};
use tokio::time::{sleep, timeout};
use tokio_test::task;

use super::by_hand::ByHand;
use super::numbers;

/// What everything else stands on: a task that asks for a number is woken when the number is due. Who
/// has none of it is told that, and not what follows from it.
async fn whoever_asks_is_woken() {
    let mut numbers = Box::pin(AsyncRange::new(7, 9, ms(100)));
    let asker = ByHand::default();
    if asker.poll(pin!(numbers.next())).is_ready() {
        return;
    }
    sleep(ms(101)).await;
    if asker.wakes() > 0 {
        return;
    }
    let given = asker.poll(pin!(numbers.next()));
    fail(match given {
        Poll::Pending => {
            "a number was asked for, its delay was over, and nobody was woken; polled again then, it \
             was still pending: a timer that is made in a poll is gone when the poll returns, so keep \
             it in a field, from one poll to the next"
                .to_owned()
        }
        Poll::Ready(given) => format!(
            "a number was asked for, its delay was over, and nobody was woken, though a poll at that \
             instant gave {given:?}: whoever returns `Pending` has to leave its waker where it is \
             woken, in a timer that lives on"
        ),
    });
}

fn range(numbers: Range<u32>, delay: Duration) -> AsyncRange {
    AsyncRange::new(numbers.start, numbers.end, delay)
}

fn digit(number: u32) -> char {
    char::from_digit(number, 10).unwrap_or('?')
}

#[test]
fn a_number_comes_every_tenth_of_a_second() {
    virtual_time(async |_lab: Lab| whoever_asks_is_woken().await);
    virtual_time(async |lab: Lab| {
        let mut numbers = pin!(AsyncRange::new(0, 5, ms(100)));
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
    virtual_time(async |_lab: Lab| whoever_asks_is_woken().await);
    virtual_time(async |lab: Lab| {
        let mut numbers = pin!(AsyncRange::new(1, 4, secs(1)));
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
    virtual_time(async |_lab: Lab| whoever_asks_is_woken().await);
    virtual_time(async |_lab: Lab| {
        let mut numbers = task::spawn(AsyncRange::new(7, 9, ms(100)));
        for expected in [7, 8] {
            // By the clock on the wall.
            let begun = std::time::Instant::now();
            if numbers.poll_next().is_ready() {
                fail(numbers::ready_at_once(begun.elapsed(), ms(100)));
            }
            if numbers.is_woken() {
                fail(
                    "woken for nothing: the poll asked to be polled again right away, though there \
                 would be nothing new",
                );
            }
            sleep(ms(99)).await;
            if numbers.is_woken() {
                fail(numbers::woken_too_early(expected, numbers.poll_next()));
            }
            sleep(ms(2)).await;
            if !numbers.is_woken() {
                fail(format!(
                    "the number {expected} was due and nobody was woken: whoever returns `Pending` has \
                     to leave its waker where it is woken, in a timer that lives on"
                ));
            }
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
    virtual_time(async |_lab: Lab| whoever_asks_is_woken().await);
    virtual_time(async |_lab: Lab| {
        let mut numbers = Box::pin(AsyncRange::new(0, 3, ms(100)));
        for number in 0..2 {
            let tasks = [(); 3].map(|()| ByHand::default());
            for (task, which) in tasks.iter().zip(["first", "second", "third"]) {
                if task.poll(pin!(numbers.next())).is_ready() {
                    fail(format!(
                        "the {which} task asked for the number {number} and got it in that poll, before \
                         its delay was over on the clock of the runtime"
                    ));
                }
                sleep(ms(30)).await;
            }
            // It is due 100ms after the first of these polls.
            sleep(ms(11)).await;
            let [earlier @ .., last] = &tasks;
            if last.wakes() == 0 {
                let earlier = earlier.iter().any(|task| task.wakes() > 0);
                // Long enough for a delay that begins with the last poll.
                sleep(ms(70)).await;
                let why = match (earlier, last.wakes() > 0) {
                    (true, _) => {
                        "an earlier one was woken, and not the third: it is the task that polled last \
                         that has to be woken, so the waker of every poll counts"
                    }
                    (false, true) => {
                        "nobody was woken, and the third only when the delay had gone by since its own \
                         poll: the delay that has begun goes on, and no poll begins it anew"
                    }
                    (false, false) => {
                        "nobody was woken: it is the task that polled last that has to be woken, so the \
                         waker of every poll counts"
                    }
                };
                fail(format!(
                    "three tasks asked for the number {number}, one after another, and when it was due \
                     {why}"
                ));
            }
            expect_eq(
                last.poll(pin!(numbers.next())),
                Poll::Ready(Some(number)),
                "the number was due, and the poll did not give it",
            );
        }
    });
}

#[test]
fn a_wait_given_up_goes_on() {
    virtual_time(async |_lab: Lab| whoever_asks_is_woken().await);
    virtual_time(async |lab: Lab| {
        let mut numbers = pin!(AsyncRange::new(3, 6, secs(1)));
        for (number, due) in [(3, secs(1)), (4, secs(2)), (5, secs(3))] {
            for _ in 0..3 {
                let given_up = timeout(ms(300), numbers.next()).await;
                if given_up.is_ok() {
                    fail(format!(
                        "the number {number} came at {}, and is due at {}: before its delay was over",
                        short(lab.now()),
                        short(due)
                    ));
                }
            }
            expect_eq(
                numbers.next().await,
                Some(number),
                "the wait for a number was given up and taken up again, and this is what came",
            );
            expect_eq(
                lab.now(),
                due,
                "the wait for a number was given up and taken up again: its delay has to go on, \
                 not to begin anew",
            );
        }
    });
}

#[test]
fn it_stays_ended() {
    virtual_time(async |_lab: Lab| whoever_asks_is_woken().await);
    virtual_time(async |lab: Lab| {
        for end in [5, 6] {
            lab.case(format!("the range 5..{end}, after its end"));
            let mut numbers = task::spawn(AsyncRange::new(5, end, ms(100)));
            if end == 6 {
                let mut last = numbers.poll_next();
                if last.is_pending() {
                    sleep(ms(101)).await;
                    last = numbers.poll_next();
                }
                expect_eq(
                    last,
                    Poll::Ready(Some(5)),
                    "5, the only number of the range, was due, and the poll did not give it",
                );
            }
            for poll in 1..=100 {
                let given = numbers.poll_next();
                if given == Poll::Ready(None) {
                    continue;
                }
                // What it would give in the end.
                sleep(ms(101)).await;
                let later = numbers.poll_next();
                let before = match end {
                    5 => "the range has no number",
                    _ => "the last number had come",
                };
                fail(match (given, later) {
                    (Poll::Pending, Poll::Ready(None)) => format!(
                        "{before}, and poll {poll} after that was pending; the end came only a delay \
                         later: it comes at once"
                    ),
                    (Poll::Pending, Poll::Ready(Some(number))) if poll > 1 => format!(
                        "the stream had ended, and poll {poll} after its last number was pending, and \
                         gave the number {number} a delay later: after its end the stream stays ended, \
                         and does not begin anew"
                    ),
                    (Poll::Pending, Poll::Ready(Some(number))) => format!(
                        "{before}, and the poll after that was pending, and gave the number {number} a \
                         delay later"
                    ),
                    _ => format!(
                        "after the last number every poll gives the end, at once; poll {poll} after \
                         its end gave {given:?}"
                    ),
                });
            }
        }
    });
}

#[test]
fn a_number_that_was_due_long_ago_is_given_at_once() {
    virtual_time(async |_lab: Lab| whoever_asks_is_woken().await);
    virtual_time(async |_lab: Lab| {
        let mut numbers = task::spawn(AsyncRange::new(3, 5, ms(100)));
        for number in [3, 4] {
            if let Poll::Ready(given) = numbers.poll_next() {
                fail(format!(
                    "the poll that asked for the number {number} gave {given:?}, before its delay was \
                     over on the clock of the runtime"
                ));
            }
            sleep(secs(5)).await;
            expect_eq(
                numbers.poll_next(),
                Poll::Ready(Some(number)),
                format!(
                    "the number {number} was asked for 5s ago and is due after 100ms, and a poll did \
                     not give it"
                ),
            );
        }
        expect_eq(
            numbers.poll_next(),
            Poll::Ready(None),
            "the last number had come, and the next poll did not give the end",
        );
    });
}

#[test]
fn any_range_and_any_delay() {
    virtual_time(async |_lab: Lab| whoever_asks_is_woken().await);
    for_seeds(30, async |lab: Lab| numbers::any_range(&lab, range).await);
}

#[test]
fn an_empty_range_ends_at_its_first_poll() {
    virtual_time(async |_lab: Lab| whoever_asks_is_woken().await);
    virtual_time(async |lab: Lab| numbers::none_at_all(&lab, range).await);
}

#[test]
fn any_number_of_numbers_and_the_largest() {
    virtual_time(async |_lab: Lab| whoever_asks_is_woken().await);
    virtual_time(async |lab: Lab| numbers::numbers_at_both_ends(&lab, range).await);
}

#[test]
fn without_a_delay_no_time_goes_by() {
    virtual_time(async |_lab: Lab| whoever_asks_is_woken().await);
    virtual_time(async |lab: Lab| numbers::no_delay(&lab, range).await);
}

#[test]
fn a_delay_may_be_a_fraction_of_a_millisecond() {
    virtual_time(async |_lab: Lab| whoever_asks_is_woken().await);
    virtual_time(async |lab: Lab| numbers::short_delays(&lab, range).await);
}

#[test]
fn however_it_is_polled_the_numbers_come_when_they_are_due() {
    virtual_time(async |_lab: Lab| whoever_asks_is_woken().await);
    virtual_time(async |lab: Lab| numbers::every_way(&lab, range).await);
}

#[test]
fn no_delay_is_too_long() {
    virtual_time(async |_lab: Lab| whoever_asks_is_woken().await);
    virtual_time(async |lab: Lab| numbers::long_delays(&lab, range).await);
}

#[test]
fn dropped_in_a_delay_nothing_is_left_running() {
    virtual_time(async |_lab: Lab| whoever_asks_is_woken().await);
    virtual_time(async |lab: Lab| numbers::dropped_in_a_delay(&lab, range).await);
}
