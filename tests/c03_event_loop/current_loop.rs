//! `current_loop`: the runtime that is running here, usable from anywhere.

use async_katas::c03_event_loop::current_loop::{NoRunningLoop, RunningLoop, current_loop};
use lab::{Lab, PlainLab, expect_eq, fail, plain_thread, real_time, secs, virtual_time};
use tokio::runtime::{Builder, Handle, Id, Runtime};
use tokio::task::JoinHandle;

/// What `current_loop` gives where it must give something.
fn found() -> RunningLoop {
    current_loop().unwrap_or_else(|NoRunningLoop| {
        fail("a runtime is running on this thread, and your function did not find it")
    })
}

/// What the work gave.
async fn given<T>(task: JoinHandle<T>) -> T {
    match task.await {
        Ok(value) => value,
        Err(error) => fail(format!("the work that was started did not finish: {error}")),
    }
}

/// The runtime that runs the code that calls this.
async fn runs_on() -> Id {
    Handle::current().id()
}

fn runtime() -> Runtime {
    let mut builder = Builder::new_current_thread();
    builder
        .enable_all()
        .build()
        .expect("the system can start a runtime")
}

#[test]
fn a_plain_function_starts_work_and_goes_on_at_once() {
    virtual_time(async |lab: Lab| {
        // Not async: it can start work, but not wait for it.
        fn start_the_work(lab: &Lab) -> JoinHandle<&'static str> {
            found().start(lab.job("work").takes(secs(2)).gives("done"))
        }
        let task = start_the_work(&lab);
        expect_eq(lab.now(), secs(0), "`start` should return at once");
        if lab.tasks_alive() == 0 {
            fail("`start` has started no task on the runtime that is running here");
        }
        lab.span("caller", tokio::time::sleep(secs(1))).await;
        let result = given(task).await;
        lab.expect(
            "
                    0s    1s    2s
            work    |===========|
            caller  |=====|
            ",
        );
        expect_eq(
            result,
            "done",
            "awaiting the handle should give what the work gives",
        );
    });
}

#[test]
fn the_work_runs_on_the_runtime_that_is_running() {
    real_time(async |_lab: Lab| {
        let here = runs_on().await;
        let there = given(found().start(runs_on())).await;
        expect_eq(
            there,
            here,
            "the work ran on another runtime than the one that is running here",
        );
    });
}

#[test]
fn a_plain_thread_starts_work_with_what_it_was_given() {
    real_time(async |lab: Lab| {
        let here = runs_on().await;
        let running = found();
        let thread = lab.thread(move || running.start(runs_on()));
        let task = thread.await;
        expect_eq(
            given(task).await,
            here,
            "the work ran on another runtime than the one that the thread was given",
        );
    });
}

#[test]
fn outside_a_runtime_it_is_an_error() {
    plain_thread(|_lab: PlainLab| {
        if current_loop().is_ok() {
            fail("no runtime is running on this thread, and your function found one");
        }
    });
}

#[test]
fn no_runtime_is_remembered() {
    plain_thread(|_lab: PlainLab| {
        let first = runtime();
        first.block_on(async {
            found();
        });
        if current_loop().is_ok() {
            fail(
                "a runtime was running on this thread a while ago, and none is running now: your \
                 function should not find one",
            );
        }
        let second = runtime();
        let (here, there) = second.block_on(async {
            let task = found().start(runs_on());
            (runs_on().await, given(task).await)
        });
        expect_eq(
            there,
            here,
            "the work ran on another runtime than the one that is running here",
        );
    });
}
