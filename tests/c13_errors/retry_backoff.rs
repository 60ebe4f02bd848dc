//! `retry_backoff`: attempts at 0, 1, 3 and 7 seconds, and not one more than asked for.

use std::error::Error;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_katas::c13_errors::retry_backoff::{Backoff, RetryError, retry_backoff};
use futures::future::ready;
use lab::timeline::short;
use lab::{
    A_DAY, Gauge, Job, Lab, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms,
    secs, virtual_time,
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
fn attempts<G>(
    lab: &Lab,
    time: Duration,
    gives: G,
) -> impl FnMut() -> Job<Result<u32, Trouble>> + use<G>
where
    G: Fn(u32) -> Result<u32, Trouble>,
{
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

/// What your function gave: a value, or the kind of error, its number of attempts, its source.
type Told<T> = Result<T, (&'static str, u32, Trouble)>;

fn told<T>(outcome: Result<T, RetryError<Trouble>>) -> Told<T> {
    outcome.map_err(|error| match error {
        RetryError::Permanent { attempts, source } => ("Permanent", attempts, source),
        RetryError::GaveUp { attempts, source } => ("GaveUp", attempts, source),
    })
}

fn permanent<T>(attempts: u32) -> Told<T> {
    Err(("Permanent", attempts, Trouble::Forbidden))
}

fn gave_up<T>(attempts: u32) -> Told<T> {
    Err(("GaveUp", attempts, Trouble::Busy(attempts)))
}

/// What came back: where it is the right error but for one thing, that thing is told.
fn came_back<T: fmt::Debug + PartialEq>(got: Told<T>, expected: Told<T>, cause: impl Into<String>) {
    if let (Err((_, number, _)), Err(("Permanent", made, _))) = (&got, &expected)
        && number > made
    {
        fail(format!(
            "attempt {made} failed for good, and {number} attempts were made: after an error that is \
             permanent there is no other attempt"
        ));
    }
    if let (Err((kind, number, source)), Err((right, made, last))) = (&got, &expected) {
        if (kind, source) == (right, last) && number != made {
            fail(format!(
                "the error came back as `{kind}` with {number} for the number of attempts, and {made} \
                 were made: each that was made counts, the first one and the last one, too"
            ));
        }
        if (number, source) == (made, last) && kind != right && *right == "Permanent" {
            fail(format!(
                "attempt {made} failed for good, and its error came back as `{kind}`: an error that \
                 is permanent is `Permanent`, in whichever attempt it comes, also in the last one"
            ));
        }
    }
    expect_eq(got, expected, cause);
}

/// Expects that nothing came before the first attempt.
fn begins_at_once(lab: &Lab) {
    let attempts = lab.timeline().items("attempt");
    if let Some(first) = attempts.first() {
        first_at(first.begin());
    }
}

/// Expects that the first attempt was made at this instant because that is the beginning.
fn first_at(at: Duration) {
    if at > secs(0) {
        fail(format!(
            "the first attempt was made at {} and not at once: a wait comes after an attempt that has \
             failed, and none before the first",
            short(at)
        ));
    }
}

/// The pauses between the attempts so far.
fn pauses(lab: &Lab) -> Vec<Duration> {
    let made = lab.timeline().items("attempt");
    let pairs = made.windows(2);
    pairs
        .map(|pair| pair[1].begin().saturating_sub(pair[0].end()))
        .collect()
}

/// What is said of these pauses, which begin with the wait `first`: whether it was capped.
fn capped(pauses: &[Duration], first: Duration, longest: Duration) -> String {
    let given = format!(
        "`first` was {} and `longest` {}",
        short(first),
        short(longest)
    );
    match pauses {
        [pause, others @ ..]
            if *pause == first && first > longest && others.iter().all(|wait| *wait <= longest) =>
        {
            format!(
                "{given}, and the first wait was not capped: no wait is longer than `longest`, and \
                 that goes for the first one, too"
            )
        }
        _ if pauses.iter().any(|wait| *wait > longest) => {
            format!("{given}: no wait should be longer than `longest`")
        }
        _ => given,
    }
}

#[test]
fn attempts_are_made_at_0_1_3_and_7_seconds() {
    virtual_time(async |lab: Lab| {
        let operation = attempts(&lab, secs(0), |attempt| match attempt {
            4 => Ok(attempt),
            _ => Err(Trouble::Busy(attempt)),
        });
        let outcome = retry_backoff(backoff(5, secs(1), secs(60)), operation, forbidden).await;
        begins_at_once(&lab);
        lab.expect(
            "
                     0s  1s  2s  3s  4s  5s  6s  7s
            attempt  x   x       x               |
            ",
        );
        came_back(
            told(outcome),
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
        begins_at_once(&lab);
        lab.expect(
            "
                     0s  1s  2s  3s  4s  5s  6s  7s  8s  9s
            attempt  |=======x   |=======x       |=======x
            ",
        );
        expect_eq(
            lab.now(),
            secs(9),
            "the last attempt failed at 9s, and there was nothing more to wait for, but your \
             function returned at another instant",
        );
        came_back(
            told(outcome),
            gave_up(3),
            "three attempts were made and all failed: the error of the last one should come back \
             as `GaveUp`",
        );
    });
}

#[test]
fn an_attempt_that_takes_a_day_is_waited_for() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let operation = attempts(&lab, A_DAY, Ok);
        let outcome = retry_backoff(backoff(3, secs(1), secs(60)), operation, forbidden).await;
        begins_at_once(&lab);
        let expected = "
                     0s          24h
            attempt  |===========|
            ";
        let attempts = lab.timeline().items("attempt").to_vec();
        match attempts.first().is_some_and(|first| first.end() < A_DAY) {
            true => lab.expect_because(
                expected,
                "the first attempt was to take a day and succeed: nobody has limited how long an \
                 attempt may take",
            ),
            false => lab.expect(expected),
        }
        came_back(
            told(outcome),
            Ok(1),
            "the first attempt succeeded after a day, and its value should come back",
        );
    });
}

#[test]
fn waits_double_up_to_the_longest() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let most = draw.size(1..=8) as u32;
        let first = draw.times(ms(37), 0..=25);
        let longest = draw.times(ms(37), 0..=100);
        let time = draw.times(ms(37), 0..=8);
        let (mut at, mut wait) = (Duration::ZERO, first);
        let mut expected = Timeline::new();
        for attempt in 1..=most {
            expected = expected.failed("attempt", at, at + time);
            at += time;
            if attempt < most {
                at += wait.min(longest);
                wait *= 2;
            }
        }
        let outcome =
            retry_backoff(backoff(most, first, longest), busy(&lab, time), forbidden).await;
        begins_at_once(&lab);
        lab.expect_because(expected, &capped(&pauses(&lab), first, longest));
        came_back(
            told(outcome),
            gave_up(most),
            "all attempts failed: your function should give up with the error of the last one, and \
             with their number",
        );
        expect_eq(lab.now(), at, "your function waited after its last attempt");
    });
}

#[test]
fn whatever_attempt_ends_it_ends_it_at_once() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let most = draw.size(1..=6) as u32;
        let ends = draw.size(1..=most as usize) as u32;
        let succeeds = draw.coin();
        let time = draw.times(ms(37), 0..=8);
        let what = if succeeds {
            "succeeds"
        } else {
            "fails for good"
        };
        lab.case(format!("attempt {ends} of {most} {what}"));
        let operation = attempts(&lab, time, move |attempt| match attempt {
            attempt if attempt != ends => Err(Trouble::Busy(attempt)),
            _ if succeeds => Ok(attempt),
            _ => Err(Trouble::Forbidden),
        });
        let outcome = retry_backoff(backoff(most, secs(1), secs(60)), operation, forbidden).await;
        begins_at_once(&lab);
        let expected = if succeeds { Ok(ends) } else { permanent(ends) };
        came_back(
            told(outcome),
            expected,
            format!(
                "attempt {ends} of {most} was the first one that {}: that should come back",
                if succeeds {
                    "succeeded"
                } else {
                    "failed for good"
                }
            ),
        );
        // Before attempt `ends` there were waits of 1, 2, 4 … seconds.
        let waits = secs((1 << (ends - 1)) - 1);
        let due = time * ends + waits;
        let why = match lab.now() == due + secs(1 << (ends - 1)) {
            true => {
                "your function returned later by just the wait that would come before another attempt: \
                 what ends it comes back at once, and there is no wait after that"
            }
            false => {
                "your function returned at another instant than that at which the attempt ended"
            }
        };
        expect_eq(lab.now(), due, format!("attempt {ends} {what}; {why}"));
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
        begins_at_once(&lab);
        let expected = "
                     0s  1s  2s  3s  4s  5s  6s  7s
            attempt  x   x
            ";
        match lab.timeline().items("attempt").len() {
            0..=2 => lab.expect(expected),
            _ => lab.expect_because(
                expected,
                "the second attempt failed for good: trying again does not help, so there should be \
                 no third",
            ),
        }
        came_back(
            told(outcome),
            permanent(2),
            "the second attempt failed for good: its error should come back as `Permanent`, with 2 \
             for the number of attempts made",
        );
        expect_eq(
            lab.now(),
            secs(1),
            "the second attempt failed for good, and your function waited before it returned",
        );
        // Also where it comes with the last attempt.
        let operation = attempts(&lab, secs(0), |_| Err(Trouble::Forbidden));
        let outcome = retry_backoff(backoff(1, secs(1), secs(60)), operation, forbidden).await;
        came_back(
            told(outcome),
            permanent(1),
            "the only attempt failed for good: that is `Permanent`, though it was also the last one",
        );
    });
}

#[test]
fn the_error_of_the_operation_is_the_source() {
    virtual_time(async |_lab: Lab| {
        for (trouble, kind) in [
            (Trouble::Forbidden, "Permanent"),
            (Trouble::Busy(7), "GaveUp"),
        ] {
            let once = backoff(1, secs(1), secs(1));
            let outcome =
                retry_backoff(once, move || ready(Err::<(), _>(trouble)), forbidden).await;
            let Err(error) = outcome else {
                fail(format!(
                    "the operation failed with {trouble}, and no error came back"
                ));
            };
            let Some(source) = Error::source(&error) else {
                fail(format!(
                    "the operation failed with {trouble}, and `Error::source` of the `{kind}` that came \
                     back is `None`: the operation's error should be its source, itself and not only its \
                     text"
                ));
            };
            expect_eq(
                source.downcast_ref::<Trouble>().copied(),
                Some(trouble),
                format!(
                    "the operation failed with {trouble}, and `Error::source` of the `{kind}` that \
                     came back is {:?}, and not that error itself",
                    source.to_string()
                ),
            );
        }
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
        begins_at_once(&lab);
        let expected = "
                     0s  1s  2s
            attempt  |===x
            ";
        match lab.timeline().items("attempt").len() {
            1 => lab.expect(expected),
            _ => lab.expect_because(
                expected,
                "one attempt was asked for, and one is what should be made: the first one counts",
            ),
        }
        came_back(
            told(outcome),
            gave_up(1),
            "the error of the only attempt should come back as `GaveUp`",
        );
    });
}

/// Whether each call but the first was made as soon as the attempt before it had failed, which
/// takes so long: for an attempt that begins only after a wait.
fn called_ahead(called: &[Duration], due: &[Duration], attempt: Duration) -> bool {
    let too_early = due.iter().map(|begins| *begins + attempt);
    let ahead = called
        .iter()
        .skip(1)
        .copied()
        .eq(too_early.take(due.len() - 1));
    called != due && called.first() == due.first() && called.len() == due.len() && ahead
}

const CALLED_AHEAD: &str = "`operation` was called for the next attempt as soon as the one before it \
                            had failed, and the wait came after the call: wait first, then call it";

#[test]
fn the_operation_is_called_when_its_attempt_begins() {
    virtual_time(async |lab: Lab| {
        let caller = lab.clone();
        let operation = move || {
            caller.say("called");
            ready(Err::<(), _>(Trouble::Busy(0)))
        };
        let _gave_up = retry_backoff(backoff(3, secs(1), secs(60)), operation, forbidden).await;
        let due = [secs(0), secs(1), secs(3)];
        let called = Vec::from_iter(lab.said().into_iter().map(|(at, _called)| at));
        if let Some(first) = called.first() {
            first_at(*first);
        }
        let what = match called.len() {
            _ if called_ahead(&called, &due, secs(0)) => CALLED_AHEAD.to_owned(),
            3 => "`operation` was called at other instants".to_owned(),
            1 => "`operation` was called once".to_owned(),
            times => format!("`operation` was called {times} times"),
        };
        lab.expect_said(
            &due.map(|at| (at, "called")),
            &format!("three attempts were to begin at 0s, 1s and 3s; {what}"),
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
            ready(Err::<(), _>(Trouble::Busy(150)))
        };
        lab.case("150 attempts, `first` of 1ms and `longest` of 10ms");
        let patient = backoff(150, ms(1), ms(10));
        let outcome = retry_backoff(patient, operation, forbidden).await;
        expect_eq(
            (told(outcome), made.entered()),
            (gave_up(150), 150),
            "a hundred and fifty attempts were asked for and all failed, and another number was \
             made or told",
        );
        expect_eq(
            lab.now(),
            ms(1 + 2 + 4 + 8) + ms(10) * 145,
            "waits should double from 1 ms and stay at 10 ms: 1, 2, 4, 8, 10, 10, …",
        );
        lab.case("2 attempts, `first` and `longest` of `Duration::MAX`");
        let endless = backoff(2, Duration::MAX, Duration::MAX);
        let operation = attempts(&lab, secs(0), |_| Err(Trouble::Forbidden));
        expect_eq(
            told(retry_backoff(endless, operation, forbidden).await),
            permanent(1),
            "the first attempt failed for good, which has nothing to do with how long a wait might \
             be",
        );
        lab.case("5 attempts, `first` of `Duration::MAX` and `longest` of 1s");
        let before = lab.now();
        let already = lab.timeline().items("attempt").len();
        let capped = backoff(5, Duration::MAX, secs(1));
        let operation = attempts(&lab, secs(0), |attempt| match attempt {
            5 => Ok(attempt),
            _ => Err(Trouble::Busy(attempt)),
        });
        // This timer wakes nobody else.
        let outcome = tokio::select! {
            biased;
            () = sleep(secs(60)) => fail(format!(
                "`first` was `Duration::MAX` and `longest` 1s, and the wait after attempt {} had \
                 not ended after a minute: no wait is longer than `longest`, the first one, too",
                lab.timeline().items("attempt").len() - already
            )),
            outcome = retry_backoff(capped, operation, forbidden) => outcome,
        };
        came_back(
            told(outcome),
            Ok(5),
            "the fifth attempt succeeded, and its value should come back",
        );
        expect_eq(
            lab.now() - before,
            secs(4),
            "no wait is longer than `longest`: four waits of a second should take four seconds",
        );
    });
}

/// That waits, of which the first is 1 ns, doubled up to one of them, and stayed as long as that from
/// there on: when the attempts were made, and when they should have been.
fn stopped_doubling(called: &[Duration], expected: &[Duration]) -> Option<String> {
    let waits = |at: &[Duration]| -> Vec<Duration> {
        at.windows(2)
            .map(|two| two[1].saturating_sub(two[0]))
            .collect()
    };
    let (waits, due) = (waits(called), waits(expected));
    let right = waits.iter().zip(&due).take_while(|(wait, due)| wait == due);
    let right = right.count();
    let last = *waits[..right].last()?;
    let stayed = *waits.get(right)?;
    let all_stayed = waits.len() == due.len() && waits[right..].iter().all(|wait| *wait == stayed);
    // The clock tells whole milliseconds, and many of the first waits are one.
    if !all_stayed || stayed < last || stayed > due[right] || last < ms(2) {
        return None;
    }
    // Of 1 ns that makes 4.294967295s.
    let factor = match stayed == ms(4_295) {
        true => {
            ", which is `first`, here 1 ns, times the largest number of a `u32`: a factor of that type goes \
             no further, and a wait that is doubled itself, as a `Duration`, does"
        }
        false => "",
    };
    Some(format!(
        "your waits doubled, and from wait {} on each of them took {}{factor}. `longest` is \
         `Duration::MAX`, and nothing else ends the doubling: they should double from 1 ns on, 46 times",
        right + 1,
        short(stayed)
    ))
}

#[test]
fn waits_go_on_doubling_for_as_long_as_they_may() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        // 1 ns, 2 ns, 4 ns … up to nineteen hours; tokio's clock counts whole milliseconds.
        let (mut at, mut wait) = (Duration::ZERO, Duration::from_nanos(1));
        let mut expected = Vec::new();
        for _ in 0..47 {
            expected.push(at);
            at += ms(wait.as_nanos().div_ceil(1_000_000) as u64);
            wait *= 2;
        }
        let caller = lab.clone();
        let operation = move || {
            caller.say("attempt");
            ready(Err::<(), _>(Trouble::Busy(47)))
        };
        let first = Duration::from_nanos(1);
        let outcome = retry_backoff(backoff(47, first, Duration::MAX), operation, forbidden).await;
        came_back(
            told(outcome),
            gave_up(47),
            "47 attempts were asked for and all failed",
        );
        let called = Vec::from_iter(lab.said().into_iter().map(|(at, _attempt)| at));
        if called_ahead(&called, &expected, secs(0)) {
            fail(CALLED_AHEAD);
        }
        if let Some(why) = stopped_doubling(&called, &expected) {
            fail(why);
        }
        expect_eq(
            called,
            expected,
            "waits should double from 1 ns on, 46 times: `longest` is `Duration::MAX`, and nothing \
             else ends the doubling",
        );
    });
}

#[test]
fn where_there_is_no_wait_all_attempts_are_made_at_once() {
    virtual_time(async |lab: Lab| {
        for (first, longest) in [(secs(0), secs(1)), (secs(1), secs(0)), (secs(0), secs(0))] {
            lab.case(format!(
                "u32::MAX attempts, `first` of {first:?} and `longest` of {longest:?}"
            ));
            let mut attempt = 0;
            let operation = move || {
                attempt += 1;
                ready(match attempt {
                    1000 => Ok(attempt),
                    _ => Err(Trouble::Busy(attempt)),
                })
            };
            let hasty = backoff(u32::MAX, first, longest);
            expect_eq(
                told(retry_backoff(hasty, operation, forbidden).await),
                Ok(1000),
                "the thousandth attempt of very many succeeded, and its value should come back",
            );
            expect_eq(
                lab.now(),
                secs(0),
                format!(
                    "with `first` of {first:?} and `longest` of {longest:?} every wait is zero, and \
                     still some time went by"
                ),
            );
        }
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
            "an attempt was still under way after the caller had been cancelled: it ran on behind \
             the caller's back",
        );
        sleep(secs(60)).await;
        expect_eq(
            begun.entered(),
            before,
            "another attempt was made after the caller had been cancelled",
        );
    });
}

#[test]
fn attempts_are_made_in_whatever_way_your_future_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a call that is {way}"));
            let before = lab.now();
            let begun = lab.clone();
            let mut operation = busy(&lab, ms(7));
            let made = Arc::new(Mutex::new(Vec::new()));
            let noted = Arc::clone(&made);
            let retries = retry_backoff(
                backoff(4, ms(103), ms(251)),
                move || {
                    let mut noted = noted.lock().unwrap_or_else(PoisonError::into_inner);
                    noted.push(begun.now() - before);
                    operation()
                },
                forbidden,
            );
            let outcome = told(lab.polled(way, retries).await);
            expect_eq(
                outcome,
                gave_up(4),
                format!("four attempts were asked for and all failed, and the call was {way}"),
            );
            let late = match way {
                Way::Later => Way::LATER,
                _ => ms(0),
            };
            let made = made.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let due = [0, 110, 323, 581].map(|at| late + ms(at)).to_vec();
            if called_ahead(&made, &due, ms(7)) {
                fail(CALLED_AHEAD);
            }
            expect_eq(
                made,
                due,
                "the first attempt is made in the first poll, and each of the others 103ms, 206ms \
                 and 251ms after the end of the one before it, which takes 7ms",
            );
        }
    });
}
