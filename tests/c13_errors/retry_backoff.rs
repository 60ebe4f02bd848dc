//! `retry_backoff`: attempts at 0, 1, 3 and 7 seconds, and not one more than asked for.

use std::error::Error;
use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

use async_katas::c13_errors::retry_backoff::{Backoff, RetryError, retry_backoff};
use futures::future::ready;
use lab::{
    Gauge, Job, Lab, Timeline, cancel_at_every_await, expect_eq, for_seeds, ms, secs, virtual_time,
};
use tokio::time::sleep;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Trouble {
    /// Attempt so-and-so, that may go better next time.
    Busy(u32),
    Forbidden,
}

impl fmt::Display for Trouble {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(text, "{self:?}")
    }
}

impl Error for Trouble {}

fn forbidden(trouble: &Trouble) -> bool {
    *trouble == Trouble::Forbidden
}

fn backoff(attempts: u32, first: Duration, longest: Duration) -> Backoff {
    Backoff {
        attempts: NonZeroU32::new(attempts).expect("one attempt or more"),
        first,
        longest,
    }
}

/// An operation whose attempts are drawn, take so long, and give what is said of their number.
fn attempts(
    lab: &Lab,
    time: Duration,
    gives: fn(u32) -> Result<u32, Trouble>,
) -> impl FnMut() -> Job<Result<u32, Trouble>> + use<> {
    let lab = lab.clone();
    let mut attempt = 0;
    move || {
        attempt += 1;
        lab.job("attempt").takes(time).result(gives(attempt))
    }
}

/// An operation that is always busy.
fn busy(lab: &Lab, time: Duration) -> impl FnMut() -> Job<Result<u32, Trouble>> + use<> {
    attempts(lab, time, |attempt| Err(Trouble::Busy(attempt)))
}

#[test]
fn attempts_are_made_at_0_1_3_and_7_seconds() {
    virtual_time(async |lab: Lab| {
        let operation = attempts(&lab, secs(0), |attempt| match attempt {
            4 => Ok(attempt),
            _ => Err(Trouble::Busy(attempt)),
        });
        let outcome = retry_backoff(backoff(5, secs(1), secs(60)), operation, forbidden).await;
        lab.expect(
            "
                     0s  1s  2s  3s  4s  5s  6s  7s
            attempt  x   x       x               |
            ",
        );
        expect_eq(
            outcome,
            Ok(4),
            "the fourth attempt succeeded, and its value should come back",
        );
    });
}

#[test]
fn a_wait_begins_when_the_attempt_before_it_has_ended() {
    virtual_time(async |lab: Lab| {
        let outcome = retry_backoff(
            backoff(3, secs(1), secs(60)),
            busy(&lab, secs(2)),
            forbidden,
        )
        .await;
        lab.expect(
            "
                     0s  1s  2s  3s  4s  5s  6s  7s  8s  9s
            attempt  |=======x   |=======x       |=======x
            ",
        );
        expect_eq(
            lab.now(),
            secs(9),
            "after the last attempt there is nothing to wait for: your function should return at \
             the instant it fails",
        );
        expect_eq(
            outcome,
            Err(RetryError::GaveUp {
                attempts: 3,
                source: Trouble::Busy(3),
            }),
            "three attempts were made, and the error of the last one should come back",
        );
    });
}

#[test]
fn waits_double_up_to_the_longest() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let attempts = draw.size(1..=8) as u32;
        let first = draw.times(ms(100), 0..=10);
        let longest = draw.times(ms(100), 0..=40);
        let time = draw.times(ms(100), 0..=3);
        let (mut at, mut wait) = (Duration::ZERO, first);
        let mut expected = Timeline::new();
        for attempt in 1..=attempts {
            expected = expected.failed("attempt", at, at + time);
            at += time;
            if attempt < attempts {
                at += wait.min(longest);
                wait *= 2;
            }
        }
        let outcome = retry_backoff(
            backoff(attempts, first, longest),
            busy(&lab, time),
            forbidden,
        )
        .await;
        lab.expect(expected);
        expect_eq(
            outcome,
            Err(RetryError::GaveUp {
                attempts,
                source: Trouble::Busy(attempts),
            }),
            "your function should give up with the last error and the number of attempts",
        );
        expect_eq(lab.now(), at, "your function waited after its last attempt");
    });
}

#[test]
fn a_permanent_error_stops_at_once() {
    virtual_time(async |lab: Lab| {
        let operation = attempts(&lab, secs(0), |attempt| match attempt {
            1 => Err(Trouble::Busy(1)),
            _ => Err(Trouble::Forbidden),
        });
        let outcome = retry_backoff(backoff(4, secs(1), secs(60)), operation, forbidden).await;
        lab.expect_because(
            "
                     0s  1s  2s  3s  4s  5s  6s  7s
            attempt  x   x
            ",
            "the second attempt failed for good: trying again does not help, so there should be \
             no third",
        );
        expect_eq(
            outcome,
            Err(RetryError::Permanent {
                attempts: 2,
                source: Trouble::Forbidden,
            }),
            "a permanent error should come back as such, with the number of attempts made",
        );
        expect_eq(
            lab.now(),
            secs(1),
            "a permanent error should come back at once: your function waited first",
        );
        // Also where it comes with the last attempt.
        let operation = attempts(&lab, secs(0), |_| Err(Trouble::Forbidden));
        expect_eq(
            retry_backoff(backoff(1, secs(1), secs(60)), operation, forbidden).await,
            Err(RetryError::Permanent {
                attempts: 1,
                source: Trouble::Forbidden,
            }),
            "an error that is permanent is so at the last attempt, too",
        );
    });
}

#[test]
fn a_single_attempt_is_not_retried() {
    virtual_time(async |lab: Lab| {
        let outcome = retry_backoff(
            backoff(1, secs(1), secs(60)),
            busy(&lab, secs(1)),
            forbidden,
        )
        .await;
        lab.expect_because(
            "
                     0s  1s  2s
            attempt  |===x
            ",
            "one attempt was asked for, and one is what should be made: the first one counts",
        );
        expect_eq(
            outcome,
            Err(RetryError::GaveUp {
                attempts: 1,
                source: Trouble::Busy(1),
            }),
            "the error of the only attempt should come back",
        );
    });
}

#[test]
fn doubling_never_overflows() {
    virtual_time(async |lab: Lab| {
        let made = Gauge::default();
        let counted = made.clone();
        let operation = move || {
            drop(counted.enter());
            ready(Err::<(), _>(Trouble::Busy(0)))
        };
        let patient = backoff(150, ms(1), ms(10));
        let outcome = retry_backoff(patient, operation, forbidden).await;
        expect_eq(
            (outcome, made.entered()),
            (
                Err(RetryError::GaveUp {
                    attempts: 150,
                    source: Trouble::Busy(0),
                }),
                150,
            ),
            "a hundred and fifty attempts were asked for",
        );
        expect_eq(
            lab.now(),
            ms(1 + 2 + 4 + 8) + ms(10) * 145,
            "waits should double from 1 ms and stay at 10 ms: 1, 2, 4, 8, 10, 10, …",
        );
        let endless = backoff(2, Duration::MAX, Duration::MAX);
        let operation = attempts(&lab, secs(0), |_| Err(Trouble::Forbidden));
        expect_eq(
            retry_backoff(endless, operation, forbidden).await,
            Err(RetryError::Permanent {
                attempts: 1,
                source: Trouble::Forbidden,
            }),
            "durations as long as `Duration::MAX` are allowed",
        );
    });
}

#[test]
fn cancelled_in_the_middle_it_stops() {
    cancel_at_every_await(async |lab: Lab| {
        let begun = Gauge::default();
        let operation = {
            let (lab, begun) = (lab.clone(), begun.clone());
            move || {
                let job = lab.job("attempt").takes(secs(1));
                job.counted_by(&begun).err::<(), _>(Trouble::Busy(0))
            }
        };
        let retries = retry_backoff(backoff(3, secs(1), secs(60)), operation, forbidden);
        lab.cut(retries).await;
        let before = begun.entered();
        // Whoever was aborted just now is gone at the next turn of the runtime.
        sleep(ms(1)).await;
        expect_eq(
            begun.now(),
            0,
            "an attempt was still under way after the caller had been cancelled: it ran on in a \
             task of its own",
        );
        sleep(secs(60)).await;
        expect_eq(
            begun.entered(),
            before,
            "another attempt was made after the caller had been cancelled",
        );
    });
}
