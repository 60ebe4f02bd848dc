//! `join_two`: both at once in one task, nothing polled after its end, nothing kept too long.

use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use async_katas::c17_futures_by_hand::join_two::join_two;
use lab::{
    A_DAY, Gauge, Lab, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs,
    virtual_time,
};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use super::by_hand::ByHand;
use super::turns::{calm, done_in, holding, placed, which};

#[test]
fn both_begin_at_once_and_the_later_one_decides() {
    virtual_time(async |lab: Lab| {
        let one = lab.job("one").takes(secs(1)).gives("one");
        let other = lab.job("other").takes(secs(2)).gives(2);
        let outputs = calm(join_two(one, other)).await;
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
        calm(join_two(one, other)).await;
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
        let outputs = calm(join_two(job("one", 0), job("other", 1))).await;
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
                    "your future was polled 20 times and was never ready, though the two were done \
                     after {} and {} polls: their outputs are lost, or one of them was not polled",
                    polls.0, polls.1
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
            let mut both = pin!(join_two(done_in(one, ()), done_in(other, ())));
            let mut polls = 1;
            while ByHand::default().poll(both.as_mut()).is_pending() {
                polls += 1;
                if polls > 20 {
                    break;
                }
            }
            // Who polls the one that is left twice may be faster.
            if polls > one.max(other) {
                fail(format!(
                    "one of the two needed {one} polls, the other one {other}, and your future was \
                     {}: each poll should poll whatever has woken and is not done, and the one in \
                     which the later one is done should give the outputs",
                    match polls {
                        21 => "not ready after 20".to_owned(),
                        n => format!("ready in poll {n}"),
                    }
                ));
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
            let mut both = pin!(join_two(one, other));
            if ByHand::default().poll(both.as_mut()).is_ready() {
                fail(format!(
                    "{} was done in the first poll, the other one was not, and your future was \
                     ready",
                    which(first)
                ));
            }
            if !watch.is_dropped() {
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
            if wakes() != [0, 1, 0] {
                fail(format!(
                    "two tasks had polled your future, {} was done then, and the tasks had these \
                     wakes: {:?}; the one that polled last is to be woken, once, so each poll \
                     passes its own waker to both",
                    which(first),
                    &wakes()[..2]
                ));
            }
            if tasks[2].poll(both.as_mut()).is_ready() {
                fail("your future was ready before both of the two were");
            }
            let _ = send_long.send(());
            if wakes() != [0, 1, 1] {
                fail(format!(
                    "{} was done, a third task polled your future, and when the other one was done \
                     as well, that task was not woken once: each poll passes its own waker to \
                     whatever is not done",
                    which(first)
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
        expect_eq(
            gauge.now(),
            0,
            "the caller dropped your future, and not both of the two were dropped with it; this is \
             how many still were at work",
        );
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
