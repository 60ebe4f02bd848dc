//! `futurelock`: whoever stands in a line is polled, whatever the one beside it waits for.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use async_katas::c20_cancel_safety::futurelock::watched;
use futures::FutureExt;
use futures::future::{join, join3};
use lab::timeline::short;
use lab::{
    A_DAY, Lab, Watch, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs,
    virtual_time, within,
};
use tokio::sync::Mutex;
use tokio::task::{LocalSet, spawn_local};
use tokio::time::{Duration, sleep};

use super::apart::apart;
use super::spent::spend_the_budget;

/// When each note was written.
type Log = Arc<Mutex<Vec<Duration>>>;

/// Notes when it was called, and marks it.
fn notes(lab: &Lab) -> impl FnMut(&mut Vec<Duration>) + Send + 'static {
    let lab = lab.clone();
    lab.explain("*", "a note is written");
    move |log| {
        lab.mark("notes", '*');
        log.push(lab.now());
    }
}

/// Somebody who has the log from one instant to another.
async fn holds(lab: &Lab, log: &Log, from: Duration, to: Duration) {
    sleep(from).await;
    let held = log.lock().await;
    lab.span("others", sleep(to - from)).await;
    drop(held);
}

/// What should have come back by now, in words where it hangs.
async fn returns<T>(call: impl Future<Output = T>, what: &str) -> T {
    let stands = format!(
        "{what}; then your function stood still for ever: it waited for the log, and nobody polled the \
         work, which had the log or was the next to get it"
    );
    within(secs(3000), call, stands).await
}

/// Work that wants the log after so long, keeps it so long, and goes on for so long.
fn wants(
    lab: &Lab,
    log: &Log,
    after: Duration,
    keeps: Duration,
    rest: Duration,
) -> impl Future<Output = &'static str> + Send + 'static {
    let (lab, log) = (lab.clone(), Arc::clone(log));
    async move {
        lab.span("work", sleep(after)).await;
        let held = lab.wait("work", log.lock()).await;
        lab.span("work", sleep(keeps)).await;
        drop(held);
        lab.span("work", sleep(rest)).await;
        "done"
    }
}

#[test]
fn the_work_gets_the_log_though_a_note_waits_behind_it() {
    virtual_time(async |lab: Lab| {
        lab.explain("others", "somebody else has the log");
        let log = Log::default();
        let work = wants(&lab, &log, ms(500), secs(1), ms(1500));
        let call = watched(Arc::clone(&log), secs(1), work, notes(&lab));
        let what =
            "somebody else had the log for 5s, the work came to wait for it, and after it a note";
        let (done, ()) = join(returns(call, what), holds(&lab, &log, ms(0), secs(5))).await;
        lab.expect_because(
            "
                     0s  1s  2s  3s  4s  5s  6s  7s  8s
            others   |===================|
            work     |=|                 |===|=====|
                       ..................
            notes                            *   *
            ",
            "while a note waits, the work goes on, and gets the log when it is its turn; where it \
             does not, it stood still, as nobody polled it; the note is next in the line",
        );
        expect_eq(done, "done", "what the work gave did not come back");
    });
}

#[test]
fn the_work_may_have_the_log_itself_while_a_note_waits() {
    virtual_time(async |lab: Lab| {
        let log = Log::default();
        let work = {
            let (lab, log) = (lab.clone(), Arc::clone(&log));
            async move {
                let held = log.lock().await;
                lab.span("has it", sleep(secs(3))).await;
                drop(held);
                lab.span("work", sleep(ms(500))).await;
                "done"
            }
        };
        let call = watched(Arc::clone(&log), secs(1), work, notes(&lab));
        let what = "the work had the log for 3s, and a note came to wait for it";
        let done = returns(call, what).await;
        lab.expect_because(
            "
                     0s    1s    2s    3s
            has it   |=================|
            work                       |==|
            notes                      *
            ",
            "the work had the log from the beginning to 3s, and a note was due at 1s: the work goes \
             on, and the note is written when it lets go of the log",
        );
        expect_eq(done, "done", "what the work gave did not come back");
    });
}

#[test]
fn a_note_that_waits_holds_up_nothing() {
    virtual_time(async |lab: Lab| {
        lab.explain("others", "somebody else has the log");
        let log = Log::default();
        let steps = {
            let lab = lab.clone();
            async move {
                for (step, takes) in [("step 1", 2000), ("step 2", 2000), ("step 3", 1500)] {
                    lab.job(step).takes(ms(takes)).gives(()).await;
                }
            }
        };
        let call = watched(Arc::clone(&log), secs(1), steps, notes(&lab));
        let what = "somebody else had the log for 5s, and a note came to wait for it";
        join(returns(call, what), holds(&lab, &log, ms(0), secs(5))).await;
        lab.expect_because(
            "
                     0s    1s    2s    3s    4s    5s    6s
            others   |=============================|
            step 1   |===========|
            step 2               |===========|
            step 3                           |========|
            notes                                  *
            ",
            "a note was due at 1s and waited for the log until 5s; the work does not use the log, \
             and goes on meanwhile as if it were alone",
        );
    });
}

#[test]
fn a_note_that_waits_when_the_work_is_done_is_written_first() {
    virtual_time(async |lab: Lab| {
        let log = Log::default();
        let work = lab.job("work").takes(secs(3)).gives(7);
        let call = async {
            let what = "somebody else had the log for 5s, and a note came to wait for it";
            let call = watched(Arc::clone(&log), secs(2), work, notes(&lab));
            let done = returns(call, what).await;
            (done, lab.now())
        };
        let ((done, at), ()) = join(call, holds(&lab, &log, ms(0), secs(5))).await;
        sleep(secs(60)).await;
        let written = log.lock().await.clone();
        let what =
            "a note was due at 2s and waited for the log until 5s, and the work was done at 3s";
        if written.is_empty() {
            fail(format!(
                "{what}; the note was given up, and written no more: your function returned at {}",
                short(at)
            ));
        }
        if at < secs(5) {
            fail(format!(
                "{what}; your function had returned at {}, before the note was written at {}",
                short(at),
                short(written[0])
            ));
        }
        expect_eq(
            (done, at, written),
            (7, secs(5), vec![secs(5)]),
            format!("{what}: this came back, when, and when notes were written"),
        );
    });
}

#[test]
fn notes_are_written_when_they_are_due_or_when_the_log_is_free() {
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let every = draw.off_grid(ms(50)..=ms(900));
        let takes = draw.off_grid(ms(1)..=secs(6));
        let mut held = Vec::new();
        let mut last = Duration::ZERO;
        for _ in 0..draw.size(0..=4) {
            let from = last + draw.off_grid(ms(1)..=secs(2));
            last = from + draw.off_grid(ms(1)..=secs(2));
            held.push((from, last));
        }
        // What must be, unless two things fall on one instant, where either may be first.
        let (mut expected, mut due, mut tie) = (Vec::new(), every, false);
        while due < takes {
            let busy = held.iter().find(|(from, to)| *from <= due && due <= *to);
            tie |= held.iter().any(|(from, to)| due == *from || due == *to);
            let written = busy.map_or(due, |(_, to)| *to);
            expected.push(written);
            due = written + every;
        }
        if tie || due == takes {
            return;
        }
        lab.case(format!(
            "a note every {}, work of {}, and a log that is in use at {} times",
            short(every),
            short(takes),
            held.len()
        ));
        let log = Log::default();
        let work = lab.job("work").takes(takes).gives("done");
        let call = async {
            let call = watched(Arc::clone(&log), every, work, notes(&lab));
            let done = returns(call, "the log was in use now and then").await;
            (done, lab.now())
        };
        let others = async {
            for (from, to) in held {
                holds(
                    &lab,
                    &log,
                    from.saturating_sub(lab.now()),
                    to.saturating_sub(lab.now()),
                )
                .await;
            }
        };
        let ((done, at), ()) = join(call, others).await;
        let written = log.lock().await.clone();
        let ends = takes.max(expected.last().copied().unwrap_or_default());
        for (n, (got, should)) in written.iter().zip(&expected).enumerate() {
            if got != should {
                let how = if got < should {
                    "too early"
                } else {
                    "too late"
                };
                fail(format!(
                    "note {} was written {how}, at {} instead of {}: it is due when {} have gone by \
                     since the {}, and waits only for the log",
                    n + 1,
                    short(*got),
                    short(*should),
                    short(every),
                    if n == 0 {
                        "beginning"
                    } else {
                        "one before it was written"
                    }
                ));
            }
        }
        expect_eq(
            at,
            ends,
            format!(
                "the work was done at {}, and the last note that was due before that could be \
                 written by {}: your function returned at another instant",
                short(takes),
                short(ends)
            ),
        );
        expect_eq(
            written,
            expected,
            format!("notes were due until the work was done at {}", short(takes)),
        );
        expect_eq(done, "done", "what the work gave did not come back");
    });
}

#[test]
fn a_note_keeps_its_place_when_the_work_is_done() {
    virtual_time(async |lab: Lab| {
        let log = Log::default();
        let work = lab.job("work").takes(secs(3)).gives(7);
        let call = async {
            let what = "others had the log one after the other, and a note waited among them";
            let call = watched(Arc::clone(&log), secs(2), work, notes(&lab));
            (returns(call, what).await, lab.now())
        };
        let first = holds(&lab, &log, ms(0), secs(5));
        let behind = async {
            sleep(ms(2503)).await;
            let _held = log.lock().await;
            sleep(secs(4)).await;
        };
        let ((done, at), (), ()) = join3(call, first, behind).await;
        let written = log.lock().await.clone();
        let what = "somebody had the log until 5s, a note came to wait for it at 2s and somebody else \
                    at 2.503s, who had it for 4s then, and the work was done at 3s";
        if written == [secs(9)] {
            fail(format!(
                "{what}; the note was written at 9s, after the one behind it: when the work was done, \
                 it left the line and asked anew, where it should have kept its place, and been \
                 written at 5s"
            ));
        }
        expect_eq(
            (done, at, written),
            (7, secs(5), vec![secs(5)]),
            format!("{what}: this came back, when, and when notes were written"),
        );
    });
}

#[test]
fn work_that_uses_up_the_budget_keeps_no_note_back() {
    virtual_time(async |lab: Lab| {
        for held in [ms(0), ms(1507)] {
            lab.case(match held.is_zero() {
                true => "work that uses up the budget of its task in each poll".to_owned(),
                false => format!(
                    "work that uses up the budget of its task in each poll, and a log that others \
                     have until {}",
                    short(held)
                ),
            });
            let began = lab.now();
            let log = Log::default();
            let polls = Arc::new(AtomicUsize::new(0));
            let work = {
                let polls = Arc::clone(&polls);
                let mut ends = Box::pin(sleep(ms(2503)));
                poll_fn(move |context| {
                    // Nobody needs so many within three seconds, unless nothing else goes on.
                    if polls.fetch_add(1, Ordering::Relaxed) > 1000 {
                        return Poll::Ready("nothing but the work went on");
                    }
                    let end = ends.poll_unpin(context);
                    spend_the_budget();
                    end.map(|()| "done")
                })
            };
            let call = watched(Arc::clone(&log), secs(1), work, notes(&lab));
            // A task of its own: what is used up is used up for all who share one.
            let tasks = LocalSet::new();
            let call = tasks.run_until(async {
                let others = {
                    let (lab, log) = (lab.clone(), Arc::clone(&log));
                    spawn_local(async move {
                        if !held.is_zero() {
                            holds(&lab, &log, ms(0), held).await;
                        }
                    })
                };
                let call = spawn_local(call);
                let (done, _others) = join(call, others).await;
                done
            });
            let done = returns(call, "the work used up the budget of its task in each poll").await;
            let at = lab.now() - began;
            let written: Vec<_> = log.lock().await.iter().map(|at| *at - began).collect();
            let expected = match held.is_zero() {
                true => vec![secs(1), secs(2)],
                false => vec![held],
            };
            if polls.load(Ordering::Relaxed) > 1000 {
                fail(format!(
                    "each poll of the work used up what tokio lets a task do in one go; your function \
                     polled it a thousand times by {}, and each time before it looked at the clock \
                     or the log, which then answered neither: a note should have been written at {}",
                    short(at),
                    short(expected[0])
                ));
            }
            expect_eq(
                (done.ok(), at, written),
                (Some("done"), ms(2503), expected),
                "each poll of the work used up what tokio lets a task do in one go: this came back, \
                 when, and when notes were written",
            );
        }
    });
}

#[test]
fn dropped_it_stops_the_work_and_writes_nothing_more() {
    cancel_at_every_await(async |lab: Lab| {
        let log = Log::default();
        let probe = lab.probe();
        let watch: Watch = probe.watch();
        let work = {
            let work = wants(&lab, &log, ms(15), ms(20), ms(40));
            async move {
                let _held = probe;
                work.await
            }
        };
        let call = async {
            let end = lab
                .cut(watched(Arc::clone(&log), ms(10), work, notes(&lab)))
                .await;
            let at = lab.now();
            // What a task was told is done when the runtime has had its turn.
            sleep(ms(1)).await;
            if !watch.is_dropped() {
                fail(format!(
                    "your future was dropped at {}, and the work went on: it should have been \
                     dropped with it",
                    short(at)
                ));
            }
            (end.is_none(), at)
        };
        let ((dropped, at), ()) = join(call, holds(&lab, &log, ms(0), ms(25))).await;
        sleep(secs(60)).await;
        let free = "your future was dropped, and a minute later the log was still locked";
        let written = within(secs(60), log.lock(), free).await.clone();
        if let Some(late) = written.iter().find(|written| dropped && **written > at) {
            fail(format!(
                "your future was dropped at {}, and a note was written at {}",
                short(at),
                short(*late)
            ));
        }
    });
}

#[test]
fn a_panic_of_the_work_is_that_of_the_caller() {
    virtual_time(async |lab: Lab| {
        for (after, what) in [
            (ms(0), "at once"),
            (ms(703), "before the first note"),
            (ms(2503), "after two notes"),
        ] {
            lab.case(format!("work that panics {what}"));
            let log = Log::default();
            let work = lab.job("work").takes(after).panics::<()>("no more ink");
            let call = watched(Arc::clone(&log), secs(1), work, notes(&lab));
            let end = AssertUnwindSafe(returns(call, "the work panicked")).catch_unwind();
            let Err(panic) = end.await else {
                fail(format!(
                    "the work panicked {what}, and your function returned"
                ))
            };
            match panic.downcast::<&str>() {
                Ok(text) if *text == "no more ink" => {}
                Ok(text) => fail(format!(
                    "the work panicked {what} with \"no more ink\", and the caller got another \
                     panic: {:?}",
                    *text
                )),
                // Not of the work: a failure of the test, say.
                Err(panic) if panic.is::<String>() => fail(format!(
                    "the work panicked {what} with \"no more ink\", and the caller got another panic"
                )),
                Err(panic) => resume_unwind(panic),
            }
        }
    });
}

#[test]
fn without_a_note_it_returns_when_the_work_does() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 2);
        for (every, takes) in [
            (secs(1), ms(0)),
            (ms(1), ms(0)),
            (secs(1), ms(997)),
            (A_DAY, A_DAY - ms(3)),
            (Duration::MAX, A_DAY),
        ] {
            lab.case(format!(
                "a note every {every:?}, and work of {}",
                short(takes)
            ));
            let began = lab.now();
            let log = Log::default();
            let work = lab.job("work").takes(takes).gives("done");
            let done = returns_in_days(watched(Arc::clone(&log), every, work, notes(&lab))).await;
            expect_eq(
                (done, lab.now() - began, log.lock().await.len()),
                ("done", takes, 0),
                format!(
                    "no note was due before the work was done after {}: this came back, after so \
                     long, with so many notes",
                    short(takes)
                ),
            );
        }
    });
}

async fn returns_in_days<T>(call: impl Future<Output = T>) -> T {
    within(
        A_DAY + secs(3),
        call,
        "the work was done, and your function did not return",
    )
    .await
}

#[test]
fn a_note_waits_a_day_for_the_log_and_a_thousand_are_written() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 3);
        let log = Log::default();
        let work = lab.job("work").takes(A_DAY + ms(1_000_503)).gives("done");
        let call = watched(Arc::clone(&log), secs(1), work, notes(&lab));
        let (done, ()) = join(call, holds(&lab, &log, ms(0), A_DAY)).await;
        let written = log.lock().await.clone();
        let expected: Vec<Duration> = (0..=1000).map(|n| A_DAY + secs(n)).collect();
        expect_eq(
            (done, written.len(), written == expected),
            ("done", 1001, true),
            "somebody else had the log for a day, and after that a note was due each second, a \
             thousand times: this came back, and this is how many notes were written, and whether \
             each was written when it was due",
        );
    });
}

#[test]
fn it_goes_on_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a call that is {way}"));
            let log = Log::default();
            let held = Arc::clone(&log);
            let (hold, call) = (lab.clone(), lab.clone());
            let late = if way == Way::Later { Way::LATER } else { ms(0) };
            let others = async move { holds(&hold, &held, ms(0), late + ms(2503)).await };
            let began = lab.now();
            let work = wants(&lab, &log, ms(503), ms(507), ms(1203));
            let call = watched(Arc::clone(&log), secs(1), work, notes(&call));
            let call = async {
                let _done = lab.polled(way, call).await;
            };
            within(
                secs(60),
                apart(vec![Box::pin(others), Box::pin(call)]),
                format!("a call was {way}, and it stood still though the log was free"),
            )
            .await;
            expect_eq(
                log.lock().await.clone(),
                [ms(3010), ms(4010)]
                    .map(|time| began + late + time)
                    .to_vec(),
                format!("a call was {way}, and notes were written at these instants"),
            );
        }
    });
}
