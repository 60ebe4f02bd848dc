//! `timeout_by_hand`: the work first, one timer beside it, and both gone at the end.

use std::future::{Future, pending, poll_fn, ready};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use async_katas::c17_futures_by_hand::timeout_by_hand::{OutOfTime, timeout_by_hand};
use lab::timeline::{Item, counted, short, times};
use lab::{
    A_DAY, Job, Lab, Probe, Timeline, Way, expect_eq, fail, for_seeds, ms, nasty, secs,
    virtual_time,
};
use tokio::sync::oneshot;
use tokio::time::{Sleep, sleep, timeout};
use tokio_test::task;

/// What came back, without asking the answer's own types.
fn told<T>(end: Result<T, OutOfTime>) -> Result<T, &'static str> {
    end.map_err(|_| "out of time")
}

/// Makes timers of tokio, and remembers the limits for which it did.
#[derive(Clone, Default)]
struct Timers(Arc<Mutex<Vec<Duration>>>);

impl Timers {
    fn asked(&self) -> Vec<Duration> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn note(&self, limit: Duration) {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asked.push(limit);
    }

    fn tokio(&self) -> impl Fn(Duration) -> Sleep + use<> {
        let timers = self.clone();
        move |limit| {
            timers.note(limit);
            sleep(limit)
        }
    }
}

/// A future that keeps the probe until it is dropped, also when it has been ready.
fn keeps<F: Future>(probe: Probe, inner: F) -> impl Future<Output = F::Output> {
    let mut inner = Box::pin(inner);
    poll_fn(move |cx| {
        let _kept = &probe;
        inner.as_mut().poll(cx)
    })
}

/// Polls the call until it is ready, but not for ever at one instant: that keeps the clock from going
/// on. Work and timers wake it a few times at an instant. No waker is kept here.
fn calm<F: Future>(lab: &Lab, call: F) -> impl Future<Output = F::Output> {
    const MANY: usize = 100;
    let (mut call, lab) = (Box::pin(call), lab.clone());
    let mut polls = (secs(0), 0);
    poll_fn(move |cx| {
        let now = lab.now();
        polls = match polls {
            (at, count) if at == now => (at, count + 1),
            _ => (now, 1),
        };
        if polls.1 > MANY {
            fail(format!(
                "your future was woken and polled again {MANY} times at {}, though neither the work \
                 nor the timer had anything to wake it for: it wakes itself in its poll \
                 (`wake_by_ref`, or `yield_now`), which keeps the clock from going on; work and timer \
                 keep the waker of the poll that you hand on to them, and wake you with it, and that \
                 is all it takes",
                short(now)
            ));
        }
        call.as_mut().poll(cx)
    })
}

#[test]
fn slow_work_is_cut_off_at_the_very_limit() {
    virtual_time(async |lab: Lab| {
        let slow: Job<&str> = lab.job("slow").takes(secs(10)).gives("done");
        let watches = Mutex::new(Vec::new());
        let polls = Arc::new(AtomicUsize::new(0));
        let watched = |limit| {
            let (probe, polls) = (lab.probe(), Arc::clone(&polls));
            let mut all = watches.lock().unwrap_or_else(PoisonError::into_inner);
            all.push(probe.watch());
            let mut timer = Box::pin(sleep(limit));
            keeps(
                probe,
                poll_fn(move |cx| {
                    polls.fetch_add(1, Ordering::SeqCst);
                    timer.as_mut().poll(cx)
                }),
            )
        };
        let end = calm(&lab, timeout_by_hand(secs(2), watched, slow)).await;
        let watches = watches.lock().unwrap_or_else(PoisonError::into_inner);
        let gone = watches.iter().filter_map(|watch| watch.dropped_at());
        let began = lab.timeline().items("slow").first().map(Item::begin);
        if began.is_none_or(|at| at > secs(0)) {
            fail(
                "the limit of 2s passed, and up to then nobody had polled the work, so that it had \
                 not begun: each poll should poll the work first, and then, if it is pending, the \
                 timer, whether the timer is pending or not",
            );
        }
        let why = match gone.min() {
            Some(at) if at < secs(2) => {
                "the timer of 2s was dropped at the end of the poll that made it, and its waker \
                 with it: nothing wakes you at the limit any more; keep it from poll to poll"
            }
            _ if watches.len() > 1 => {
                "a new timer was made in a later poll, which begins from the start; keep the first \
                 one from poll to poll"
            }
            _ if polls.load(Ordering::SeqCst) == 0 => {
                "the timer of 2s was made and not polled, so it keeps no waker, and nothing wakes \
                 you at the limit: poll it in the poll that makes it"
            }
            _ => "the timer of 2s is ready at 2s, and then the work is dropped",
        };
        lab.expect_because(
            "
                   0s        2s        4s        6s        8s        10s
            slow   |=========/
            ",
            why,
        );
        expect_eq(
            told(end),
            Err("out of time"),
            "the work was not done when the limit of 2s passed, and its timer was ready",
        );
    });
}

#[test]
fn the_shorter_of_limit_and_work_decides() {
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let limit = draw.off_grid(ms(100)..=secs(2));
        let mut time = secs(0);
        let mut job = lab.job("work");
        // It wakes whoever polls it once for each part.
        for _ in 0..draw.size(1..=5) {
            let part = draw.off_grid(ms(50)..=ms(700));
            time += part;
            job = job.takes(part).yields(draw.size(0..=2));
        }
        // Work that gives way at the very end of its limit may be cut there or not.
        let limit = match time == limit {
            true => limit + ms(1),
            false => limit,
        };
        let timers = Timers::default();
        let work = lab.meter(job.gives(7));
        let of_work = work.watch();
        let waiting = lab.meter(timeout_by_hand(limit, timers.tokio(), work));
        let watch = waiting.watch();
        let end = calm(&lab, waiting).await;
        let case = format!("the work took {time:?} in all, and the limit was {limit:?}");
        let made = timers.asked();
        if made.len() > 1 {
            fail(format!(
                "{case}; {} timers were made, a new one after the work had woken you: each begins \
                 from the start, so it rings late or never, and there should be one, made once \
                 and kept from poll to poll",
                made.len()
            ));
        }
        if of_work.polls() < watch.polls() {
            fail(format!(
                "{case}; your future was polled {}, and the work {}: it was not polled in each \
                 poll, so it comes too late, or not at all; ask it first in every poll, whatever \
                 the timer says",
                times(watch.polls()),
                match of_work.polls() {
                    0 => "never".to_owned(),
                    n => format!("only {}", times(n)),
                }
            ));
        }
        let picture = Timeline::new();
        lab.expect_because(
            match time > limit {
                true => picture.cancelled("work", secs(0), limit),
                false => picture.span("work", secs(0), time),
            },
            &case,
        );
        expect_eq(
            lab.now(),
            time.min(limit),
            format!("{case}; your future was not ready at the earlier of the two"),
        );
        expect_eq(
            told(end),
            if time > limit {
                Err("out of time")
            } else {
                Ok(7)
            },
            match time > limit {
                true => {
                    format!("{case}; the limit passed first, and this is what your future gave")
                }
                false => {
                    format!("{case}; the work was done first, and this is what your future gave")
                }
            },
        );
        if watch.wakes() > of_work.wakes() + 1 {
            fail(format!(
                "{case}; the work woke you {} and the timer once at the most, and the caller of \
                 your future was woken {}: your future wakes itself, to look again",
                times(of_work.wakes()),
                times(watch.wakes())
            ));
        }
    });
}

#[test]
fn one_timer_is_made_however_often_the_work_wakes_you() {
    virtual_time(async |lab: Lab| {
        let timers = Timers::default();
        let mut busy = lab.job("busy");
        for _ in 0..100 {
            busy = busy.takes(ms(303));
        }
        let work = busy.gives(7);
        let end = calm(&lab, timeout_by_hand(ms(1_003), timers.tokio(), work)).await;
        let made = timers.asked();
        if made.is_empty() {
            fail(
                "the work was busy for longer than the limit, and `sleep` was not called even \
                 once: it is the one clock that there is, and whatever measured the limit was \
                 another one",
            );
        }
        if made[0] != ms(1_003) {
            fail(format!(
                "the limit was {:?}, and a timer was made for {:?}: `sleep` is called with the \
                 limit just as it was given",
                ms(1_003),
                made[0]
            ));
        }
        if made.len() > 1 {
            fail(format!(
                "the limit was 1003ms, the work woke you every 303ms, and {} timers were made by \
                 the end: each poll made a new one, which begins from the start, so that none \
                 rang while the work was busy; there should be one timer, made once and kept from \
                 poll to poll",
                made.len()
            ));
        }
        lab.expect_because(
            Timeline::new().cancelled("busy", secs(0), ms(1_003)),
            "the limit of 1003ms counts on while the work wakes you every 303ms",
        );
        expect_eq(
            (told(end), made),
            (Err("out of time"), vec![ms(1_003)]),
            "the limit of 1003ms passed while the work was busy; the timer is made once, with that \
             limit",
        );
    });
}

#[test]
fn work_that_is_done_exactly_at_the_limit_is_in_time() {
    virtual_time(async |lab: Lab| {
        let limit = ms(2_003);
        let work: Job<&str> = lab.job("work").takes(limit).gives("done");
        expect_eq(
            told(calm(&lab, timeout_by_hand(limit, sleep, work)).await),
            Ok("done"),
            "the work was done exactly at the limit of 2003ms, and that came too late: when both \
             are ready, the timer was asked first; ask the work first",
        );
        // By hand: both became ready since the last poll.
        let (ring, rings) = oneshot::channel::<()>();
        let (done, work) = oneshot::channel();
        let timer = Mutex::new(Some(rings));
        let by_hand = move |_| {
            let rings = timer.lock().unwrap_or_else(PoisonError::into_inner).take();
            async move {
                match rings {
                    Some(rings) => drop(rings.await),
                    None => pending().await,
                }
            }
        };
        let mut call = task::spawn(timeout_by_hand(limit, by_hand, async { work.await.ok() }));
        if call.poll().is_ready() {
            fail("neither the work nor the timer was ready, and your future was");
        }
        let _both = (ring.send(()), done.send("done"));
        match call.poll() {
            Poll::Ready(end) => expect_eq(
                told(end),
                Ok(Some("done")),
                "the timer rang, then the work was done, and then your future was polled: when \
                 both are ready, the work is in time, so ask it first",
            ),
            Poll::Pending => fail("work and timer were ready, and your future was not"),
        }
    });
}

#[test]
fn the_limit_counts_from_the_first_poll() {
    virtual_time(async |lab: Lab| {
        lab.known("the limit", ms(1_003));
        let timers = Timers::default();
        let slow: Job<()> = lab.job("slow").forever().gives(());
        let call = calm(&lab, timeout_by_hand(ms(1_003), timers.tokio(), slow));
        sleep(ms(707)).await;
        let early = timers.asked().len();
        let end = call.await;
        lab.expect_because(
            Timeline::new().cancelled("slow", ms(707), ms(1_710)),
            match early {
                0 => "the limit of 1003ms counts from the first poll, which came at 707ms",
                _ => {
                    "the timer was made when your function was called, at 0ms, and its limit of \
                     1003ms ran on while nobody polled your future; make it in the first poll, \
                     which came at 707ms"
                }
            },
        );
        expect_eq(told(end), Err("out of time"), "the limit passed");
        expect_eq(
            early,
            0,
            "a timer was made when your function was called; its limit counts from the first poll",
        );
    });
}

#[test]
fn a_timer_that_is_ready_at_once_leaves_the_work_one_poll() {
    virtual_time(async |lab: Lab| {
        for limit in [secs(0), secs(5)] {
            let at_once = |_| ready(());
            lab.case(format!(
                "a limit of {limit:?}, with a timer that is ready at once"
            ));
            let mut in_time = task::spawn(timeout_by_hand(limit, at_once, ready(7)));
            match in_time.poll() {
                Poll::Ready(end) => expect_eq(
                    told(end),
                    Ok(7),
                    "the work was ready in its first poll, the timer too, and that came too late: \
                     the work is polled before the timer, whatever the limit is",
                ),
                Poll::Pending => fail(
                    "work and timer were ready in the first poll of your future, and it was not",
                ),
            }
            let work = lab.meter(pending::<()>());
            let watch = work.watch();
            let mut late = task::spawn(timeout_by_hand(limit, at_once, work));
            match late.poll() {
                Poll::Ready(end) => expect_eq(
                    told(end),
                    Err("out of time"),
                    "the timer was ready in its first poll and the work was not",
                ),
                Poll::Pending => fail(
                    "the timer was ready in the first poll of your future, and your future was \
                     not: a timer that has just been made has to be polled in the same poll, else \
                     it neither shows that it is ready nor keeps a waker",
                ),
            }
            if watch.polls() != 1 {
                fail(format!(
                    "the timer was ready at once, and the work was polled {}, and should be once: \
                     {}",
                    times(watch.polls()),
                    match watch.polls() {
                        0 => "not asked at all, it cannot be in time",
                        _ => "asked again after the timer, it gets more than its limit",
                    }
                ));
            }
        }
    });
}

#[test]
fn a_poll_polls_each_of_the_two_once() {
    virtual_time(async |lab: Lab| {
        let work = lab.meter(pending::<()>());
        let (of_work, of_timer) = (work.watch(), Arc::new(AtomicUsize::new(0)));
        let polls = Arc::clone(&of_timer);
        // By hand, so that a second timer would be counted, too.
        let by_hand = move |_| {
            let polls = Arc::clone(&polls);
            poll_fn(move |_| {
                polls.fetch_add(1, Ordering::SeqCst);
                Poll::Pending
            })
        };
        let mut call = task::spawn(timeout_by_hand(secs(1), by_hand, work));
        for poll in 1..=5 {
            if call.poll().is_ready() {
                fail("neither the work nor the timer was ready, and your future was");
            }
            let case = format!("after {} of your future", counted(poll, "poll"));
            if of_work.polls() != poll {
                fail(format!(
                    "{case}, the work had been polled {}: it is polled once in each",
                    times(of_work.polls())
                ));
            }
            let of_timer = of_timer.load(Ordering::SeqCst);
            if of_timer != poll {
                fail(format!(
                    "{case}, the timer had been polled {}: it is polled once in each in which the \
                     work is pending{}",
                    times(of_timer),
                    match of_timer < poll {
                        true => ", or it does not keep the waker of that poll",
                        false => "",
                    }
                ));
            }
            if call.is_woken() {
                fail(format!(
                    "{case}, neither the work nor the timer had woken anybody, and the caller was \
                     woken: your future wakes itself, to be polled again and again"
                ));
            }
        }
    });
}

#[test]
fn work_and_timer_are_gone_when_the_outcome_is_there() {
    virtual_time(async |lab: Lab| {
        for (limit, time) in [(ms(703), ms(907)), (ms(907), ms(703))] {
            let (of_work, of_timer) = (lab.probe(), lab.probe());
            let watches = [of_work.watch(), of_timer.watch()];
            let of_timer = Mutex::new(Some(of_timer));
            let timers = |limit| {
                let probe = of_timer
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .take();
                let probe = probe.unwrap_or_else(|| lab.probe());
                keeps(probe, sleep(limit))
            };
            let work = keeps(of_work, sleep(time));
            let mut call: Pin<Box<dyn Future<Output = _>>> =
                Box::pin(calm(&lab, timeout_by_hand(limit, timers, work)));
            let end = told(call.as_mut().await);
            let made = of_timer.lock().unwrap_or_else(PoisonError::into_inner);
            if made.is_some() {
                fail(
                    "your future gave its outcome, and `sleep` was not called even once: it is the \
                     one clock that there is",
                );
            }
            drop(made);
            let expected = if limit < time {
                Err("out of time")
            } else {
                Ok(())
            };
            expect_eq(
                end,
                expected,
                format!("the work took {time:?} and the limit was {limit:?}"),
            );
            for (watch, which) in watches.iter().zip(["work", "timer"]) {
                if !watch.is_dropped() {
                    fail(format!(
                        "the limit was {limit:?}, the work took {time:?}, and your future had \
                         given its outcome while the {which} still stood, with all that it holds: \
                         it was not dropped in that poll, but only with your future, which its \
                         caller may keep for long"
                    ));
                }
            }
            drop(call);
        }
    });
}

#[test]
fn the_clock_is_the_one_that_it_was_given() {
    virtual_time(async |lab: Lab| {
        // A clock that is three times as slow as that of the runtime.
        let slow_clock = |limit: Duration| sleep(limit * 3);
        let work: Job<&str> = lab.job("work").takes(ms(1_507)).gives("done");
        let end = calm(&lab, timeout_by_hand(ms(1_003), slow_clock, work)).await;
        expect_eq(
            told(end),
            Ok("done"),
            "`sleep` was a clock three times as slow as tokio's, the limit was 1003ms on it, the \
             work was done long before its timer, and that came too late: the limit was measured \
             by another clock",
        );
        let fast_clock = |limit: Duration| sleep(limit / 3);
        let before = lab.now();
        let work: Job<&str> = lab.job("slow").forever().gives("done");
        let end = calm(&lab, timeout_by_hand(ms(3_009), fast_clock, work)).await;
        expect_eq(
            (told(end), lab.now() - before),
            (Err("out of time"), ms(1_003)),
            "`sleep` was a clock three times as fast as tokio's, the limit was 3009ms on it, its \
             timer was ready after 1003ms of tokio's, and that was not the end",
        );
    });
}

#[test]
fn no_limit_is_too_long() {
    virtual_time(async |lab: Lab| {
        for limit in nasty::DURATIONS.iter().copied() {
            lab.case(format!("a limit of {limit:?}, on a clock that never rings"));
            let timers = Timers::default();
            let clock = timers.clone();
            let stands = move |limit| {
                clock.note(limit);
                pending()
            };
            let work: Job<&str> = lab.job("work").takes(ms(1_503)).gives("done");
            let end = calm(&lab, timeout_by_hand(limit, stands, work)).await;
            expect_eq(
                timers.asked(),
                vec![limit],
                format!(
                    "the limit was {limit:?}, and that is not the time for which a timer was \
                     made: `sleep` should be called once, with the limit just as it was given"
                ),
            );
            expect_eq(
                told(end),
                Ok("done"),
                format!(
                    "the limit was {limit:?}, on a clock that never rings, the work was done \
                     after 1503ms, and that came too late"
                ),
            );
        }
    });
}

#[test]
fn a_limit_of_a_day_is_waited_for() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 3);
        let limit = A_DAY + ms(3);
        let slow: Job<()> = lab.job("slow").forever().gives(());
        let end = calm(&lab, timeout_by_hand(limit, sleep, slow)).await;
        lab.expect(Timeline::new().cancelled("slow", secs(0), limit));
        expect_eq(told(end), Err("out of time"), "a limit of a day passed");
    });
}

#[test]
fn it_ends_in_time_however_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            for (limit, time) in [(703, 907), (907, 703), (805, 805)] {
                let case =
                    format!("work of {time}ms, a limit of {limit}ms, a future that is {way}");
                lab.case(case.as_str());
                let begun = lab.now();
                let wait = if way == Way::Later { Way::LATER } else { ms(0) };
                let work: Job<&str> = lab.job("work").takes(ms(time)).gives("done");
                let call = lab.polled(way, calm(&lab, timeout_by_hand(ms(limit), sleep, work)));
                let Ok(end) = timeout(secs(60), call).await else {
                    fail(format!(
                        "{case}: at the earlier of the two nobody was woken; whoever polled last \
                         should be, so hand the waker of each poll on to both"
                    ))
                };
                expect_eq(
                    lab.now() - begun,
                    wait + ms(limit.min(time)),
                    format!("{case}: it did not end at the earlier of the two"),
                );
                let expected = if time > limit {
                    Err("out of time")
                } else {
                    Ok("done")
                };
                expect_eq(
                    told(end),
                    expected,
                    format!("{case}: it gave another outcome than those times make"),
                );
            }
        }
    });
}
