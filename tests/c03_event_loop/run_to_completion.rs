//! `run_to_completion`: a runtime from plain code, and nothing of it left afterwards.

use std::io;
use std::net::Ipv4Addr;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use async_katas::c03_event_loop::run_to_completion::{RunError, run_to_completion};
use lab::{
    Lab, PlainLab, Probe, expect_eq, expect_match, fail, ms, plain_thread, secs, virtual_time,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Handle};
use tokio::sync::{Barrier, oneshot};
use tokio::time::timeout;

/// The output of a run that must not be refused.
fn output<T>(outcome: Result<T, RunError>) -> T {
    match outcome {
        Ok(output) => output,
        Err(error) => fail(format!(
            "your function refused to run a future from plain code{}",
            refusal(&error)
        )),
    }
}

/// How it refused, where no runtime is running. Ends a sentence.
fn refusal(error: &RunError) -> String {
    match error {
        RunError::InsideRuntime if Handle::try_current().is_err() => {
            ": it gave `RunError::InsideRuntime`, and no runtime is running on this thread, as \
             `Handle::try_current` tells"
                .to_owned()
        }
        error => format!(": it gave the error {:?}", error.to_string()),
    }
}

/// As [`output`], where an earlier future on this thread had panicked.
fn output_after_a_panic<T>(outcome: Result<T, RunError>) -> T {
    match outcome {
        Ok(output) => output,
        Err(error) => {
            let left_behind = match error {
                RunError::InsideRuntime => {
                    "; something of the call that panicked was left behind: what stands after the \
                     run is not done when the run panics, what a `drop` does is"
                }
                RunError::Build(_) => "",
            };
            fail(format!(
                "the future of an earlier call had panicked, and your function refused to run \
                 another one{}{left_behind}",
                refusal(&error)
            ))
        }
    }
}

/// Something that takes its time to be released. Whoever does not wait for that comes too early.
struct SlowToGo(#[expect(dead_code, reason = "it is held, and dropped last")] Probe);

impl Drop for SlowToGo {
    fn drop(&mut self) {
        // Longer than a second or two, for which many are ready to wait.
        std::thread::sleep(Duration::from_millis(2200));
    }
}

#[test]
fn it_gives_what_the_future_gives() {
    plain_thread(|_lab: PlainLab| {
        let name = String::from("world");
        // It borrows from here, and it spawns: neither needs anything of its caller.
        let greeting = async {
            if Handle::try_current().is_err() {
                fail(
                    "the future was polled where no runtime of tokio is running, and it spawns a task: \
                     your function should build a runtime and run the future in it",
                );
            }
            let hello = tokio::spawn(async { "hello" });
            Some(format!("{}, {name}", hello.await.ok()?))
        };
        expect_eq(
            output(run_to_completion(greeting)),
            Some("hello, world".to_owned()),
            "the future came to its end, and what it gave did not come back",
        );
    });
}

#[test]
fn timers_work() {
    plain_thread(|lab: PlainLab| {
        let job = lab.job("job").takes(ms(20)).gives("done");
        let given = output(run_to_completion(job));
        expect_eq(
            given,
            "done",
            "the future came to its end, and what it gave did not come back",
        );
        if lab.now() < ms(20) {
            fail("the future waits for 20ms, and your function was back earlier");
        }
    });
}

/// Calls itself over the loopback network, and gives what was heard.
async fn call() -> io::Result<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let mut caller = TcpStream::connect(listener.local_addr()?).await?;
    let (mut called, _) = listener.accept().await?;
    caller.write_all(b"hello").await?;
    drop(caller);
    let mut heard = String::new();
    called.read_to_string(&mut heard).await?;
    Ok(heard)
}

#[test]
fn sockets_work() {
    plain_thread(|_lab: PlainLab| match output(run_to_completion(call())) {
        Ok(heard) => expect_eq(
            heard,
            "hello".to_owned(),
            "\"hello\" went into one end of a connection, and did not come out of the other",
        ),
        Err(error) => fail(format!(
            "the future could not connect to itself over the loopback network: {error}"
        )),
    });
}

#[test]
fn tasks_left_over_are_gone_when_it_returns() {
    plain_thread(|lab: PlainLab| {
        let probe = lab.probe();
        let watch = probe.watch();
        lab.case("a task waits for ever, and the future does not await it");
        let lab = &lab;
        let ended = output(run_to_completion(async move {
            let (started, has_started) = oneshot::channel();
            tokio::spawn(async move {
                let _held = SlowToGo(probe);
                let _ = started.send(());
                std::future::pending::<()>().await;
            });
            let _ = has_started.await;
            lab.case(
                "the future has ended, and a task of it waits for ever: it is to be cancelled",
            );
            Instant::now()
        }));
        let waited = ended.elapsed();
        if !watch.is_dropped() {
            let after = match waited < ms(100) {
                true => "at once".to_owned(),
                false => format!("after {:.1}s", waited.as_secs_f64()),
            };
            fail(format!(
                "the future had ended, what a task of it held takes 2.2s to be dropped, and your \
                 function returned {after}, while it was still held: the runtime has to be shut \
                 down, and that awaited, however long it takes"
            ));
        }
    });
}

#[test]
fn tasks_that_never_rest_are_gone_when_it_returns() {
    plain_thread(|lab: PlainLab| {
        let names = ["waits", "gives way for ever", "has not begun"];
        let probes = [0; 3].map(|_| lab.probe());
        let watches = probes.each_ref().map(Probe::watch);
        lab.case("one task waits for ever, one gives way for ever, one has not begun");
        output(run_to_completion(async move {
            let [waits, gives_way, late] = probes;
            tokio::spawn(async move {
                let _held = waits;
                std::future::pending::<()>().await;
            });
            tokio::spawn(async move {
                let _held = gives_way;
                loop {
                    tokio::task::yield_now().await;
                }
            });
            tokio::time::sleep(ms(10)).await;
            tokio::spawn(async move {
                let _held = late;
                std::future::pending::<()>().await;
            });
        }));
        for (name, watch) in names.iter().zip(watches) {
            if !watch.is_dropped() {
                fail(format!(
                    "your function returned, and of three tasks that the future had started, the \
                     one that {name} still held what it held: the runtime has to be shut down before \
                     that, and that awaited"
                ));
            }
        }
    });
}

/// Calls it where it must refuse: whether the future was started, and what came back.
fn refused() -> (bool, String) {
    let started = AtomicBool::new(false);
    let call =
        AssertUnwindSafe(|| run_to_completion(async { started.store(true, Ordering::Relaxed) }));
    let outcome = match catch_unwind(call) {
        Ok(Err(RunError::InsideRuntime)) => "InsideRuntime".to_owned(),
        Ok(Err(RunError::Build(error))) => format!("it gave the error {:?}", error.to_string()),
        Ok(Ok(())) => "it gave no error".to_owned(),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or(panic.downcast_ref::<&str>().copied());
            // The first sentence says it.
            let text = text.and_then(|text| text.split(". ").next());
            format!("it panicked: {:?}", text.unwrap_or("without a text"))
        }
    };
    (started.load(Ordering::Relaxed), outcome)
}

fn expect_refused((started, outcome): (bool, String), place: &str) {
    if started {
        fail(format!(
            "a runtime was running already where your function was called, {place}, and the future \
             was started"
        ));
    }
    if outcome != "InsideRuntime" {
        fail(format!(
            "a runtime was running already where your function was called, {place}, and {outcome}; it \
             should find that out before it builds, runs or drops anything, and give `InsideRuntime`"
        ));
    }
}

#[test]
fn wherever_a_runtime_is_found_it_is_an_error() {
    plain_thread(|lab: PlainLab| {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("the system can start a runtime");

        let place = "in a task of a runtime with workers";
        lab.case(format!("called {place}"));
        let task = runtime.spawn(async { refused() });
        let lost = |_| (false, "it panicked".to_owned());
        expect_refused(runtime.block_on(task).unwrap_or_else(lost), place);

        let place = "on a thread of `spawn_blocking`";
        lab.case(format!("called {place}"));
        let task = runtime.spawn_blocking(refused);
        expect_refused(runtime.block_on(task).unwrap_or_else(lost), place);

        let place = "in a future that it was running itself";
        lab.case(format!("called {place}"));
        expect_refused(output(run_to_completion(async { refused() })), place);

        let place = "on a plain thread that had entered a runtime";
        lab.case(format!("called {place}"));
        let inside = runtime.enter();
        expect_refused(refused(), place);
        drop(inside);
    });
}

#[test]
fn inside_a_runtime_it_is_an_error() {
    virtual_time(async |lab: Lab| {
        let job = lab.job("job").takes(secs(1)).gives(());
        let outcome = run_to_completion(job);
        lab.expect_because(
            "
                    0s  1s
            job
            ",
            "the future was started although a runtime is running on this thread already",
        );
        expect_match!(
            outcome,
            Err(RunError::InsideRuntime),
            "a runtime was running already where your function was called, and it did not give \
             `InsideRuntime`"
        );
    });
}

#[test]
fn it_can_be_called_again_after_a_panic() {
    plain_thread(|lab: PlainLab| {
        lab.case("called with a future that panics");
        let panics = async { resume_unwind(Box::new("no more paper")) };
        let call = AssertUnwindSafe(|| {
            run_to_completion::<Pin<Box<dyn Future<Output = ()>>>>(Box::pin(panics))
        });
        let _unwound = catch_unwind(call);
        for again in 1..=2 {
            lab.case("called again after a future that panicked");
            expect_eq(
                output_after_a_panic(run_to_completion(async { again })),
                again,
                "the future came to its end, and what it gave did not come back",
            );
        }
    });
}

#[test]
fn whatever_became_of_earlier_calls_it_can_be_called_again() {
    plain_thread(|lab: PlainLab| {
        for round in 0..40 {
            let earlier = [
                "a future that panicked after a while",
                "a call that was refused",
                "a future that came to its end",
            ];
            let earlier = earlier[round % 3];
            lab.case(format!(
                "called again after {earlier}, as call {} of many on one thread",
                round + 1
            ));
            match round % 3 {
                0 => {
                    let panics = async {
                        tokio::spawn(std::future::pending::<()>());
                        tokio::time::sleep(ms(1)).await;
                        resume_unwind(Box::new(7))
                    };
                    let call = AssertUnwindSafe(|| {
                        run_to_completion::<Pin<Box<dyn Future<Output = ()>>>>(Box::pin(panics))
                    });
                    let _unwound = catch_unwind(call);
                }
                1 => {
                    let nested = output_after_a_panic(run_to_completion(async { refused() }));
                    expect_refused(nested, "in a future that it was running itself");
                }
                _ => {}
            }
            // A task that a task has started, which its own output comes from.
            let given = output_after_a_panic(run_to_completion(async move {
                let outer = tokio::spawn(async move { tokio::spawn(async move { round }).await });
                outer.await.ok()?.ok()
            }));
            expect_eq(
                given,
                Some(round),
                format!(
                    "the call came after {earlier}, and what the future gave did not come back"
                ),
            );
        }
    });
}

#[test]
fn many_threads_run_futures_at_once() {
    plain_thread(|lab: PlainLab| {
        const THREADS: usize = 20;
        // Each future waits until all are running.
        let all = Arc::new(Barrier::new(THREADS));
        let deadline = Instant::now() + secs(2);
        let threads: Vec<_> = (0..THREADS)
            .map(|number| {
                let all = Arc::clone(&all);
                lab.thread(move || {
                    output(run_to_completion(async move {
                        let patience = deadline.saturating_duration_since(Instant::now());
                        timeout(patience, all.wait()).await.map(|_| number)
                    }))
                })
            })
            .collect();
        let given: Vec<_> = threads.into_iter().map(|thread| thread.join()).collect();
        if given.iter().any(Result::is_err) {
            fail(format!(
                "{THREADS} threads called your function at once, and not all futures could run at \
                 the same time: some had to wait until others were done",
            ));
        }
        expect_eq(
            given,
            (0..THREADS).map(Ok).collect(),
            "threads called your function at once, and not each got what its own future gave",
        );
    });
}
