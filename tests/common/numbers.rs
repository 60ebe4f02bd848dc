//! Streams of the numbers of a range, each after a delay: what holds of them however they are made.

use std::ops::Range;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use futures::stream::{Stream, StreamExt};
use lab::timeline::{short, times};
use lab::{A_DAY, Lab, Way, expect_eq, fail, ms, nasty, secs, within};
use tokio::time::sleep;
use tokio_test::task;

use super::spent::spend_the_budget;
use super::woken::not_woken;

/// What the instants tell of numbers of which each should come a delay after it was asked for. The
/// first is asked for after `pause`, and each other one `pause` after the one before it was given.
pub fn wrong_instants(
    given: &[(u32, Duration)],
    pause: Duration,
    delay: Duration,
) -> Option<String> {
    let mut asked = pause;
    for (number, at) in given {
        if let Some(why) = collected(at.saturating_sub(pause), delay, given.len())
            && asked == pause
        {
            return Some(why);
        }
        if *at < asked + delay {
            return Some(format!(
                "the number {number} was asked for at {} and came at {}, and should come a whole \
                 delay of {} later: a delay begins when its number is asked for, and not before \
                 that",
                short(asked),
                short(*at),
                short(delay)
            ));
        }
        asked = *at + pause;
    }
    None
}

/// What it looks like when the first of some numbers comes only after the delays of all of them.
fn collected(waited: Duration, delay: Duration, numbers: usize) -> Option<String> {
    let all = delay.checked_mul(numbers as u32)?;
    (numbers > 1 && waited == all && !delay.is_zero()).then(|| {
        format!(
            "the first of {numbers} numbers came {} after it was asked for, which is as long as the \
             delays of all of them: as if all were collected before the first is given; each is \
             given as soon as its own delay is over",
            short(waited)
        )
    })
}

/// What to say of so many numbers that took this long, where each takes a delay.
fn took(waited: Duration, delay: Duration, numbers: u32) -> String {
    let told = format!(
        "{numbers} numbers with a delay of {} took {}",
        short(delay),
        short(waited)
    );
    if waited.is_zero() {
        format!("{told}: on the clock of the runtime nothing was waited for")
    } else if waited == delay * (numbers - 1) {
        format!("{told}, which is one delay too few: each number has one, the first too")
    } else if waited == delay {
        format!("{told}, which is one delay for all of them: each number has one of its own")
    } else if waited == delay * (numbers + 1) {
        format!("{told}, which is one delay too many: after the last number the end comes at once")
    } else {
        format!("{told}: each number takes one delay, and the end none")
    }
}

/// What a poll that asks for a number looks like where the number is ready in it. It took this long
/// on the wall.
pub fn ready_at_once(took: Duration, delay: Duration) -> String {
    match took < delay {
        true => format!(
            "a poll gave a number at once, without its delay of {}: nothing has waited for it",
            short(delay)
        ),
        false => format!(
            "a poll gave a number after it had blocked the thread for its delay of {}: it should be \
             pending, and be woken when the number is due",
            short(delay)
        ),
    }
}

/// What it means that a task was woken within 99ms after it asked for this number, where the delay is
/// 100ms. This is what the poll gave that came of it.
pub fn woken_too_early(number: u32, given: Poll<Option<u32>>) -> String {
    let then = match given {
        Poll::Pending => {
            "its next poll gave nothing: it should be woken when the number is due, and not to look \
             whether it is"
                .to_owned()
        }
        Poll::Ready(given) => format!("its next poll gave {given:?}, before its time"),
    };
    format!(
        "woken for nothing: a task asked for the number {number}, which is due 100ms later, was woken \
         within 99ms, and {then}"
    )
}

/// What to say of a range of which no number came.
fn none_came(start: u32, end: u32) -> String {
    let (signed, sign) = (end as i32, i32::MAX);
    match i32::try_from(start).is_ok() && i32::try_from(end).is_err() {
        true => format!(
            "no number of the range {start}..{end} came: as a signed number of 32 bits its end is \
             {signed}, which is below its start, and the largest is {sign}; a `u32` goes on to \
             {}",
            u32::MAX
        ),
        false => format!("no number of the range {start}..{end} came"),
    }
}

/// Draws a range and a delay, and reads all numbers.
pub async fn any_range<S: Stream<Item = u32>>(lab: &Lab, make: impl Fn(Range<u32>, Duration) -> S) {
    let mut draw = lab.draw();
    let (start, end) = (draw.size(0..=9) as u32, draw.size(0..=9) as u32);
    let delay = draw.off_grid(ms(1)..=ms(300));
    lab.case(format!(
        "the range {start}..{end} with a delay of {delay:?}"
    ));
    let mut metered = lab.meter(make(start..end, delay));
    let watch = metered.watch();
    let (mut given, mut late) = (Vec::new(), None);
    while let Some(number) = metered.next().await {
        given.push(number);
        let due = delay * given.len() as u32;
        if lab.now() != due {
            late = late.or(Some((number, lab.now(), due)));
        }
    }
    let expected: Vec<u32> = (start..end).collect();
    let due = delay * expected.len() as u32;
    expect_eq(
        given,
        expected,
        format!("these are not the numbers from {start} up to, but not including, {end}"),
    );
    if let Some((number, at, due)) = late {
        let first = match due == delay {
            true => collected(at, delay, (end - start) as usize),
            false => None,
        };
        if let Some(why) = first {
            fail(why);
        }
        fail(match at.is_zero() {
            true => format!(
                "the number {number} came as soon as it was asked for, and is due after {}: the \
                 delay of a number comes before the number",
                short(due)
            ),
            false => format!(
                "the number {number} came {} after the first was asked for, and is due after {}: \
                 there is a delay for each number",
                short(at),
                short(due)
            ),
        });
    }
    if lab.now() != due {
        fail(format!(
            "the end came after {}, and should come after {}: at once when there is no number left{}",
            short(lab.now()),
            short(due),
            match due.checked_add(delay) == Some(lab.now()) {
                true =>
                    ", and that was one delay too late: look whether there is one before you wait",
                false => "",
            }
        ));
    }
    if watch.idle_wakes() > 0 {
        fail(format!(
            "the task was woken {} though there was nothing to give: it should be woken when a \
             number is due, and not to look whether one is",
            times(watch.idle_wakes())
        ));
    }
}

/// Ranges without a number.
pub async fn none_at_all<S: Stream<Item = u32>>(
    lab: &Lab,
    make: impl Fn(Range<u32>, Duration) -> S,
) {
    for (start, end) in [(0, 0), (5, 5), (5, 3), (u32::MAX, u32::MAX), (u32::MAX, 0)] {
        lab.case(format!("the range {start}..{end}"));
        let mut numbers = task::spawn(make(start..end, secs(1)));
        // A task that has done much in this poll waits for nothing either.
        spend_the_budget();
        match numbers.poll_next() {
            Poll::Ready(None) => {}
            Poll::Pending => {
                sleep(secs(1) + ms(1)).await;
                let then = match numbers.poll_next() {
                    Poll::Ready(None) => {
                        ", and the end came a delay later: look whether there is a number before \
                         you wait for it"
                            .to_owned()
                    }
                    Poll::Ready(Some(number)) => {
                        let signed = match (i32::try_from(start), i32::try_from(end)) {
                            (Err(_), Ok(_)) => format!(
                                ": as a signed number of 32 bits {start} is {}, which is below {end}",
                                start as i32
                            ),
                            _ => String::new(),
                        };
                        format!(", and gave the number {number} a delay later{signed}")
                    }
                    Poll::Pending => ": there is nothing to wait for".to_owned(),
                };
                fail(format!(
                    "the range is empty, and its first poll was pending{then}"
                ))
            }
            Poll::Ready(Some(number)) => fail(format!(
                "the range is empty, and it gave the number {number}"
            )),
        }
    }
}

/// The last numbers that a `u32` can be, and the first of all of them.
pub async fn numbers_at_both_ends<S: Stream<Item = u32>>(
    lab: &Lab,
    make: impl Fn(Range<u32>, Duration) -> S,
) {
    const MAX: u32 = u32::MAX;
    lab.case("the last three numbers before the largest");
    let last: Vec<u32> = make(MAX - 3..MAX, ms(100)).collect().await;
    expect_eq(
        last,
        vec![MAX - 3, MAX - 2, MAX - 1],
        "these are not the three numbers below the largest",
    );
    expect_eq(lab.now(), ms(300), took(lab.now(), ms(100), 3));
    for count in nasty::COUNTS {
        let Some(start) = u32::try_from(*count).ok().and_then(|n| n.checked_sub(2)) else {
            continue;
        };
        let end = start.saturating_add(4);
        lab.case(format!("the range {start}..{end}"));
        let all: Vec<u32> = make(start..end, ms(100)).collect().await;
        if all.is_empty() && start < end {
            fail(none_came(start, end));
        }
        expect_eq(
            all,
            (start..end).collect(),
            format!("these are not the numbers from {start} up to, but not including, {end}"),
        );
    }
    lab.case("three of 4294967295 numbers");
    lab.known("the delay", ms(100));
    let begun = lab.now();
    let mut numbers = Box::pin(make(0..MAX, ms(100)));
    let mut first = Vec::new();
    for number in ["first", "second", "third"] {
        let next = within(
            secs(10),
            numbers.next(),
            format!(
                "the delay is 100ms, and 10s after it was asked for the {number} of {MAX} numbers \
                 had not come: a number is given when its own delay is over, whatever comes after it"
            ),
        );
        first.extend(next.await);
    }
    expect_eq(
        first,
        vec![0, 1, 2],
        "these are not the first three numbers",
    );
    let waited = lab.now() - begun;
    expect_eq(waited, ms(300), took(waited, ms(100), 3));
}

/// Two thousand numbers without a delay.
pub async fn no_delay<S: Stream<Item = u32>>(lab: &Lab, make: impl Fn(Range<u32>, Duration) -> S) {
    let all: Vec<u32> = make(0..2000, Duration::ZERO).collect().await;
    expect_eq(
        all,
        (0..2000).collect(),
        "these are not the numbers from 0 up to, but not including, 2000",
    );
    if lab.now() > ms(0) {
        fail(format!(
            "the delay is zero, and time went by: 2000 numbers took {}, which is {} for each of them",
            short(lab.now()),
            short(lab.now() / 2000)
        ));
    }
}

/// Delays of a year, and some that nobody waits out.
pub async fn long_delays<S: Stream<Item = u32>>(
    lab: &Lab,
    make: impl Fn(Range<u32>, Duration) -> S,
) {
    const YEAR: Duration = secs(365 * 24 * 60 * 60);
    lab.lasts(YEAR * 3);
    // Whoever waits in pieces is woken for each of them, and of a year there may be many.
    for (called, delay) in [
        ("an hour", A_DAY / 24),
        ("three days", A_DAY * 3),
        ("a year", YEAR),
    ] {
        lab.case(format!("two numbers with a delay of {called}"));
        let begun = lab.now();
        let mut metered = lab.meter(make(1..3, delay));
        let watch = metered.watch();
        let mut numbers = Vec::new();
        while let Some(number) = metered.next().await {
            if numbers.is_empty()
                && let Some(why) = collected(lab.now() - begun, delay, 2)
            {
                fail(why);
            }
            numbers.push(number);
        }
        expect_eq(
            numbers,
            vec![1, 2],
            "these are not the numbers from 1 up to, but not including, 3",
        );
        let waited = lab.now() - begun;
        expect_eq(waited, delay * 2, took(waited, delay, 2));
        let wakes = watch.idle_wakes();
        if wakes > 0 {
            fail(format!(
                "the delay is {called}, and on the way to two numbers the task was woken {} though there \
                 was nothing to give, {}: it should be woken when a number is due, and not before that, so \
                 wait for a delay in one piece",
                times(wakes),
                match wakes {
                    1 => "while it waited for one of them".to_owned(),
                    _ => format!("every {} on average", short(waited / (wakes as u32 + 2))),
                }
            ));
        }
    }
    for delay in nasty::DURATIONS.iter().filter(|delay| **delay > A_DAY * 3) {
        lab.case(format!("a delay of {delay:?}"));
        let mut numbers = task::spawn(make(1..3, *delay));
        for day in ["at first", "a day later", "another day later"] {
            if let Poll::Ready(given) = numbers.poll_next() {
                fail(format!(
                    "the delay is {delay:?}, and {day} a poll gave {given:?}"
                ));
            }
            sleep(A_DAY).await;
            if numbers.is_woken() {
                fail(format!(
                    "the delay is {delay:?}, and the task was woken within a day of its poll: it \
                     should be woken when the number is due, and not before that"
                ));
            }
        }
    }
}

/// Delays that are no whole number of milliseconds, of which timers make the next one.
pub async fn short_delays<S: Stream<Item = u32>>(
    lab: &Lab,
    make: impl Fn(Range<u32>, Duration) -> S,
) {
    for nanos in [1_500_000, 1, 999_999, 20_000_001, 20_999_000] {
        let delay = Duration::from_nanos(nanos);
        lab.case(format!("three numbers with a delay of {delay:?}"));
        let mut numbers = pin!(make(0..3, delay));
        for number in 0..3 {
            let asked = lab.now();
            expect_eq(
                numbers.next().await,
                Some(number),
                "this is not the next number of three",
            );
            let waited = lab.now() - asked;
            // A timer goes off at a full millisecond.
            let whole = ms(delay.as_nanos().div_ceil(1_000_000) as u64);
            if number == 0
                && let Some(why) = collected(waited, whole, 3)
            {
                fail(why);
            }
            if waited < delay {
                fail(match waited.is_zero() {
                    true => format!(
                        "the delay is {delay:?}, and on the clock of the runtime the number {number} \
                         came at the instant at which it was asked for, before it was due"
                    ),
                    false => format!(
                        "the delay is {delay:?}, and the number {number} came {waited:?} after it \
                         was asked for, before it was due: what is left over of a millisecond counts"
                    ),
                });
            }
            if waited > delay + ms(1) {
                fail(format!(
                    "the delay is {delay:?}, and the number {number} came {} after it was asked \
                     for: more than a millisecond too late",
                    short(waited)
                ));
            }
        }
    }
}

/// Whoever polls it, with whatever waker, as often as he likes.
pub async fn every_way<S: Stream<Item = u32>>(lab: &Lab, make: impl Fn(Range<u32>, Duration) -> S) {
    for way in Way::ALL {
        let mut numbers = Box::pin(make(7..10, ms(100)));
        for expected in [Some(7), Some(8), Some(9), None] {
            lab.case(format!(
                "three numbers from 7 on, 100ms apart, and the next to come is {expected:?}: a read \
                 that is {way}"
            ));
            let asked = lab.now();
            expect_eq(
                lab.polled(way, numbers.next()).await,
                expected,
                format!("this is what a read gave that was {way}"),
            );
            let waited = lab.now() - asked;
            let lies_there = match way {
                Way::Later => Way::LATER,
                _ => ms(0),
            };
            let delay = match expected {
                Some(_) => ms(100),
                None => ms(0),
            };
            if expected == Some(7)
                && let Some(why) = collected(waited - lies_there.min(waited), delay, 3)
            {
                fail(why);
            }
            if waited != lies_there + delay {
                let why = match expected {
                    Some(_) => {
                        "the delay of a number is 100ms and begins with the first poll that asks \
                         for it"
                    }
                    None => "after the last number the end comes at once",
                };
                fail(format!(
                    "a read that was {way} gave {expected:?} after {}, and should give it after {}: \
                     {why}{}",
                    short(waited),
                    short(lies_there + delay),
                    not_woken(way, waited > lies_there + delay)
                ));
            }
        }
    }
}

/// Reads a stream that is dropped in the middle of a delay.
pub async fn dropped_in_a_delay<S: Stream<Item = u32>>(
    lab: &Lab,
    make: impl Fn(Range<u32>, Duration) -> S,
) {
    {
        let mut numbers = pin!(make(0..9, ms(100)));
        let _first = numbers.next().await;
        if let Some(why) = collected(lab.now(), ms(100), 9) {
            fail(why);
        }
        let waiting = tokio::time::timeout(ms(50), numbers.next());
        if let Ok(given) = waiting.await {
            fail(format!(
                "the delay is 100ms, and within 50ms after it was asked for the second number a read \
                 gave {given:?}"
            ));
        }
    }
    // A task that was hung up on gets its chance to notice it.
    sleep(ms(1)).await;
    lab.expect_no_task_left();
}
