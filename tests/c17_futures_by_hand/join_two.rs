//! `join_two`: both at once in one task, nothing polled after its end, nothing kept too long.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use async_katas::c17_futures_by_hand::join_two::join_two;
use lab::timeline::{End, Item, counted};
use lab::{
    A_DAY, Gauge, Lab, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs,
    virtual_time,
};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use super::by_hand::ByHand;
use super::turns::{NOBODY_OWNS, calm, done_in, holding, placed, which, woke_others};

/// Said of a poll after which both are done and nothing was given.
const LATER_ONE: &str = "in the very poll in which the later one is done your future is ready, and \
    gives what was kept of the one that was done before";

/// Awaits the two, jobs of these names. Looks in each poll whether one is polled after its end, and
/// after it whether both have begun, and whether both are done where it is pending.
async fn joined<A: Future, B: Future>(
    lab: &Lab,
    names: [&str; 2],
    one: A,
    other: B,
) -> (A::Output, B::Output) {
    let (one, other) = (lab.meter(one), lab.meter(other));
    let watches = [one.watch(), other.watch()];
    let mut join = pin!(calm(join_two(one, other)));
    let mut begun = false;
    poll_fn(|cx| {
        let polled = catch_unwind(AssertUnwindSafe(|| join.as_mut().poll(cx)));
        for (n, watch) in watches.iter().enumerate() {
            polled_after_its_end(n, watch.polls_after_end());
        }
        let polled = polled.unwrap_or_else(|panic| resume_unwind(panic));
        if polled.is_ready() {
            return polled;
        }
        for (n, watch) in watches.iter().enumerate() {
            if !begun && watch.polls() == 0 {
                fail(format!(
                    "in the first poll of your future {} was not polled, so that it has not begun: \
                     that poll should poll both, and each one after it whatever has woken and is \
                     not done",
                    which(n)
                ));
            }
        }
        begun = true;
        let happened = lab.timeline();
        let done = |name: &&str| {
            let items = happened.items(name);
            let ended = Some(End::Finished);
            items.last().and_then(|item| match item {
                Item::Span { end, .. } => Some(*end),
                _ => None,
            }) == ended
        };
        if names.iter().all(done) {
            fail(match join.as_mut().poll(cx) {
                Poll::Ready(_) => format!(
                    "both of the two were done, and your future was pending then, and ready only \
                     when it was polled once more: {LATER_ONE}"
                ),
                Poll::Pending => format!(
                    "both of the two were done, one after the other, and your future was pending, \
                     also when it was polled once more: an output is lost; {LATER_ONE}"
                ),
            });
        }
        polled
    })
    .await
}

#[test]
fn both_begin_at_once_and_the_later_one_decides() {
    virtual_time(async |lab: Lab| {
        let one = lab.job("one").takes(secs(1)).gives("one");
        let other = lab.job("other").takes(secs(2)).gives(2);
        let outputs = joined(&lab, ["one", "other"], one, other).await;
        lab.expect(
            "
                    0s    1s    2s
            one     |=====|
            other   |===========|
            ",
        );
        expect_eq(outputs, ("one", 2), "these are not the outputs of the two");
        let one = lab.job("a").takes(secs(2)).gives(());
        let other = lab.job("b").takes(secs(1)).gives(());
        joined(&lab, ["a", "b"], one, other).await;
        lab.expect(
            "
                    0s    1s    2s    3s    4s
            one     |=====|
            other   |===========|
            a                   |===========|
            b                   |=====|
            ",
        );
    });
}

#[test]
fn any_two_go_on_whenever_they_can() {
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let mut time = || match draw.size(0..=4) {
            0 => ms(0),
            // The same for both, now and then.
            1 => ms(503),
            _ => draw.off_grid(ms(1)..=secs(3)),
        };
        let times = [time(), time()];
        let yields = [draw.size(0..=3), draw.size(0..=3)];
        lab.case(format!(
            "one takes {:?}, the other one {:?}, in steps",
            times[0] * 2,
            times[1] * 2
        ));
        let job = |name: &str, n: usize| {
            let job = lab.job(name).takes(times[n]).yields(yields[n]);
            job.takes(times[n]).gives(n)
        };
        let names = ["one", "other"];
        let outputs = joined(&lab, names, job("one", 0), job("other", 1)).await;
        let span =
            |picture: Timeline, name: &str, time: Duration| picture.span(name, secs(0), time * 2);
        let picture = span(Timeline::new(), "one", times[0]);
        lab.expect(span(picture, "other", times[1]));
        expect_eq(outputs, (0, 1), "these are not the outputs of the two");
    });
}

#[test]
fn what_is_done_is_not_polled_again() {
    virtual_time(async |lab: Lab| {
        for polls in [
            (1, 1),
            (1, 2),
            (2, 1),
            (3, 3),
            (1, 6),
            (6, 1),
            (3, 7),
            (7, 3),
        ] {
            lab.case(format!(
                "one is done in poll {}, the other one in poll {}",
                polls.0, polls.1
            ));
            let one = lab.meter(done_in(polls.0, "one"));
            let other = lab.meter(done_in(polls.1, 2));
            let watches = [one.watch(), other.watch()];
            let outputs = {
                let mut both = pin!(join_two(one, other));
                let mut given = None;
                // More often than it takes, so that nobody who never gets done hangs here.
                for _ in 0..20 {
                    if let Poll::Ready(outputs) = ByHand::default().poll(both.as_mut()) {
                        given = Some(outputs);
                        break;
                    }
                    for (n, watch) in watches.iter().enumerate() {
                        polled_after_its_end(n, watch.polls_after_end());
                    }
                }
                given
            };
            for (n, watch) in watches.iter().enumerate() {
                polled_after_its_end(n, watch.polls_after_end());
            }
            match outputs {
                None => fail(format!(
                    "your future was polled 20 times and was never ready: `one` was to be done in \
                     its poll {} and has had {}, `other` in its poll {} and has had {}; {}",
                    polls.0,
                    watches[0].polls(),
                    polls.1,
                    watches[1].polls(),
                    match watches[0].polls() >= polls.0 && watches[1].polls() >= polls.1 {
                        true => format!("so both were done, and an output is lost; {LATER_ONE}"),
                        false =>
                            "each poll should poll whatever has woken and is not done".to_owned(),
                    }
                )),
                outputs => expect_eq(
                    outputs,
                    Some(("one", 2)),
                    "these are not the outputs of the two",
                ),
            }
        }
    });
}

#[track_caller]
fn polled_after_its_end(n: usize, polls: usize) {
    if polls > 0 {
        fail(format!(
            "{} was done, and was polled again: an `async fn` panics then, and another future \
             may hang",
            which(n)
        ));
    }
}

#[test]
fn it_is_ready_in_the_poll_in_which_the_later_one_is_done() {
    virtual_time(async |lab: Lab| {
        for (one, other) in [(1, 1), (2, 2), (1, 3), (3, 1), (4, 5), (5, 4)] {
            lab.case(format!(
                "one is done in poll {one}, the other one in poll {other}"
            ));
            let needs = [one, other];
            let [one, other] = needs.map(|polls| lab.meter(done_in(polls, ())));
            let watches = [one.watch(), other.watch()];
            let mut both = pin!(join_two(one, other));
            let (mut took, mut wrong) = (1, None);
            while ByHand::default().poll(both.as_mut()).is_pending() && took <= 20 {
                // Both of the two wake in each poll until they are done.
                let left_out = (0..2).find(|n| watches[*n].polls() < took.min(needs[*n]));
                let done = (0..2).all(|n| watches[n].polls() >= needs[n]);
                wrong = wrong.or(match left_out {
                    Some(n) => Some(format!(
                        "in poll {took} of your future {} was not polled, though it was not \
                         done{}: each poll should poll whatever has woken and is not done",
                        which(n),
                        match took {
                            1 => "",
                            _ => " and had woken whoever polled",
                        }
                    )),
                    None if done => Some(format!(
                        "in poll {took} of your future both of the two were done, and it was \
                         pending: {LATER_ONE}"
                    )),
                    None => None,
                });
                took += 1;
            }
            // Who polls the one that is left twice may be faster.
            if took > needs[0].max(needs[1]) {
                fail(wrong.unwrap_or_else(|| {
                    format!(
                        "`one` needed {}, `other` {}, and your future needed more than the longer \
                         of them: {LATER_ONE}",
                        counted(needs[0], "poll"),
                        counted(needs[1], "poll")
                    )
                }));
            }
        }
    });
}

#[test]
fn what_is_done_is_dropped_while_the_other_one_goes_on() {
    virtual_time(async |lab: Lab| {
        for first in 0..2 {
            lab.case(format!("{} is done in the first poll", which(first)));
            let held = lab.probe();
            let watch = held.watch();
            let short = holding(held, done_in(1, ()));
            let (one, other) = placed(first, short, done_in(5, ()));
            let mut both = Box::pin(join_two(one, other));
            if ByHand::default().poll(both.as_mut()).is_ready() {
                fail(format!(
                    "{} was done in the first poll, the other one was not, and your future was \
                     ready",
                    which(first)
                ));
            }
            if !watch.is_dropped() {
                drop(both);
                if !watch.is_dropped() {
                    fail(format!(
                        "{} was done and was not dropped, and was not even when your future was: \
                         {NOBODY_OWNS}",
                        which(first)
                    ));
                }
                fail(format!(
                    "{} was done, and your future has kept it while the other one went on: what it \
                     holds is not free before it is dropped",
                    which(first)
                ));
            }
        }
    });
}

#[test]
fn only_the_two_wake_and_they_wake_whoever_polled_last() {
    virtual_time(async |lab: Lab| {
        for first in 0..2 {
            lab.case(format!("{} is done first", which(first)));
            let tasks = [(); 3].map(|()| ByHand::default());
            let wakes = || tasks.iter().map(ByHand::wakes).collect::<Vec<_>>();
            let (send_short, short) = oneshot::channel();
            let (send_long, long) = oneshot::channel();
            let (one, other) = placed(first, short, long);
            let mut both = pin!(join_two(one, other));
            for task in &tasks[..2] {
                if task.poll(both.as_mut()).is_ready() {
                    fail("your future was ready before one of the two was");
                }
            }
            sleep(A_DAY / 100).await;
            if wakes() != [0, 0, 0] {
                fail(
                    "your future was pending, neither of the two had woken it, and its task was \
                     woken all the same: it asks for polls in which there is nothing to do",
                );
            }
            let _ = send_short.send(());
            if let Some(wrong) = woke_others(&wakes()[..2]) {
                fail(format!(
                    "two tasks had polled your future one after the other, {} was done then, and \
                     {wrong}: the one that polled last is to be woken, once, so each poll passes \
                     its own waker to both",
                    which(first),
                ));
            }
            if tasks[2].poll(both.as_mut()).is_ready() {
                fail("your future was ready before both of the two were");
            }
            let _ = send_long.send(());
            let since = [wakes()[0], wakes()[1] - 1, wakes()[2]];
            if let Some(wrong) = woke_others(&since) {
                fail(format!(
                    "{} was done, a third task polled your future, then {} was done as well, and \
                     of the three tasks {wrong}: each poll passes its own waker to whatever is \
                     not done",
                    which(first),
                    which(1 - first)
                ));
            }
            if tasks[2].poll(both.as_mut()).is_pending() {
                fail("both of the two were done, and your future was pending");
            }
        }
    });
}

#[test]
fn a_caller_may_give_up_at_any_moment() {
    cancel_at_every_await(async |lab: Lab| {
        let gauge = Gauge::default();
        let jobs = [3, 1].map(|n| {
            let job = lab.job(&format!("takes {n}s")).counted_by(&gauge);
            job.takes(secs(n)).yields(1).takes(secs(n)).gives(n)
        });
        let [one, other] = jobs;
        let _ended = lab.cut(calm(join_two(one, other))).await;
        if gauge.now() > 0 {
            fail(format!(
                "the caller dropped your future, and not both of the two were dropped with it: {}",
                match gauge.now() {
                    1 => format!("one is still there: {NOBODY_OWNS}"),
                    _ => format!("both are still there: {NOBODY_OWNS}"),
                }
            ));
        }
    });
}

#[test]
fn an_output_that_nobody_takes_is_dropped() {
    virtual_time(async |lab: Lab| {
        for first in 0..2 {
            lab.case(format!(
                "{} is done, then the caller gives up",
                which(first)
            ));
            let output = lab.probe();
            let watch = output.watch();
            {
                let short = done_in(1, Some(output));
                let (one, other) = placed(first, short, done_in(9, None));
                let mut both = pin!(join_two(one, other));
                let _pending = ByHand::default().poll(both.as_mut());
                if watch.is_dropped() {
                    fail(format!(
                        "{} was done, the other one was not, and the output was dropped: it has to \
                         be kept until both are done",
                        which(first)
                    ));
                }
            }
            if !watch.is_dropped() {
                fail(format!(
                    "{} was done, then the caller dropped your future, and the output that nobody \
                     had taken was not dropped with it",
                    which(first)
                ));
            }
        }
    });
}

#[test]
fn a_day_is_not_too_long() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        // Neither `Send` nor `Unpin`, and borrowed.
        let text = Rc::new("data".to_owned());
        let borrowed = async {
            sleep(A_DAY).await;
            text.len()
        };
        let nested = join_two(async { &*text }, lab.job("short").takes(secs(1)).gives(()));
        let (length, (whole, ())) = lab.span("both", calm(join_two(borrowed, nested))).await;
        expect_eq(
            lab.now(),
            A_DAY,
            "one of the two took a day, and your future was not done then: nobody has set a limit",
        );
        expect_eq(
            (length, whole.as_str()),
            (4, "data"),
            "these are not the outputs of the two",
        );
    });
}

#[test]
fn one_may_wait_for_what_the_other_one_does() {
    virtual_time(async |lab: Lab| {
        // Each of the two ends because of something that the other one does.
        let (send_one, one_hears) = oneshot::channel::<()>();
        let (send_other, other_hears) = oneshot::channel::<()>();
        let one = async {
            sleep(ms(307)).await;
            let _ = send_other.send(());
            let _ = one_hears.await;
        };
        let other = async {
            let _ = other_hears.await;
            sleep(ms(401)).await;
            let _ = send_one.send(());
        };
        let both = lab.span("both", calm(join_two(one, other)));
        if timeout(secs(60), both).await.is_err() {
            fail(
                "one of the two waited for something that the other one does, and your future was \
                 never ready: neither of them may wait until the other one is done",
            );
        }
        expect_eq(
            lab.now(),
            ms(708),
            "one of the two waited for something that the other one does, and they were not done \
             when they could be",
        );
    });
}

#[test]
fn they_are_done_in_time_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            for times in [[907, 503], [503, 907]] {
                lab.case(format!(
                    "a call that is {way}, of futures that take {times:?}"
                ));
                let begun = lab.now();
                let wait = if way == Way::Later { Way::LATER } else { ms(0) };
                let [one, other] = times.map(|time| {
                    let job = lab.job("jobs").yields(1).takes(ms(time));
                    job.gives(time)
                });
                let call = lab.polled(way, calm(join_two(one, other)));
                let Ok(outputs) = timeout(secs(60), call).await else {
                    fail(format!(
                        "a call was {way}, and when both were done, nobody was woken; whoever \
                         polled last should be"
                    ))
                };
                expect_eq(
                    lab.now() - begun,
                    wait + ms(907),
                    format!(
                        "a call was {way}, and was not done at the instant at which the later of \
                         the two was"
                    ),
                );
                expect_eq(
                    outputs,
                    (times[0], times[1]),
                    "these are not the outputs of the two",
                );
            }
        }
    });
}
