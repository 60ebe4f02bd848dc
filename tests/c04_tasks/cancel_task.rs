//! `cancel_task`: gone when it returns, and told as it was.

use std::future::poll_fn;
use std::panic::resume_unwind;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_katas::c04_tasks::cancel_task::{Ending, cancel_task};
use lab::timeline::short;
use lab::{
    A_DAY, Job, Lab, Timeline, Way, expect_eq, expect_match, fail, for_seeds, ms, nasty, secs,
    virtual_time,
};
use tokio::runtime::Builder;
use tokio::task::JoinHandle;

use super::spent::spend_the_budget;

/// Whoever watches the clock in a task of its own may leave that until the patience is over.
fn may_keep_a_clock(lab: &Lab) {
    lab.allow_tasks();
}

/// That the task was cancelled although its patience was not over, after how long, and why if that
/// tells.
fn cut_short(waited: Duration, patience: Duration) -> String {
    let millis = patience.as_millis();
    let left = [64, 32].map(|bits| (bits, millis % (1 << bits)));
    let cut = left
        .iter()
        .find(|(_, left)| *left == waited.as_millis() && *left != millis);
    let why = cut.map_or(String::new(), |(bits, left)| {
        format!(": {left}ms is what is left of {millis}ms in a number of {bits} bits")
    });
    format!(
        "the patience was {patience:?}, and your function cancelled the task after {}{why}",
        short(waited)
    )
}

/// A task that has had its first turn.
async fn begun<T: Send + 'static>(job: Job<T>) -> JoinHandle<T> {
    let task = tokio::spawn(job);
    tokio::task::yield_now().await;
    task
}

/// Work on `spawn_blocking` that has begun, and goes on when your function waits.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    let (go_on, goes_on) = std::sync::mpsc::channel::<()>();
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let task = tokio::task::spawn_blocking(move || {
        let _ = begun.send(());
        let _ = goes_on.recv();
        work()
    });
    let _ = has_begun.await;
    // This gets its turn only when somebody waits: by then the task is to be cancelled.
    tokio::spawn(async move { drop(go_on) });
    task
}

#[test]
fn a_task_that_takes_too_long_is_cancelled_when_the_patience_is_over() {
    virtual_time(async |lab: Lab| {
        let task = begun(lab.job("task").takes(secs(5)).gives("late")).await;
        lab.explain("you", "your function, from its first poll to its end");
        let ending = lab.span("you", cancel_task(task, secs(2))).await;
        tokio::time::sleep(secs(4)).await;
        lab.expect(
            "
                    0s    1s    2s    3s    4s    5s
            task    |===========/
            you     |===========|
            ",
        );
        expect_match!(
            ending,
            Ending::Cancelled,
            "the task was cancelled after 2s, and was not reported as `Cancelled`"
        );
    });
}

#[test]
fn what_the_task_held_is_released_before_it_returns() {
    virtual_time(async |lab: Lab| {
        let probe = lab.probe();
        let watch = probe.watch();
        let job = lab.job("task").takes(secs(5)).gives(());
        let task = tokio::spawn(async move {
            let _held = probe;
            job.await;
        });
        let _ending = cancel_task(task, secs(2)).await;
        if !watch.is_dropped() {
            fail(
                "your function returned while the task still held what it held: aborting only \
                 asks, and dropping the handle does not even do that; await the task after \
                 aborting it",
            );
        }
    });
}

#[test]
fn however_long_it_takes_to_go_it_is_waited_for() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let probe = lab.probe();
        let watch = probe.watch();
        // A task is gone when its runtime gets to it, and this one does not turn for a day.
        let mut other = Builder::new_current_thread();
        let Ok(other) = other.build() else {
            fail("the system gives no second runtime");
        };
        let task = other.spawn(async move {
            let _held = probe;
            std::future::pending::<()>().await;
        });
        let turns = tokio::spawn(async move {
            tokio::time::sleep(A_DAY).await;
            let turn = move || {
                other.block_on(tokio::task::yield_now());
                other.shutdown_background();
            };
            tokio::task::spawn_blocking(turn).await
        });
        let ending = cancel_task(task, secs(2)).await;
        if !watch.is_dropped() {
            fail(format!(
                "the task was on a runtime that got to it only after a day, and your function \
                 returned at {:?}, while the task was still alive: it should wait until it is gone",
                lab.now()
            ));
        }
        expect_match!(
            ending,
            Ending::Cancelled,
            "the task was cancelled, and was not reported as `Cancelled`"
        );
        let _ = turns.await;
    });
}

#[test]
fn a_task_that_finishes_in_time_is_waited_for_no_longer() {
    virtual_time(async |lab: Lab| {
        may_keep_a_clock(&lab);
        let task = begun(lab.job("task").takes(secs(1)).gives("the result")).await;
        lab.explain("you", "your function, from its first poll to its end");
        let ending = lab.span("you", cancel_task(task, secs(3))).await;
        let picture = "
                    0s    1s    2s    3s
            task    |=====|
            you     |=====|
            ";
        match lab.now() == secs(3) {
            true => lab.expect_because(
                picture,
                "your function returned when its patience of 3s was over, and should return as soon as \
                 the task has ended",
            ),
            false => lab.expect(picture),
        }
        expect_match!(
            ending,
            Ending::Finished("the result"),
            "the task finished in time, and was not reported as `Finished` with its result"
        );
    });
}

#[test]
fn it_does_not_look_now_and_then() {
    virtual_time(async |lab: Lab| {
        may_keep_a_clock(&lab);
        let task = begun(lab.job("task").takes(secs(1)).gives(())).await;
        let call = lab.meter(cancel_task(task, secs(3)));
        let watch = call.watch();
        let _ending = call.await;
        if watch.idle_wakes() > 2 {
            fail(format!(
                "while your function waited for a task of 1s, it was woken {} times and found \
                 nothing to do: the task wakes it when it ends, and nobody need look",
                watch.idle_wakes()
            ));
        }
    });
}

#[test]
fn no_patience_is_too_long() {
    virtual_time(async |lab: Lab| {
        may_keep_a_clock(&lab);
        const A_YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
        lab.lasts(40 * A_YEAR);
        for (patience, words) in [
            (11 * A_YEAR, "eleven years"),
            (Duration::MAX - secs(1), "`Duration::MAX` but for a second"),
            (Duration::MAX, "`Duration::MAX`"),
        ] {
            lab.case(format!("a task of ten years, a patience of {words}"));
            let before = lab.now();
            let task = begun(lab.job("task").takes(10 * A_YEAR).gives("the result")).await;
            let ending = cancel_task(task, patience).await;
            if matches!(ending, Ending::Cancelled) {
                fail(cut_short(lab.now() - before, patience));
            }
            expect_match!(
                ending,
                Ending::Finished("the result"),
                "the task finished after ten years, within a patience of {words}, and was not \
                 reported as `Finished` with its result"
            );
        }
    });
}

#[test]
fn a_patience_of_any_length_lasts_as_long() {
    virtual_time(async |lab: Lab| {
        may_keep_a_clock(&lab);
        const TEN_YEARS: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);
        lab.lasts(40 * TEN_YEARS);
        for patience in nasty::DURATIONS.iter().copied().filter(|of| *of > secs(1)) {
            let time = (patience / 2).min(TEN_YEARS);
            lab.case(format!("a task of {time:?}, a patience of {patience:?}"));
            let before = lab.now();
            let task = begun(lab.job("task").takes(time).gives("the result")).await;
            let ending = cancel_task(task, patience).await;
            if matches!(ending, Ending::Cancelled) {
                fail(cut_short(lab.now() - before, patience));
            }
            expect_match!(
                ending,
                Ending::Finished("the result"),
                "the task finished after {time:?}, within a patience of {patience:?}, and was not \
                 reported as `Finished` with its result"
            );
        }
    });
}

#[test]
fn no_patience_is_taken_for_another() {
    virtual_time(async |lab: Lab| {
        let short = [
            0, 1, 999, 999_999, 1_000_000, 1_000_001, 1_500_000, 2_999_999,
        ];
        let long = [255, 256, 65_535, 65_536, 65_537, 4_000_000, 86_400_000];
        let short = short.map(Duration::from_nanos);
        lab.lasts(2 * A_DAY);
        for patience in short.into_iter().chain(long.map(ms)) {
            lab.case(format!(
                "a task that never ends, a patience of {patience:?}"
            ));
            let before = lab.now();
            let task = tokio::spawn(std::future::pending::<()>());
            tokio::task::yield_now().await;
            let ending = cancel_task(task, patience).await;
            let waited = lab.now() - before;
            // Timers count whole milliseconds, and what lies between two of them comes later.
            if waited < patience || waited > patience + ms(2) {
                fail(format!(
                    "the task did not end, and your function returned after {waited:?}: the patience was \
                     {patience:?}{}",
                    match waited < patience && patience < waited + ms(1) {
                        true => ", and is not to be cut off to whole milliseconds",
                        false => "",
                    }
                ));
            }
            expect_match!(
                ending,
                Ending::Cancelled,
                "the task was cancelled after {patience:?}, and was not reported as `Cancelled`"
            );
        }
    });
}

#[test]
fn whatever_it_panics_with_and_whenever_it_is_a_panic() {
    virtual_time(async |lab: Lab| {
        may_keep_a_clock(&lab);
        for at_once in [true, false] {
            for number in [None, Some(7)] {
                lab.case(format!(
                    "a task that panics {} with a {}",
                    if at_once {
                        "in its first poll"
                    } else {
                        "after 1s"
                    },
                    if number.is_none() { "text" } else { "number" }
                ));
                let has_panicked = Arc::new(AtomicBool::new(false));
                let panicked = Arc::clone(&has_panicked);
                let task = tokio::spawn(async move {
                    if !at_once {
                        tokio::time::sleep(secs(1)).await;
                    }
                    panicked.store(true, Ordering::Relaxed);
                    match number {
                        None => resume_unwind(Box::new("out of paper")),
                        Some(number) => resume_unwind(Box::new(number)),
                    }
                });
                let ending = cancel_task::<()>(task, secs(3)).await;
                if !has_panicked.load(Ordering::Relaxed) {
                    fail(
                        "the patience was 3s, and your function returned before the task had come to its \
                         panic, which it should have waited for",
                    );
                }
                expect_match!(
                    ending,
                    Ending::Panicked,
                    "the task panicked, and was not reported as `Panicked`"
                );
            }
        }
    });
}

#[test]
fn a_caller_that_has_used_up_its_turn_learns_what_the_task_gave() {
    virtual_time(async |lab: Lab| {
        may_keep_a_clock(&lab);
        for patience in [ms(0), ms(100)] {
            lab.case(format!(
                "a task that has finished, a patience of {patience:?}, a caller that has used up what \
                 the runtime lets it do in one turn"
            ));
            let task = tokio::spawn(async { "the result" });
            tokio::time::sleep(secs(1)).await;
            let before = lab.now();
            let mut call = pin!(cancel_task(task, patience));
            let mut first = true;
            let ending = poll_fn(|cx| {
                // From there on, whatever belongs to tokio is pending in this turn.
                if std::mem::take(&mut first) {
                    spend_the_budget();
                }
                call.as_mut().poll(cx)
            })
            .await;
            expect_match!(
                ending,
                Ending::Finished("the result"),
                "the task had finished before your function was called, by a caller that had used up \
                 its turn, and was not reported as `Finished`: what its `JoinHandle` says counts"
            );
            expect_eq(
                lab.now(),
                before,
                "the task had finished before your function was called, and it waited all the same",
            );
        }
    });
}

#[test]
fn a_task_that_has_finished_already_is_finished() {
    virtual_time(async |lab: Lab| {
        may_keep_a_clock(&lab);
        let task = tokio::spawn(lab.job("task").takes(secs(1)).gives("the result"));
        tokio::time::sleep(secs(2)).await;
        expect_match!(
            cancel_task(task, Duration::ZERO).await,
            Ending::Finished("the result"),
            "the task had finished before your function was called, and was not reported as \
             `Finished`: so it should be, however small the patience"
        );
        expect_eq(
            lab.now(),
            secs(2),
            "the task had finished before your function was called, and it waited all the same",
        );
    });
}

#[test]
fn what_cannot_be_stopped_is_waited_for_and_its_result_kept() {
    virtual_time(async |lab: Lab| {
        may_keep_a_clock(&lab);
        let task = blocking(|| "the result").await;
        expect_match!(
            cancel_task(task, Duration::ZERO).await,
            Ending::Finished("the result"),
            "the task could not be cancelled any more and finished: what it gave, and not what was \
             intended, is what became of it"
        );
    });
}

#[test]
fn a_task_that_panics_is_reported_as_panicked() {
    virtual_time(async |lab: Lab| {
        may_keep_a_clock(&lab);
        let job = lab.job("task").takes(secs(1)).panics::<()>("out of paper");
        expect_match!(
            cancel_task(tokio::spawn(job), secs(3)).await,
            Ending::Panicked,
            "the task panicked, and was not reported as `Panicked`"
        );
    });
}

#[test]
fn a_task_that_panics_while_it_is_cancelled_is_reported_as_panicked() {
    virtual_time(async |lab: Lab| {
        struct Panics;
        impl Drop for Panics {
            fn drop(&mut self) {
                resume_unwind(Box::new("out of paper"));
            }
        }
        lab.case("a task that panics as it is dropped");
        let task = tokio::spawn(async {
            let _held = Panics;
            std::future::pending::<()>().await;
        });
        tokio::task::yield_now().await;
        expect_match!(
            cancel_task(task, secs(1)).await,
            Ending::Panicked,
            "the task was cancelled, and panicked as it was dropped: it was not reported as \
             `Panicked`, though its `JoinHandle` said so"
        );
        lab.case("work on `spawn_blocking` that panics after the patience");
        let task = blocking(|| resume_unwind(Box::new("out of paper"))).await;
        expect_match!(
            cancel_task::<()>(task, Duration::ZERO).await,
            Ending::Panicked,
            "the task could not be cancelled any more and panicked: it was not reported as \
             `Panicked`, though its `JoinHandle` said so"
        );
    });
}

#[test]
fn a_task_that_somebody_else_cancelled_is_cancelled() {
    virtual_time(async |lab: Lab| {
        may_keep_a_clock(&lab);
        let task = tokio::spawn(lab.job("task").takes(secs(5)).gives(()));
        tokio::time::sleep(secs(1)).await;
        task.abort();
        expect_match!(
            cancel_task(task, secs(3)).await,
            Ending::Cancelled,
            "somebody else had cancelled the task, and it was not reported as `Cancelled`"
        );
        expect_eq(
            lab.now(),
            secs(1),
            "the task was gone, and your function waited on",
        );
    });
}

#[test]
fn a_task_that_somebody_else_cancels_meanwhile_is_waited_for_no_longer() {
    virtual_time(async |lab: Lab| {
        may_keep_a_clock(&lab);
        let task = begun(lab.job("task").takes(secs(5)).gives(())).await;
        let stop = task.abort_handle();
        tokio::spawn(async move {
            tokio::time::sleep(secs(1)).await;
            stop.abort();
        });
        lab.explain("you", "your function, from its first poll to its end");
        let ending = lab.span("you", cancel_task(task, secs(3))).await;
        lab.expect(
            "
                    0s    1s    2s    3s
            task    |=====/
            you     |=====|
            ",
        );
        expect_match!(
            ending,
            Ending::Cancelled,
            "somebody else cancelled the task, and it was not reported as `Cancelled`"
        );
    });
}

#[test]
fn whichever_is_shorter_decides() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let time = draw.off_grid(ms(100)..=secs(2));
        let patience = match draw.size(0..=5) {
            0 => Duration::ZERO,
            _ => draw.off_grid(ms(100)..=secs(2)),
        };
        // Never at the same instant: then either could be first.
        let patience = if patience == time {
            time + ms(1)
        } else {
            patience
        };
        lab.case(format!("a task of {time:?}, a patience of {patience:?}"));
        may_keep_a_clock(&lab);
        let value = draw.size(0..=1000);
        let task = begun(lab.job("task").takes(time).gives(value)).await;
        let ending = cancel_task(task, patience).await;
        let now = lab.now();
        tokio::time::sleep(secs(3)).await;
        if time < patience {
            lab.expect(Timeline::new().span("task", secs(0), time));
            expect_match!(
                ending,
                Ending::Finished(given) if *given == value,
                "the task finished in time, and was not reported as `Finished` with its result"
            );
        } else {
            lab.expect(Timeline::new().cancelled("task", secs(0), patience));
            expect_match!(
                ending,
                Ending::Cancelled,
                "the task was cancelled, and was not reported as `Cancelled`"
            );
        }
        expect_eq(
            now,
            time.min(patience),
            "your function did not return at the instant at which the task was over",
        );
    });
}

#[test]
fn however_it_is_polled_the_patience_lasts_from_the_first_poll() {
    virtual_time(async |lab: Lab| {
        may_keep_a_clock(&lab);
        for way in Way::ALL {
            for (time, patience) in [(250, 400), (400, 250), (250, 3000), (3000, 250)] {
                let (time, patience) = (ms(time), ms(patience));
                lab.case(format!(
                    "a call that is {way}, with a patience of {patience:?}, for a task that ends \
                     {time:?} after the first poll"
                ));
                let called = lab.now();
                let first = called + if way == Way::Later { Way::LATER } else { ms(0) };
                let task = tokio::spawn(tokio::time::sleep(first - lab.now() + time));
                tokio::task::yield_now().await;
                let ending = lab.polled(way, cancel_task(task, patience)).await;
                let over = (called + patience).max(first);
                if way == Way::Later && lab.now() == over && over < first + time.min(patience) {
                    fail(format!(
                        "your function was called, and first polled {} later; its patience of \
                         {patience:?} was over {} after the call, and it returned {} after the first \
                         poll: the patience should begin when your function is first awaited",
                        short(Way::LATER),
                        short(patience),
                        short(over - first)
                    ));
                }
                expect_eq(
                    lab.now(),
                    first + time.min(patience),
                    format!(
                        "the call was {way}, the patience was {patience:?}, the task was to end \
                         {time:?} after the first poll, and your function returned at another \
                         instant than the earlier one of both"
                    ),
                );
                let finished = matches!(ending, Ending::Finished(()));
                if finished != (time < patience) {
                    fail(format!(
                        "the call was {way}, the patience was {patience:?}, the task was to end \
                         {time:?} after the first poll, and what was reported is not what became of \
                         it"
                    ));
                }
            }
        }
    });
}
