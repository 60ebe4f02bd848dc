//! `current_loop`: the runtime that is running here, usable from anywhere.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use async_katas::c03_event_loop::current_loop::{NoRunningLoop, RunningLoop, current_loop};
use futures::executor::block_on;
use futures::future::join_all;
use lab::{
    Lab, PlainLab, expect_eq, fail, plain_thread, real_time, real_time_on, secs, virtual_time,
};
use tokio::runtime::{Builder, Handle, Id, Runtime};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// What `current_loop` gives where it must give something.
fn found() -> RunningLoop {
    called_in().extend(Handle::try_current().map(|here| here.id()));
    current_loop().unwrap_or_else(|NoRunningLoop| {
        fail(format!(
            "a runtime is running on this thread, and your function did not find it{}",
            found_elsewhere()
        ))
    })
}

/// Where it finds a runtime, and where not: what tells the ways to look for one apart.
fn found_elsewhere() -> String {
    let places = thread::spawn(|| {
        let is_found = || current_loop().is_ok();
        let mut places = Vec::new();
        for (flavour, its) in [
            ("`current_thread`", runtime()),
            ("`multi_thread`", with_a_worker()),
        ] {
            for (place, found) in [
                (
                    "in what `block_on` drives",
                    its.block_on(async { is_found() }),
                ),
                (
                    "in a task",
                    its.block_on(given(its.spawn(async move { is_found() }))),
                ),
                (
                    "on a thread of `spawn_blocking`",
                    its.block_on(given(its.spawn_blocking(is_found))),
                ),
            ] {
                places.push((flavour, place, found));
            }
        }
        places
    });
    let Ok(places) = places.join() else {
        return String::new();
    };
    let some = |wanted: &dyn Fn(&(&str, &str, bool)) -> bool| places.iter().any(wanted);
    if !some(&|place| place.2) {
        return "; it finds none anywhere".to_owned();
    }
    for (flavour, other) in [
        ("`current_thread`", "`multi_thread`"),
        ("`multi_thread`", "`current_thread`"),
    ] {
        if !some(&|place| place.0 == flavour && place.2) {
            return format!(
                "; it finds none of the flavour {flavour}, and those that are {other}: of whichever \
                 flavour it is, it should be found"
            );
        }
    }
    let everywhere = |place: &str| !some(&|at| at.1 == place && !at.2);
    let all = [
        "in what `block_on` drives",
        "in a task",
        "on a thread of `spawn_blocking`",
    ];
    let (finds, misses): (Vec<_>, Vec<_>) = all.into_iter().partition(|place| everywhere(place));
    if finds.is_empty() || misses.is_empty() {
        return String::new();
    }
    format!(
        "; it finds one {}, and none {}: a runtime is running in all of these places",
        finds.join(" and "),
        misses.join(" and ")
    )
}

/// What is wrong with where it finds a runtime, if that is wrong; else what was seen.
fn or_finds_one_anywhere(seen: String) -> String {
    match thread::spawn(|| current_loop().ok().map(remembered)).join() {
        Ok(Some(what)) => format!(
            "{seen}; and on a new plain thread, where no runtime is running, your function finds one{}",
            what.unwrap_or(
                ", too: what it gives is not what is running on the thread that calls it"
            )
        ),
        _ => seen,
    }
}

/// What a runtime is that was found where none is running, if a task on it tells.
fn remembered(running: RunningLoop) -> Option<&'static str> {
    let told = thread::spawn(move || {
        // Whoever starts work on a runtime that has ended has it dropped.
        let (runs, on) = mpsc::channel();
        let _task = running.start(async move {
            let _ = runs.send(Handle::current().id());
        });
        on.recv_timeout(Duration::from_secs(1))
    });
    match told.join() {
        Ok(Err(RecvTimeoutError::Disconnected)) => Some(
            ", which has ended: that is what was running when it was called before; it should remember \
             none, and look each time it is called",
        ),
        Ok(Ok(on)) if called_in().contains(&on) => Some(
            ", in which it was called before: it should remember none, and look each time it is called",
        ),
        _ => None,
    }
}

/// The runtimes in which a test has called `current_loop` so far.
fn called_in() -> MutexGuard<'static, Vec<Id>> {
    static CALLED_IN: Mutex<Vec<Id>> = Mutex::new(Vec::new());
    CALLED_IN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the work gave.
async fn given<T>(task: JoinHandle<T>) -> T {
    match task.await {
        Ok(value) => value,
        Err(error) if error.is_cancelled() => fail(or_finds_one_anywhere(
            "the work that was started was cancelled before its end, as a runtime that has ended does \
             with its tasks"
                .to_owned(),
        )),
        Err(error) => fail(format!("the work that was started did not finish: {error}")),
    }
}

thread_local! {
    /// Whether `start` is being called on this thread.
    static STARTING: Cell<bool> = const { Cell::new(false) };
}

/// Starts this work, and notices if `start` polls it itself: what runs there is neither on the right
/// runtime nor apart from the caller.
fn started<F>(running: &RunningLoop, work: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let work = async move {
        if STARTING.get() {
            fail(
                "the work was polled inside `start`, on the thread that called it, before `start` had \
                 returned: `start` should hand the work over to the runtime, which polls it",
            );
        }
        work.await
    };
    STARTING.set(true);
    let task = running.start(work);
    STARTING.set(false);
    task
}

/// The runtime that runs the code that calls this.
async fn runs_on() -> Id {
    Handle::current().id()
}

/// Starts this work where a runtime is running, and where nothing else has started any.
fn start_a_task<F>(lab: &Lab, work: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    lab.case("`start` is called in async code, on the only thread of its runtime");
    let before = lab.tasks_alive();
    let (runs, on) = mpsc::channel();
    let task = started(&found(), async move {
        let _ = runs.send(Handle::current().id());
        work.await
    });
    if lab.tasks_alive() == before {
        // It may take its time elsewhere.
        let on = on.recv_timeout(Duration::from_secs(1));
        fail(or_finds_one_anywhere(match on {
            Ok(on) if on != Handle::current().id() => {
                "the work ran on another runtime than the one that is running here".to_owned()
            }
            _ => "`start` has started no task on the runtime that is running here".to_owned(),
        }));
    }
    task
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
            start_a_task(lab, lab.job("work").takes(secs(2)).gives("done"))
        }
        let task = start_the_work(&lab);
        expect_eq(lab.now(), secs(0), "`start` should return at once");
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
    real_time(async |lab: Lab| {
        lab.case("`start` is called in async code, on the only thread of its runtime");
        let here = runs_on().await;
        let there = given(started(&found(), runs_on())).await;
        expect_eq(
            there,
            here,
            "the work ran on another runtime than the one that is running here",
        );
    });
}

#[test]
fn a_runtime_with_many_threads_is_found_too() {
    real_time_on(2, async |lab: Lab| {
        lab.case("`start` is called in a task of a runtime with two workers");
        let here = runs_on().await;
        let task = tokio::spawn(async { given(started(&found(), runs_on())).await });
        let there = given(task).await;
        expect_eq(
            there,
            here,
            "a task of a runtime with two workers started work, and it ran on another runtime",
        );
    });
}

#[test]
fn on_a_thread_of_spawn_blocking_its_runtime_is_found() {
    real_time(async |lab: Lab| {
        lab.case("called on a thread of `spawn_blocking`");
        let here = runs_on().await;
        let task = given(tokio::task::spawn_blocking(|| started(&found(), runs_on()))).await;
        expect_eq(
            given(task).await,
            here,
            "work that was started on a thread of `spawn_blocking` ran on another runtime than the \
             one that the thread belongs to",
        );
    });
}

#[test]
fn work_starts_on_its_own_runtime_also_from_inside_another() {
    plain_thread(|lab: PlainLab| {
        let one = with_a_worker();
        let (running, its_id) = one.block_on(async { (found(), runs_on().await) });
        let cause = "`start` was called in another runtime than the one that `current_loop` had \
                     found, and the work did not run on the one that was found";
        let other = runtime();
        let id_of_other = other.block_on(runs_on());
        let compare = |there: Id, place: &str| {
            if there == id_of_other && there != its_id {
                fail(format!(
                    "`current_loop` was called in one runtime, and `start` {place}; the work ran on that \
                     other one, in which `start` was called: `start` took the runtime that it found there, as \
                     `tokio::spawn` and `Handle::current` do. It should take the one that `current_loop` has \
                     found and put into the `RunningLoop`, wherever it is called"
                ));
            }
            expect_eq(there, its_id, cause);
        };
        lab.case("`start` is called in async code of another runtime");
        let there = other.block_on(async { given(started(&running, runs_on())).await });
        compare(there, "in async code of another one");
        lab.case("`start` is called on a thread of `spawn_blocking` of another runtime");
        let there = other.block_on(async {
            let start = move || started(&running, runs_on());
            given(given(tokio::task::spawn_blocking(start)).await).await
        });
        compare(there, "on a thread of `spawn_blocking` of another one");
    });
}

#[test]
fn the_work_does_not_begin_inside_start() {
    virtual_time(async |lab: Lab| {
        let work = lab.meter(lab.job("work").takes(secs(1)).gives("done"));
        let watch = work.watch();
        let task = start_a_task(&lab, work);
        if watch.polls() > 0 {
            fail(
                "when `start` returned, the work had begun already, though the only thread of its \
                 runtime was busy with the call: something else had polled it, which is for the \
                 runtime to do",
            );
        }
        given(task).await;
    });
}

#[test]
fn the_handle_is_that_of_the_work() {
    virtual_time(async |lab: Lab| {
        let probe = lab.probe();
        let watch = probe.watch();
        let job = lab.job("work").takes(secs(2)).gives(());
        let task = start_a_task(&lab, async move {
            let _held = probe;
            job.await;
        });
        lab.case("the handle of work that goes on is told to abort it");
        tokio::time::sleep(secs(1)).await;
        task.abort();
        let ended = task.await;
        if !watch.is_dropped() {
            fail(
                "the work was aborted through its handle after 1s, and went on: the handle should be \
                 that of the task that runs the work",
            );
        }
        if ended.is_ok() {
            fail("the work was aborted through its handle, and awaiting the handle gave no error");
        }
        lab.case("work that panics");
        let work = lab.job("bad").panics::<()>("out of paper");
        let ended = started(&found(), work).await;
        if !ended.is_err_and(|error| error.is_panic()) {
            fail("the work panicked, and awaiting its handle did not tell of a panic");
        }
    });
}

/// Where `start` may be called.
#[derive(Clone, Copy)]
enum Place {
    PlainThread,
    ThreadOfSpawnBlocking,
    AsyncCode,
    AsyncCodeOfAnother,
    BlockingThreadOfAnother,
}

impl Place {
    const ALL: [(Place, &str); 5] = [
        (Place::PlainThread, "on a plain thread"),
        (
            Place::ThreadOfSpawnBlocking,
            "on a thread of `spawn_blocking`",
        ),
        (Place::AsyncCode, "in async code"),
        (
            Place::AsyncCodeOfAnother,
            "in async code of another runtime",
        ),
        (
            Place::BlockingThreadOfAnother,
            "on a thread of `spawn_blocking` of another runtime",
        ),
    ];

    /// Runs this there.
    fn run<T: Send + 'static>(
        self,
        its: &Runtime,
        another: &Runtime,
        start: impl FnOnce() -> T + Send + 'static,
    ) -> T {
        match self {
            Place::PlainThread => start(),
            Place::ThreadOfSpawnBlocking => its.block_on(given(its.spawn_blocking(start))),
            Place::AsyncCode => its.block_on(async { start() }),
            Place::AsyncCodeOfAnother => another.block_on(async { start() }),
            Place::BlockingThreadOfAnother => {
                another.block_on(given(another.spawn_blocking(start)))
            }
        }
    }
}

/// A runtime with a worker of its own, which runs whatever is started there.
fn with_a_worker() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    builder
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("the system can start a runtime")
}

#[test]
fn wherever_it_was_started_the_work_stops_when_its_handle_aborts_it() {
    plain_thread(|lab: PlainLab| {
        let (its, another) = (with_a_worker(), runtime());
        let running = its.block_on(async { found() });
        for (place, words) in Place::ALL {
            lab.case(format!("`start` called {words}, and its work aborted"));
            let running = running.clone();
            let probe = lab.probe();
            let watch = probe.watch();
            let (begins, has_begun) = oneshot::channel();
            // When this test is given up, the work ends.
            let (_open, closes) = oneshot::channel::<()>();
            let work = async move {
                let _held = probe;
                let _ = begins.send(());
                let _ = closes.await;
            };
            let task = place.run(&its, &another, move || running.start(work));
            its.block_on(async {
                let why = match timeout(secs(2), has_begun).await {
                    Ok(Ok(())) => None,
                    Ok(Err(_)) => Some("the work was dropped without having begun"),
                    Err(_) => Some(
                        "the work had not begun after 2s, though the runtime in which \
                         `current_loop` was called was free to run it",
                    ),
                };
                if let Some(why) = why {
                    fail(or_finds_one_anywhere(format!(
                        "`start` was called {words}, and {why}"
                    )));
                }
                task.abort();
                if timeout(secs(2), task).await.is_err() || !watch.is_dropped() {
                    fail(format!(
                        "`start` was called {words}, the work was aborted through its handle while \
                         it awaited something, and it went on: the handle should be that of the task \
                         that runs the work, which then stops at its await"
                    ));
                }
            });
        }
    });
}

#[test]
fn wherever_they_are_started_a_thousand_works_run_at_once() {
    plain_thread(|lab: PlainLab| {
        const WORKS: usize = 1000;
        let (its, another) = (with_a_worker(), runtime());
        let running = its.block_on(async { found() });
        for (place, words) in Place::ALL {
            lab.case(format!("`start` called {words}, {WORKS} times"));
            let running = running.clone();
            let begun = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&begun);
            let (open, goes_on) = watch::channel(());
            let start = move || {
                let tasks: Vec<_> = (0..WORKS)
                    .map(|n| {
                        let (counted, mut goes_on) = (Arc::clone(&counted), goes_on.clone());
                        running.start(async move {
                            counted.fetch_add(1, Ordering::SeqCst);
                            let _ = goes_on.changed().await;
                            (n, thread::current().id())
                        })
                    })
                    .collect();
                (tasks, thread::current().id())
            };
            let (tasks, caller) = place.run(&its, &another, start);
            let deadline = Instant::now() + secs(2);
            while begun.load(Ordering::SeqCst) < WORKS {
                if begun.load(Ordering::SeqCst) == 0 && open.receiver_count() == 0 {
                    fail(or_finds_one_anywhere(format!(
                        "`start` was called {words}, {WORKS} times, and all of the works were \
                         dropped without having begun"
                    )));
                }
                if Instant::now() > deadline {
                    fail(match begun.load(Ordering::SeqCst) {
                        0 => or_finds_one_anywhere(format!(
                            "`start` was called {words}, {WORKS} times, and none of the works had \
                             begun after 2s, though the runtime in which `current_loop` was called \
                             was free to run them"
                        )),
                        begun => format!(
                            "`start` was called {words}, {WORKS} times, and after 2s only {begun} of \
                             the works had begun, while none of them had ended: those keep the others \
                             from beginning, as work does that has a thread of its own; tasks need none"
                        ),
                    });
                }
                thread::sleep(Duration::from_millis(1));
            }
            drop(open);
            let gave: Vec<_> = its.block_on(async { join_all(tasks.into_iter().map(given)).await });
            if gave.iter().any(|(_, ran)| *ran == caller) {
                fail(format!(
                    "`start` was called {words}, and the work ran on the thread of the caller: that \
                     is for the runtime to do"
                ));
            }
            expect_eq(
                gave.into_iter().map(|(n, _)| n).collect(),
                (0..WORKS).collect::<Vec<_>>(),
                format!("`start` was called {words}, and the handles gave what other works gave"),
            );
        }
    });
}

#[test]
fn start_does_not_wait_until_the_runtime_gets_to_the_work() {
    real_time(async |lab: Lab| {
        let running = found();
        let (came_back, comes_back) = mpsc::channel();
        lab.case("`start` is called on a plain thread, while the thread of its runtime is busy");
        let thread = lab.thread(move || {
            let task = running.start(async {});
            let _ = came_back.send(());
            task
        });
        // Holds up the only thread of this runtime, so that it cannot get to the work.
        if comes_back.recv_timeout(Duration::from_secs(2)).is_err() {
            fail(
                "the thread of the runtime was busy, and `start`, called on another thread, had not \
                 come back after 2s: it should not wait until the runtime gets to the work",
            );
        }
        given(thread.await).await;
    });
}

#[test]
fn a_plain_thread_starts_work_with_what_it_was_given() {
    real_time(async |lab: Lab| {
        let here = runs_on().await;
        let running = found();
        lab.case("`start` is called on a plain thread that was given the `RunningLoop`");
        let thread = lab.thread(move || started(&running, runs_on()));
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
        // Runs what is started on it, and is called in before, on its own thread.
        let another = with_a_worker();
        for last in [false, true] {
            called_in().push(another.handle().id());
            let _called = block_on(another.spawn(async { current_loop().is_ok() }));
            let Ok(running) = current_loop() else {
                continue;
            };
            // Once more where it does not tell: another test may have called in between.
            let what = remembered(running);
            if what.is_some() || last {
                fail(format!(
                    "no runtime is running on this thread, and your function found one{}",
                    what.unwrap_or_default()
                ));
            }
        }
    });
}

#[test]
fn that_there_is_none_is_told_without_a_panic() {
    plain_thread(|lab: PlainLab| {
        let before = lab.panics();
        for when in ["has run", "ran a while ago"] {
            lab.case(format!(
                "called on a plain thread on which no runtime {when}"
            ));
            let is_none = current_loop().is_err();
            if is_none && lab.panics() > before {
                fail(
                    "no runtime is running on this thread, and your function gave `NoRunningLoop`, but it \
                     panicked inside and caught that: it should not panic at all, since the panic hook of \
                     the program hears of each panic, caught or not, and where a panic ends the program \
                     nobody can catch it; ask for the runtime in a way that gives an error",
                );
            }
            let runtime = runtime();
            runtime.block_on(async {
                found();
            });
        }
    });
}

#[test]
fn a_thread_that_async_code_has_started_has_no_runtime() {
    real_time(async |lab: Lab| {
        found();
        let thread = lab.thread(|| current_loop().ok().map(remembered));
        if let Some(what) = thread.await {
            fail(format!(
                "async code has started a plain thread, where no runtime is running, and your \
                 function found one there{}",
                what.unwrap_or_default()
            ));
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
        if let Ok(running) = current_loop() {
            fail(format!(
                "a runtime was running on this thread a while ago, and none is running now, and your \
                 function found one{}",
                remembered(running).unwrap_or_default()
            ));
        }
        let second = runtime();
        let (here, there) = second.block_on(async {
            let task = started(&found(), runs_on());
            match timeout(secs(2), given(task)).await {
                Ok(there) => (runs_on().await, there),
                Err(_) => fail(
                    "two runtimes ran on this thread, one after the other: work that was started in \
                     the second one did not run within 2s, so it was started on another one",
                ),
            }
        });
        expect_eq(
            there,
            here,
            "the work ran on another runtime than the one that is running here",
        );
    });
}
