//! `timed_poll`: what goes by inside of polls, and nothing else; in place, and small.

use std::cell::Cell;
use std::future::poll_fn;
use std::marker::PhantomPinned;
use std::mem::size_of_val;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use async_katas::c19_pinning::timed_poll::Timed;
use lab::timeline::{short, times};
use lab::{A_DAY, Lab, Way, expect_eq, fail, for_seeds, ms, secs, virtual_time};
use tokio::time::{Duration, timeout};

use super::allocations::allocations;
use super::by_hand::ByHand;

/// A clock that a test sets.
#[derive(Default)]
struct Clock(Cell<Duration>);

impl Clock {
    fn now(&self) -> Duration {
        self.0.get()
    }

    /// So much time goes by.
    fn goes_on(&self, time: Duration) {
        self.0.set(self.0.get().saturating_add(time));
    }
}

/// Works for these times, one a poll, is pending after each but the last, and may not be moved once it
/// was polled. It keeps the last waker.
struct Works<'a> {
    clock: &'a Clock,
    times: &'a [Duration],
    polls: &'a Cell<usize>,
    waker: &'a Cell<Option<Waker>>,
    _stays: PhantomPinned,
}

impl Future for Works<'_> {
    type Output = usize;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<usize> {
        let polls = self.polls.get();
        self.polls.set(polls + 1);
        // What is polled too often takes nothing more.
        self.clock
            .goes_on(self.times.get(polls).copied().unwrap_or_default());
        if polls + 1 < self.times.len() {
            self.waker.set(Some(cx.waker().clone()));
            return Poll::Pending;
        }
        self.waker.set(None);
        Poll::Ready(polls + 1)
    }
}

/// So many bytes that may not be moved once they were polled.
struct Big<const BYTES: usize> {
    bytes: [u8; BYTES],
    _stays: PhantomPinned,
}

impl<const BYTES: usize> Future for Big<BYTES> {
    type Output = usize;

    fn poll(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<usize> {
        Poll::Ready(self.bytes.len())
    }
}

/// Compares a sum, and says which of the usual mistakes would give this one. The times are those of the
/// polls so far, `all` is what the clock went on since the first one began.
#[track_caller]
fn compare(case: &str, busy: Duration, times: &[Duration], all: Duration, is_done: bool) {
    let sum: Duration = times.iter().sum();
    let last = times.last().copied().unwrap_or_default();
    let why = match busy {
        right if right == sum => return,
        busy if busy == all => {
            "the waiting between the polls was counted, too: add up what goes by inside of each poll"
        }
        Duration::ZERO if !is_done => "the poll that was pending was not counted",
        busy if is_done && busy == sum - last => {
            "the poll that gave the output was not counted, and it takes its time like any other"
        }
        busy if busy == last => "only the last poll was counted: add each of them to what there is",
        busy if cut_off(busy, times) => "what was less than a millisecond was cut off in each poll",
        busy if busy < ms(400) => {
            "the time was taken by another clock than the one that `new` was given"
        }
        _ => "that is another sum",
    };
    fail(format!(
        "{case}; inside of the polls {sum:?} went by, and `busy` told {busy:?}: {why}"
    ));
}

#[test]
fn the_time_inside_of_polls_counts_and_no_other() {
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let times: Vec<Duration> = (0..draw.size(2..=6))
            .map(|_| draw.off_grid(ms(501)..=secs(5)) + Duration::from_nanos(737))
            .collect();
        let (clock, polls, waker) = (Clock::default(), Cell::new(0), Cell::new(None));
        clock.goes_on(draw.off_grid(ms(1)..=secs(60)));
        let works = Works {
            clock: &clock,
            times: &times,
            polls: &polls,
            waker: &waker,
            _stays: PhantomPinned,
        };
        let mut timed = pin!(Timed::new(works, || clock.now()));
        expect_eq(
            timed.busy(),
            secs(0),
            "nobody has polled it yet, and `busy` told more than nothing",
        );
        let task = ByHand::default();
        clock.goes_on(draw.off_grid(ms(1)..=secs(60)));
        let first = clock.now();
        for poll in 1..=times.len() {
            let polled = task.poll(timed.as_mut());
            let case = format!(
                "after {poll} of {} polls, with time that went by before, in and between them",
                times.len()
            );
            if polled.is_ready() != (poll == times.len()) {
                fail(format!(
                    "{case}; the inner future was {}, and yours was not",
                    if polled.is_ready() {
                        "pending"
                    } else {
                        "ready"
                    }
                ));
            }
            let is_done = poll == times.len();
            compare(
                &case,
                timed.busy(),
                &times[..poll],
                clock.now() - first,
                is_done,
            );
            if let Poll::Ready(output) = polled {
                expect_eq(
                    output,
                    times.len(),
                    "that is not what the inner future gave",
                );
            }
            clock.goes_on(draw.off_grid(ms(501)..=secs(60)));
        }
    });
}

#[test]
fn the_sum_stands_still_while_nobody_polls() {
    virtual_time(async |_lab: Lab| {
        let (clock, polls, waker) = (Clock::default(), Cell::new(0), Cell::new(None));
        let works = Works {
            clock: &clock,
            times: &[ms(3), ms(4)],
            polls: &polls,
            waker: &waker,
            _stays: PhantomPinned,
        };
        let mut timed = pin!(Timed::new(works, || clock.now()));
        let task = ByHand::default();
        for (when, sum) in [
            ("before its first poll", ms(0)),
            ("between its two polls", ms(3)),
            ("after its end", ms(7)),
        ] {
            for _ in 0..3 {
                let busy = timed.busy();
                if busy != sum {
                    fail(format!(
                        "{when}, `busy` should tell {}, and told {}: the clock went on, and nobody had \
                         polled it meanwhile",
                        short(sum),
                        short(busy)
                    ));
                }
                clock.goes_on(secs(5));
            }
            if sum < ms(7) {
                let _polled = task.poll(timed.as_mut());
            }
        }
    });
}

#[test]
fn polls_and_wakes_pass_through_one_to_one() {
    virtual_time(async |_lab: Lab| {
        let (clock, polls, waker) = (Clock::default(), Cell::new(0), Cell::new(None));
        let works = Works {
            clock: &clock,
            times: &[ms(1); 10],
            polls: &polls,
            waker: &waker,
            _stays: PhantomPinned,
        };
        let mut timed = pin!(Timed::new(works, || clock.now()));
        let tasks = [ByHand::default(), ByHand::default()];
        for poll in 1..=9 {
            // By two tasks in turns.
            let task = &tasks[poll % 2];
            let before = task.wakes();
            if task.poll(timed.as_mut()).is_ready() {
                fail("the inner future was pending, and yours was ready");
            }
            if polls.get() != poll {
                fail(format!(
                    "yours was polled {poll} times, and the inner future {} times: once in each poll",
                    polls.get()
                ));
            }
            if task.wakes() != before {
                fail(
                    "the inner future was pending and woke nobody, and whoever polled yours was woken: \
                     it wakes itself, to be polled again and again",
                );
            }
            let Some(inner) = waker.take() else {
                fail("the inner future was not polled, or not until it was pending");
            };
            // It keeps the waker of whoever polled yours.
            let keeps = task.kept() > 0;
            inner.wake();
            if !keeps || task.wakes() != before + 1 {
                fail(
                    "the inner future woke the waker of its last poll, and nobody was woken: it has to \
                     be polled with the context that yours was polled with",
                );
            }
        }
    });
}

#[test]
fn nothing_is_allocated() {
    virtual_time(async |_lab: Lab| {
        let (clock, left) = (&Clock::default(), &Cell::new(10_000));
        let mut kept = None;
        let made = allocations(|| {
            let inner = poll_fn(move |_| {
                clock.goes_on(ms(1));
                left.set(left.get() - 1);
                match left.get() {
                    0 => Poll::Ready(()),
                    _ => Poll::Pending,
                }
            });
            kept = Some(Timed::new(inner, move || clock.now()));
        });
        if made > 0 {
            let made = times(made);
            fail(format!(
                "`new` allocated {made}: the inner future is in a box, and not inside of yours; let \
                 it lie in a field, and come to it by a projection of the pinned whole"
            ));
        }
        let Some(timed) = kept else {
            fail("the test made nothing");
        };
        let mut timed = pin!(timed);
        let mut is_done = false;
        let polled = allocations(|| {
            let mut cx = Context::from_waker(Waker::noop());
            for _ in 0..10_000 {
                is_done = timed.as_mut().poll(&mut cx).is_ready();
            }
        });
        if polled > 0 {
            fail(format!(
                "10000 polls allocated {polled} times, and the inner future did not: a sum is enough, and \
                 takes no memory that was not there before"
            ));
        }
        let mut busy = ms(0);
        let asked = allocations(|| busy = timed.busy());
        expect_eq(asked, 0, "`busy` allocated, so many times");
        expect_eq(
            (is_done, busy),
            (true, secs(10)),
            "10000 polls of a millisecond each led to the end, and this sum was told after it",
        );
    });
}

#[test]
fn a_clock_that_is_set_back_takes_nothing_away() {
    virtual_time(async |_lab: Lab| {
        let clock = Clock::default();
        clock.goes_on(A_DAY);
        let polls = Cell::new(0);
        let inner = poll_fn(|_| {
            polls.set(polls.get() + 1);
            match polls.get() {
                2 => clock.0.set(secs(5)),
                _ => clock.goes_on(ms(503)),
            }
            Poll::<()>::Pending
        });
        let mut timed = pin!(Timed::new(inner, || clock.now()));
        let task = ByHand::default();
        for (poll, sum) in [(1, ms(503)), (2, ms(503)), (3, ms(1_006))] {
            let _pending = task.poll(timed.as_mut());
            if poll == 3 && timed.busy() == ms(503) {
                fail(
                    "the clock was set back by a day in the second poll, and the third one counted as \
                     nothing, too, though the clock went on by 503ms in it: only the poll in which the clock \
                     is set back counts as nothing, not those after it; of each poll by itself, take what \
                     the clock told before it off what it told after it",
                );
            }
            expect_eq(
                timed.busy(),
                sum,
                format!(
                    "each poll takes 503ms, but in the second one the clock is set back by a day: that \
                     poll counts as nothing; after poll {poll} `busy` told another sum"
                ),
            );
        }
    });
}

/// Whether this is the sum of the whole milliseconds of these times.
fn cut_off(busy: Duration, times: &[Duration]) -> bool {
    let whole = |time: &Duration| {
        Duration::from_secs(time.as_secs()) + Duration::from_millis(time.subsec_millis().into())
    };
    let sum = times
        .iter()
        .map(whole)
        .fold(ms(0), Duration::saturating_add);
    busy == sum
}

/// Why a sum of long times, which are these, is not the right one, where the clock tells so much at the
/// end of the last poll, and had told so much at the most before it began.
fn why_of_long(
    busy: Duration,
    sum: Duration,
    (end, latest): (Duration, Duration),
    times: &[Duration],
) -> &'static str {
    let digits = |time: Duration| time.as_secs_f64();
    if cut_off(busy, times) {
        return "what was less than a millisecond was cut off in each poll";
    }
    if (digits(busy) - digits(sum)).abs() <= digits(sum) * 1e-12 {
        return "its first digits are right, and the last ones are lost: a sum in seconds with a point, \
                an `f64`, has room for some fifteen digits, where a `Duration` keeps each nanosecond";
    }
    let last = times.last().copied().unwrap_or_default();
    let before = latest.saturating_sub(end.saturating_sub(last));
    if !before.is_zero() && busy == sum - before.min(last) {
        return "in the last poll the clock went on from less than it had told before, and what it went on \
                until it was there again was not counted: only a poll in which the clock is set back counts \
                as nothing, not those after it; of each poll by itself, take what the clock told before it off \
                what it told after it";
    }
    if busy == Duration::MAX - end.saturating_sub(last) {
        return "something on the way to the sum was longer than a `Duration` can hold: take the one \
                instant off the other before anything is added";
    }
    "that is another sum"
}

#[test]
fn whatever_the_clock_says_not_a_nanosecond_is_lost() {
    const A_YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let clock = Clock::default();
        // How far the clock is on when a poll begins, and how long that poll takes.
        let long = [
            secs(1),
            A_DAY,
            200 * A_DAY,
            30 * A_YEAR,
            1_000 * A_YEAR,
            10_000_000 * A_YEAR,
        ];
        let polls: Vec<(Duration, Duration)> = (0..draw.size(1..=4))
            .map(|_| {
                let took =
                    *draw.pick(&long) + draw.off_grid(ms(1)..=secs(60)) + Duration::from_nanos(737);
                let latest = Duration::MAX - took;
                (
                    *draw.pick(&[ms(0), secs(7), 300 * A_YEAR, latest / 2, latest]),
                    took,
                )
            })
            .collect();
        let (next, mut sum) = (Cell::new(0), ms(0));
        let inner = poll_fn(|_| {
            // What is polled too often takes nothing more.
            let took = polls.get(next.replace(next.get() + 1));
            clock.goes_on(took.map_or(ms(0), |(_, took)| *took));
            Poll::<()>::Pending
        });
        let mut timed = pin!(Timed::new(inner, || clock.now()));
        let task = ByHand::default();
        let mut latest = ms(0);
        for (n, (from, took)) in polls.iter().enumerate() {
            clock.0.set(*from);
            let _pending = task.poll(timed.as_mut());
            sum += *took;
            let busy = timed.busy();
            if busy != sum {
                let times: Vec<Duration> = polls[..=n].iter().map(|(_, took)| *took).collect();
                fail(format!(
                    "a poll began when the clock told {from:?}, and took {took:?}; all polls so far took \
                     {sum:?}, and `busy` told {busy:?}: {}",
                    why_of_long(busy, sum, (clock.now(), latest), &times)
                ));
            }
            latest = latest.max(clock.now());
        }
    });
}

#[test]
fn a_sum_that_is_too_long_is_the_longest_there_is() {
    virtual_time(async |_lab: Lab| {
        for from in [secs(0), secs(1), A_DAY, Duration::MAX / 2] {
            let clock = Clock::default();
            let inner = poll_fn(|_| {
                clock.0.set(Duration::MAX);
                Poll::<()>::Pending
            });
            let mut timed = pin!(Timed::new(inner, || clock.now()));
            let task = ByHand::default();
            let mut sum = secs(0);
            for poll in 1..=3 {
                clock.0.set(from);
                let before = timed.busy();
                let _pending = task.poll(timed.as_mut());
                if poll > 1 && timed.busy() == before && before < Duration::MAX {
                    fail(format!(
                        "in each poll the clock goes on from {from:?} to `Duration::MAX`, and poll {poll} \
                         changed nothing in the sum: only a poll in which the clock is set back counts as \
                         nothing, and a sum that a `Duration` cannot hold is told as `Duration::MAX`"
                    ));
                }
                sum = sum.saturating_add(Duration::MAX - from);
                expect_eq(
                    timed.busy(),
                    sum,
                    format!(
                        "in each poll the clock goes on from {from:?} to `Duration::MAX`, and after poll \
                         {poll} `busy` told another sum: it should be all of that time, as far as a \
                         `Duration` can tell"
                    ),
                );
            }
        }
    });
}

/// What an inner future of so many bytes, and a clock of one reference, make of it.
fn size_around<const BYTES: usize>() -> (usize, usize) {
    let clock = Clock::default();
    let now = || clock.now();
    let inner = Big {
        bytes: [7; BYTES],
        _stays: PhantomPinned,
    };
    let apart = size_of_val(&inner) + size_of_val(&now);
    let mut timed = pin!(Timed::new(inner, now));
    let size = size_of_val(&*timed);
    match ByHand::default().poll(timed.as_mut()) {
        Poll::Ready(bytes) => expect_eq(bytes, BYTES, "that is not what the inner future gave"),
        Poll::Pending => fail("the inner future was ready, and yours was not"),
    }
    (apart, size)
}

#[test]
fn it_is_hardly_bigger_than_what_it_measures() {
    virtual_time(async |_lab: Lab| {
        for (apart, size) in [
            size_around::<0>(),
            size_around::<1>(),
            size_around::<100>(),
            size_around::<1_000>(),
            size_around::<20_000>(),
        ] {
            if size < apart {
                fail(format!(
                    "the inner future and the clock take {apart} bytes, and yours takes {size}: the inner \
                     future does not lie inside of yours, but in a box"
                ));
            }
            if size > apart + 32 {
                fail(format!(
                    "the inner future and the clock take {apart} bytes, and yours takes {size}: {} bytes \
                     more, where 32 have to be enough; the sum takes 16, and nothing else has to be kept from \
                     poll to poll",
                    size - apart
                ));
            }
        }
    });
}

#[test]
fn it_ends_in_time_however_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            let case = format!("a future that is {way}");
            lab.case(case.as_str());
            let began = lab.now();
            // A timer of tokio may not be moved either.
            let timer = tokio::time::sleep(ms(2_003));
            let timed = Timed::new(timer, || lab.now());
            let call = timeout(secs(60), lab.polled(way, timed));
            if call.await.is_err() {
                fail(format!(
                    "{case}, around a timer of 2003ms: it was not ready after a minute"
                ));
            }
            expect_eq(
                lab.now() - began,
                ms(2_003),
                format!("{case}, around a timer of 2003ms: it was ready so long after the call"),
            );
        }
    });
}
