//! `cancel_task`: gone when it returns, and told as it was.

use std::time::Duration;

use async_katas::c04_tasks::cancel_task::{Ending, cancel_task};
use lab::{Job, Lab, Timeline, expect_eq, fail, for_seeds, ms, secs, virtual_time};
use tokio::task::JoinHandle;

/// A task that has had its first turn.
async fn begun<T: Send + 'static>(job: Job<T>) -> JoinHandle<T> {
    let task = tokio::spawn(job);
    tokio::task::yield_now().await;
    task
}

#[test]
fn a_task_that_takes_too_long_is_cancelled_when_the_patience_is_over() {
    virtual_time(async |lab: Lab| {
        let task = begun(lab.job("task").takes(secs(5)).gives("late")).await;
        let ending = lab.span("you", cancel_task(task, secs(2))).await;
        tokio::time::sleep(secs(4)).await;
        lab.expect(
            "
                    0s    1s    2s    3s    4s    5s
            task    |===========/
            you     |===========|
            ",
        );
        expect_eq(
            ending,
            Ending::Cancelled,
            "a task that was cancelled should be reported as `Cancelled`",
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
fn a_task_that_finishes_in_time_is_waited_for_no_longer() {
    virtual_time(async |lab: Lab| {
        let task = begun(lab.job("task").takes(secs(1)).gives("the result")).await;
        let ending = lab.span("you", cancel_task(task, secs(3))).await;
        lab.expect(
            "
                    0s    1s    2s    3s
            task    |=====|
            you     |=====|
            ",
        );
        expect_eq(
            ending,
            Ending::Finished("the result"),
            "a task that finished in time should be reported as `Finished`, with its result",
        );
    });
}

#[test]
fn a_task_that_has_finished_already_is_finished() {
    virtual_time(async |lab: Lab| {
        let task = tokio::spawn(lab.job("task").takes(secs(1)).gives("the result"));
        tokio::time::sleep(secs(2)).await;
        expect_eq(
            cancel_task(task, Duration::ZERO).await,
            Ending::Finished("the result"),
            "the task had finished before your function was called, so it is `Finished`, however \
             small the patience",
        );
    });
}

#[test]
fn what_cannot_be_stopped_is_waited_for_and_its_result_kept() {
    virtual_time(async |_lab: Lab| {
        let (go_on, goes_on) = std::sync::mpsc::channel::<()>();
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let task = tokio::task::spawn_blocking(move || {
            let _ = begun.send(());
            let _ = goes_on.recv();
            "the result"
        });
        let _ = has_begun.await;
        // This gets its turn only when your function waits, by then for the task to be gone.
        tokio::spawn(async move { drop(go_on) });
        expect_eq(
            cancel_task(task, Duration::ZERO).await,
            Ending::Finished("the result"),
            "the task could not be cancelled any more and finished: what it gave, and not what was \
             intended, is what became of it",
        );
    });
}

#[test]
fn a_task_that_panics_is_reported_as_panicked() {
    virtual_time(async |lab: Lab| {
        let job = lab.job("task").takes(secs(1)).panics::<()>("out of paper");
        expect_eq(
            cancel_task(tokio::spawn(job), secs(3)).await,
            Ending::Panicked,
            "a task that panicked should be reported as `Panicked`",
        );
    });
}

#[test]
fn a_task_that_somebody_else_cancelled_is_cancelled() {
    virtual_time(async |lab: Lab| {
        let task = tokio::spawn(lab.job("task").takes(secs(5)).gives(()));
        tokio::time::sleep(secs(1)).await;
        task.abort();
        let ending = cancel_task(task, secs(3)).await;
        expect_eq(
            ending,
            Ending::Cancelled,
            "somebody else had cancelled the task: that is `Cancelled` too",
        );
        expect_eq(
            lab.now(),
            secs(1),
            "the task was gone, and your function waited on",
        );
    });
}

#[test]
fn whichever_is_shorter_decides() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let time = draw.times(ms(100), 1..=20);
        // Never at the same instant: then either could be first.
        let patience = draw.times(ms(100), 0..=20) + ms(50);
        let value = draw.size(0..=1000);
        let task = begun(lab.job("task").takes(time).gives(value)).await;
        let ending = cancel_task(task, patience).await;
        let now = lab.now();
        tokio::time::sleep(secs(3)).await;
        if time < patience {
            lab.expect(Timeline::new().span("task", secs(0), time));
            expect_eq(
                ending,
                Ending::Finished(value),
                "a task that finished in time should be reported as `Finished`, with its result",
            );
        } else {
            lab.expect(Timeline::new().cancelled("task", secs(0), patience));
            expect_eq(
                ending,
                Ending::Cancelled,
                "a task that was cancelled should be reported as `Cancelled`",
            );
        }
        expect_eq(
            now,
            time.min(patience),
            "your function should return when the task ends, or is cancelled",
        );
    });
}
