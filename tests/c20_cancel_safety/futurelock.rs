//! `futurelock`: whoever stands in a line is polled, whatever the one beside it waits for.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::Poll;

use async_katas::c20_cancel_safety::futurelock::watched;
use futures::FutureExt;
use futures::future::{join, join3};
use lab::timeline::short;
use lab::{
    A_DAY, Lab, Watch, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs,
    virtual_time, within,
};
use tokio::sync::{Mutex, Notify};
use tokio::task::{LocalSet, spawn_local};
use tokio::time::{Duration, sleep, timeout};

use super::apart::apart;
use super::lock::lock;
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

/// What is seen of work, from outside.
#[derive(Clone, Default)]
struct Seen(Arc<std::sync::Mutex<(Option<Duration>, Option<Duration>)>>);

impl Seen {
    /// When it was polled last.
    fn last(&self) -> Option<Duration> {
        lock(&self.0).0
    }

    /// When it came to its end.
    fn done(&self) -> Option<Duration> {
        lock(&self.0).1
    }

    /// Whether it stood still, if alone it is done at this instant.
    fn stood_still(&self, alone: Duration) -> Option<String> {
        let late = self.done().filter(|done| *done > alone)?;
        Some(format!(
            "alone, the work is done at {}, and with yours around it, at {}: it stood still while a \
             note waited for the log, and has to be polled then as well",
            short(alone),
            short(late)
        ))
    }
}

/// The same work, with what is seen of it.
fn seen<T>(
    lab: &Lab,
    work: impl Future<Output = T> + Send + 'static,
) -> (impl Future<Output = T> + Send + 'static, Seen) {
    let (lab, seen) = (lab.clone(), Seen::default());
    let (mut work, sees) = (Box::pin(work), seen.clone());
    let work = poll_fn(move |context| {
        if let Some(done) = sees.done() {
            fail(format!(
                "the work was done at {}, and your function polled it again at {}, after its end: \
                 also where it ends while a note waits for the log, it has to be remembered that it \
                 is done, and what it gave",
                short(done),
                short(lab.now())
            ));
        }
        lock(&sees.0).0 = Some(lab.now());
        let polled = work.as_mut().poll(context);
        if polled.is_ready() {
            lock(&sees.0).1 = Some(lab.now());
        }
        polled
    });
    (work, seen)
}

/// What should come back. Where it hangs, `could` tells what the work could have done.
async fn returns<T>(call: impl Future<Output = T>, what: &str, seen: &Seen, could: &str) -> T {
    match timeout(secs(3000), call).await {
        Ok(done) => done,
        Err(_) => fail(match (seen.done(), seen.last()) {
            (Some(done), _) => format!(
                "{what}; the work was done at {}, and your function never returned",
                short(done)
            ),
            (None, Some(last)) => format!(
                "{what}; then your function stood still for ever: it polled the work for the last \
                 time at {}, though {could}",
                short(last)
            ),
            (None, None) => format!(
                "{what}; then your function stood still for ever, and never polled the work"
            ),
        }),
    }
}

/// When notes should be written, each with when it is due, and when the work is done, of what is
/// begun at `began`, with others who have the log at these times.
fn due(
    every: Duration,
    takes: Duration,
    held: &[(Duration, Duration)],
) -> Vec<(Duration, Duration)> {
    let (mut all, mut due) = (Vec::new(), every);
    while due < takes {
        let busy = held.iter().find(|(from, to)| *from <= due && due <= *to);
        let written = busy.map_or(due, |(_, to)| *to);
        all.push((due, written));
        due = written.saturating_add(every);
    }
    all
}

/// What is wrong with when notes were written, if anything is. All instants count from the call.
fn wrong(
    every: Duration,
    expected: &[(Duration, Duration)],
    written: &[Duration],
    done: Option<Duration>,
) -> Option<String> {
    for (n, got) in written.iter().enumerate() {
        let Some((due, should)) = expected.get(n) else {
            break;
        };
        if got == should {
            continue;
        }
        let (nth, before) = (n + 1, n.checked_sub(1).map(|n| written[n]));
        let waited = should > due;
        return Some(match before {
            Some(before) if before == *got => {
                let together = written.iter().filter(|at| *at == got).count();
                format!(
                    "{together} notes were written at {}, one right after the other: while one waits \
                     for the log, no other is due; the next is due {} after that one was written",
                    short(*got),
                    short(every)
                )
            }
            None if got.is_zero() => format!(
                "note 1 was written too early, at 0s: the first is due when {} have gone by, and not \
                 in the beginning",
                short(every)
            ),
            Some(before) if got < should => {
                let multiple = got.as_nanos().is_multiple_of(every.as_nanos().max(1));
                let whence = match multiple {
                    true => format!(
                        "that is {} times {} after the beginning, and it",
                        got.as_nanos() / every.as_nanos().max(1),
                        short(every)
                    ),
                    false => format!(
                        "that is {} after the one before it, and it",
                        short(*got - before)
                    ),
                };
                format!(
                    "note {nth} was written too early, at {} instead of {}: {whence} is due {} after \
                     the one before it was written, at {}",
                    short(*got),
                    short(*should),
                    short(every),
                    short(before)
                )
            }
            _ if got < should => format!(
                "note {nth} was written too early, at {} instead of {}",
                short(*got),
                short(*should)
            ),
            _ if waited => format!(
                "note {nth} was due at {} and waited for the log, which was free at {}; it was \
                 written only at {}: a note waits in the line for the log, and is written at the \
                 instant at which its turn has come",
                short(*due),
                short(*should),
                short(*got)
            ),
            _ => format!(
                "note {nth} was due at {}, when nobody had the log, and was written too late, at {}",
                short(*due),
                short(*got)
            ),
        });
    }
    if let Some((due, should)) = expected.get(written.len()) {
        return Some(match should > due {
            true => format!(
                "the note that was due at {} should have waited for the log until {}, and was written \
                 no more",
                short(*due),
                short(*should)
            ),
            false => format!("the note that was due at {} was never written", short(*due)),
        });
    }
    let more = written.get(expected.len())?;
    Some(match done {
        Some(done) if *more >= done => format!(
            "the work was done at {} and no note waited then, and one was written after that, at {}",
            short(done),
            short(*more)
        ),
        _ => format!("a note too many was written, at {}", short(*more)),
    })
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
        let (work, seen) = seen(&lab, wants(&lab, &log, ms(500), secs(1), ms(1500)));
        let call = watched(Arc::clone(&log), secs(1), work, notes(&lab));
        let what =
            "somebody else had the log for 5s, the work came to wait for it, and after it a note";
        let could = "it was the next to get the log, which was let go of at 5s";
        let call = returns(call, what, &seen, could);
        let (done, ()) = join(call, holds(&lab, &log, ms(0), secs(5))).await;
        let written = log.lock().await.clone();
        let expected = [(secs(1), secs(6)), (secs(7), secs(7))];
        let why = seen.stood_still(ms(7500));
        let why = why.or_else(|| wrong(secs(1), &expected, &written, seen.done()));
        lab.expect_because(
            "
                     0s  1s  2s  3s  4s  5s  6s  7s  8s
            others   |===================|
            work     |=|                 |===|=====|
                       ..................
            notes                            *   *
            ",
            &why.unwrap_or_else(|| {
                "while a note waits, the work goes on, and gets the log when it is its turn; the \
                 note is next in the line"
                    .to_owned()
            }),
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
        let (work, seen) = seen(&lab, work);
        let call = watched(Arc::clone(&log), secs(1), work, notes(&lab));
        let what = "the work had the log for 3s, and a note came to wait for it";
        let could = "it had the log, and would have let go of it at 3s";
        let done = returns(call, what, &seen, could).await;
        let written = log.lock().await.clone();
        let why = seen.stood_still(ms(3500));
        let expected = [(secs(1), secs(3))];
        let why = why.or_else(|| wrong(secs(1), &expected, &written, seen.done()));
        lab.expect_because(
            "
                     0s    1s    2s    3s
            has it   |=================|
            work                       |==|
            notes                      *
            ",
            &why.unwrap_or_else(|| {
                "the work had the log from the beginning to 3s, and a note was due at 1s: the work \
                 goes on, and the note is written when it lets go of the log"
                    .to_owned()
            }),
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
        let (steps, seen) = seen(&lab, steps);
        let call = watched(Arc::clone(&log), secs(1), steps, notes(&lab));
        let what = "somebody else had the log for 5s, and a note came to wait for it";
        let call = returns(call, what, &seen, "it had no need of the log");
        join(call, holds(&lab, &log, ms(0), secs(5))).await;
        let written = log.lock().await.clone();
        let why = seen.stood_still(ms(5500));
        let expected = [(secs(1), secs(5))];
        let why = why.or_else(|| wrong(secs(1), &expected, &written, seen.done()));
        lab.expect_because(
            "
                     0s    1s    2s    3s    4s    5s    6s
            others   |=============================|
            step 1   |===========|
            step 2               |===========|
            step 3                           |========|
            notes                                  *
            ",
            &why.unwrap_or_else(|| {
                "a note was due at 1s and waited for the log until 5s; the work does not use the \
                 log, and goes on meanwhile as if it were alone"
                    .to_owned()
            }),
        );
    });
}

#[test]
fn a_note_that_waits_when_the_work_is_done_is_written_first() {
    virtual_time(async |lab: Lab| {
        let log = Log::default();
        let (work, seen) = seen(&lab, lab.job("work").takes(secs(3)).gives(7));
        let call = async {
            let what = "somebody else had the log for 5s, and a note came to wait for it";
            let call = watched(Arc::clone(&log), secs(2), work, notes(&lab));
            let done = returns(call, what, &seen, "it had no need of the log").await;
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
        if let Some(why) = wrong(secs(2), &[(secs(2), secs(5))], &written, seen.done()) {
            fail(format!("{what}; {why}"));
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
        let expected = due(every, takes, &held);
        let next = expected
            .last()
            .map_or(every, |(_, written)| *written + every);
        let tie = expected
            .iter()
            .any(|(due, _)| held.iter().any(|(from, to)| due == from || due == to));
        if tie || next == takes {
            return;
        }
        lab.case(format!(
            "a note every {}, work of {}, and a log that is in use at {} times",
            short(every),
            short(takes),
            held.len()
        ));
        let log = Log::default();
        let (work, seen) = seen(&lab, lab.job("work").takes(takes).gives("done"));
        let call = async {
            let call = watched(Arc::clone(&log), every, work, notes(&lab));
            let what = "the log was in use now and then";
            let done = returns(call, what, &seen, "it had no need of the log").await;
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
        let (last, waits) = expected.last().copied().unwrap_or_default();
        let ends = takes.max(waits);
        if let Some(why) = wrong(every, &expected, &written, seen.done()) {
            fail(why);
        }
        if at > ends {
            fail(format!(
                "the work was done at {}, no note waited for the log from {} on, and your function \
                 returned only at {}",
                short(takes),
                short(ends),
                short(at)
            ));
        }
        if at < ends {
            fail(format!(
                "the work was done at {}, and your function returned at {}, while the note that was \
                 due at {} still waited for the log, which was free at {}: that one is written first",
                short(takes),
                short(at),
                short(last),
                short(ends)
            ));
        }
        expect_eq(done, "done", "what the work gave did not come back");
    });
}

#[test]
fn a_note_keeps_its_place_when_the_work_is_done() {
    virtual_time(async |lab: Lab| {
        // First with work that goes on: whether a note has a place in the line at all.
        for takes in [secs(20), secs(3)] {
            let (log, began) = (Log::default(), lab.now());
            let since = || lab.now() - began;
            let (work, seen) = seen(&lab, lab.job("work").takes(takes).gives(7));
            let call = async {
                let what = "others had the log one after the other, and a note waited among them";
                let call = watched(Arc::clone(&log), secs(2), work, notes(&lab));
                let done = returns(call, what, &seen, "it had no need of the log").await;
                (done, since())
            };
            let first = holds(&lab, &log, ms(0), secs(5));
            let behind = async {
                sleep(ms(2503)).await;
                let _held = log.lock().await;
                sleep(secs(4)).await;
            };
            let ((done, at), (), ()) = join3(call, first, behind).await;
            let written: Vec<_> = log.lock().await.iter().map(|at| *at - began).collect();
            let what = format!(
                "somebody had the log until 5s, a note came to wait for it at 2s and somebody else \
                 at 2.503s, who had it for 4s then, and the work was done at {}",
                short(takes)
            );
            let Some(note) = written.first().copied() else {
                fail(format!(
                    "{what}; the note was given up, and written no more: your function returned at {}",
                    short(at)
                ))
            };
            if note > secs(5) {
                let why = match takes == secs(3) {
                    true => {
                        "while the work went on, it kept its place in the line; when the work was \
                         done, it asked anew, and should have kept that place"
                    }
                    false => {
                        "it did not stand in the line for the log, as whoever awaits `lock` does \
                         until it gets it"
                    }
                };
                fail(format!(
                    "{what}; the note was written at {}, after the one behind it, instead of at 5s: \
                     {why}",
                    short(note)
                ));
            }
            if at < secs(5) {
                fail(format!(
                    "{what}; your function had returned at {}, before the note was written at {}",
                    short(at),
                    short(note)
                ));
            }
            if takes == secs(3) {
                expect_eq(
                    (done, at, written),
                    (7, secs(5), vec![secs(5)]),
                    format!("{what}: this came back, when, and when notes were written"),
                );
            }
        }
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
            let endless = Arc::new(AtomicBool::new(false));
            let work = {
                let (polls, endless) = (Arc::clone(&polls), Arc::clone(&endless));
                let mut ends = Box::pin(sleep(ms(2503)));
                poll_fn(move |context| {
                    // Nobody needs so many within three seconds, unless nothing else goes on.
                    if polls.fetch_add(1, Ordering::Relaxed) > 1000 {
                        return Poll::Ready("nothing but the work went on");
                    }
                    let end = ends.poll_unpin(context);
                    if !spend_the_budget() {
                        endless.store(true, Ordering::Relaxed);
                        return Poll::Ready("nothing ever told the work to give way");
                    }
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
            let what = "the work used up the budget of its task in each poll";
            let done = within(
                secs(3000),
                call,
                format!("{what}, and your function never returned"),
            );
            let done = done.await;
            let at = lab.now() - began;
            let written: Vec<_> = log.lock().await.iter().map(|at| *at - began).collect();
            let expected = match held.is_zero() {
                true => vec![secs(1), secs(2)],
                false => vec![held],
            };
            if endless.load(Ordering::Relaxed) {
                fail(
                    "in one poll, the work asked tokio ten thousand times for leave to go on, and was \
                     never told to give way: your function takes from the work the limit that tokio \
                     sets to each task, as `unconstrained` does. Work that goes on until it is told to \
                     give way never comes back from its poll then, and no note is ever written; only \
                     the note may do without that limit",
                );
            }
            if polls.load(Ordering::Relaxed) > 1000 {
                fail(format!(
                    "each poll of the work used up what tokio lets a task do in one go; your function \
                     polled it a thousand times by {}, and each time before it looked at the clock \
                     or the log, which then answered neither: a note should have been written at {}",
                    short(at),
                    short(expected[0])
                ));
            }
            let due: Vec<_> = match held.is_zero() {
                true => expected.iter().map(|at| (*at, *at)).collect(),
                false => vec![(secs(1), held)],
            };
            if let Some(why) = wrong(secs(1), &due, &written, Some(ms(2503))) {
                fail(format!("{what}, and was done at 2.503s; {why}"));
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
                     dropped with it, and whoever drops the handle of a task does not stop it",
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
                "your future was dropped at {}, and a note was written at {}: by something that runs on \
                 without it, as a task does whose handle was dropped; nothing is written any more",
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
            let late = "the work panicked, and your function never returned";
            let end = AssertUnwindSafe(within(secs(3000), call, late)).catch_unwind();
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
            let written: Vec<_> = log.lock().await.iter().map(|at| *at - began).collect();
            if let Some(why) = wrong(every, &[], &written, Some(takes)) {
                fail(why);
            }
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
        // A little before a lot: whoever writes notes at wrong instants does not do so for days.
        let log = Log::default();
        let work = lab.job("work").takes(ms(7503)).gives(());
        let call = watched(Arc::clone(&log), secs(1), work, notes(&lab));
        join(call, holds(&lab, &log, ms(0), secs(5))).await;
        let expected = due(secs(1), ms(7503), &[(ms(0), secs(5))]);
        let written = log.lock().await.clone();
        if let Some(why) = wrong(secs(1), &expected, &written, Some(ms(7503))) {
            fail(format!("somebody else had the log for 5s; {why}"));
        }
        let began = lab.now();
        let log = Log::default();
        let work = lab.job("work").takes(A_DAY + ms(1_000_503)).gives("done");
        let call = watched(Arc::clone(&log), secs(1), work, notes(&lab));
        let (done, ()) = join(call, holds(&lab, &log, ms(0), A_DAY)).await;
        let written: Vec<_> = log.lock().await.iter().map(|at| *at - began).collect();
        let expected: Vec<Duration> = (0..=1000).map(|n| A_DAY + secs(n)).collect();
        let all = due(secs(1), A_DAY + ms(1_000_503), &[(ms(0), A_DAY)]);
        if let Some(why) = wrong(secs(1), &all, &written, Some(A_DAY + ms(1_000_503))) {
            fail(format!("somebody else had the log for a day; {why}"));
        }
        expect_eq(
            (done, written.len(), written == expected),
            ("done", 1001, true),
            "somebody else had the log for a day, and after that a note was due each second, a \
             thousand times: this came back, and this is how many notes were written, and whether \
             each was written when it was due",
        );
    });
}

/// How the work is woken at the very instant at which a note has its turn.
#[derive(Clone, Copy, PartialEq)]
enum Woken {
    LetsGo,
    LogThenCall,
    CallThenLog,
    ByTheClock,
    ByTheClockInUse,
}

impl Woken {
    const ALL: [Woken; 5] = [
        Woken::LetsGo,
        Woken::LogThenCall,
        Woken::CallThenLog,
        Woken::ByTheClock,
        Woken::ByTheClockInUse,
    ];

    fn in_words(self) -> &'static str {
        match self {
            Woken::LetsGo => {
                "the work let go of the log, for which a note waited, and gave way to others"
            }
            Woken::LogThenCall => {
                "somebody let go of the log, for which a note waited, and then called the work"
            }
            Woken::CallThenLog => {
                "somebody called the work, and then let go of the log, for which a note waited"
            }
            Woken::ByTheClock => "the work had slept until a note was due, and gave way to others",
            Woken::ByTheClockInUse => {
                "the work had slept until a note was due, and gave way to others, while somebody else \
                 had the log"
            }
        }
    }

    /// When the work is woken, and how long it goes on after that.
    fn times(self) -> (Duration, Duration) {
        match self {
            Woken::LetsGo | Woken::LogThenCall | Woken::CallThenLog => (ms(2503), ms(503)),
            Woken::ByTheClock => (secs(1), ms(503)),
            Woken::ByTheClockInUse => (secs(1), ms(2003)),
        }
    }
}

/// Gives way once: wakes itself, and goes on when it is polled again.
fn gives_way() -> impl Future<Output = ()> + Send {
    let mut gave = false;
    poll_fn(move |context| match std::mem::replace(&mut gave, true) {
        true => Poll::Ready(()),
        false => {
            context.waker().wake_by_ref();
            Poll::Pending
        }
    })
}

#[test]
fn the_work_goes_on_at_the_instant_at_which_a_note_has_its_turn() {
    virtual_time(async |lab: Lab| {
        for how in Woken::ALL {
            let what = how.in_words();
            lab.case(what);
            let (at, rest) = how.times();
            let (began, log, calls) = (lab.now(), Log::default(), Arc::new(Notify::new()));
            let went = Arc::new(std::sync::Mutex::new(Vec::new()));
            let work = {
                let (lab, log, calls) = (lab.clone(), Arc::clone(&log), Arc::clone(&calls));
                let went = Arc::clone(&went);
                async move {
                    match how {
                        Woken::LetsGo => {
                            let held = log.lock().await;
                            sleep(at).await;
                            drop(held);
                        }
                        Woken::LogThenCall | Woken::CallThenLog => calls.notified().await,
                        Woken::ByTheClock | Woken::ByTheClockInUse => sleep(at).await,
                    }
                    for _ in 0..3 {
                        gives_way().await;
                        lock(&went).push(lab.now() - began);
                    }
                    sleep(rest).await;
                    "done"
                }
            };
            let others = {
                let (log, calls) = (Arc::clone(&log), Arc::clone(&calls));
                async move {
                    if matches!(how, Woken::LetsGo | Woken::ByTheClock) {
                        return;
                    }
                    let held = log.lock().await;
                    sleep(ms(2503)).await;
                    if how == Woken::CallThenLog {
                        calls.notify_one();
                    }
                    drop(held);
                    calls.notify_one();
                }
            };
            let (work, seen) = seen(&lab, work);
            let (call, end) = (watched(Arc::clone(&log), secs(1), work, notes(&lab)), &lab);
            let ended = std::cell::Cell::new(None);
            let ends = &ended;
            let call = async move {
                let done = call.await;
                ends.set(Some((done, end.now() - began)));
            };
            let all = apart(vec![Box::pin(others), Box::pin(call)]);
            let could = "it had been woken: when something has woken your function, both the work and \
                         the note have to be polled, as each of the two may be what was woken";
            returns(all, what, &seen, could).await;
            if let Some(late) = lock(&went).iter().find(|went| **went > at) {
                fail(format!(
                    "{what}, at {}; the work had been woken, and was polled again only at {}: when \
                     something has woken your function, both the work and the note have to be polled, \
                     as each of the two may be what was woken",
                    short(at),
                    short(*late)
                ));
            }
            let written: Vec<_> = log.lock().await.iter().map(|at| *at - began).collect();
            let turn = match how {
                Woken::ByTheClock => secs(1),
                _ => ms(2503),
            };
            let done = seen.done().map(|done| done - began);
            if let Some(why) = wrong(secs(1), &[(secs(1), turn)], &written, done) {
                fail(format!("{what}; {why}"));
            }
            expect_eq(
                ended.take(),
                Some(("done", at + rest)),
                format!(
                    "{what}, and went on for {} after that: this came back, and when",
                    short(rest)
                ),
            );
        }
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
            let (work, seen) = seen(&lab, wants(&lab, &log, ms(503), ms(507), ms(1203)));
            let call = watched(Arc::clone(&log), secs(1), work, notes(&call));
            let call = async {
                let _done = lab.polled(way, call).await;
            };
            let what = format!("a call was {way}, and somebody else had the log for a while");
            let could = "it was the next to get the log, which was let go of 2.503s after the call";
            let all = apart(vec![Box::pin(others), Box::pin(call)]);
            returns(all, &what, &seen, could).await;
            let written = log.lock().await.clone();
            let since: Vec<_> = written
                .iter()
                .map(|at| at.saturating_sub(began + late))
                .collect();
            let due = [(secs(1), ms(3010)), (ms(4010), ms(4010))];
            if let Some(why) = wrong(secs(1), &due, &since, Some(ms(4213))) {
                fail(format!("{what}; {why}"));
            }
            expect_eq(
                written,
                [ms(3010), ms(4010)]
                    .map(|time| began + late + time)
                    .to_vec(),
                format!("a call was {way}, and notes were written at these instants"),
            );
        }
    });
}
