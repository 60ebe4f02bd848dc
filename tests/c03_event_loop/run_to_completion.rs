//! `run_to_completion`: a runtime from plain code, and nothing of it left afterwards.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use async_katas::c03_event_loop::run_to_completion::{RunError, run_to_completion};
use lab::{Lab, PlainLab, Probe, expect_eq, fail, ms, plain_thread, secs, virtual_time};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Barrier, oneshot};
use tokio::time::timeout;

/// The output of a run that must not be refused.
fn output<T>(outcome: Result<T, RunError>) -> T {
    match outcome {
        Ok(output) => output,
        Err(error) => fail(format!(
            "your function refused to run a future from plain code: {error}"
        )),
    }
}

/// Something that takes its time to be released. Whoever does not wait for that comes too early.
struct SlowToGo(#[expect(dead_code, reason = "it is held, and dropped last")] Probe);

impl Drop for SlowToGo {
    fn drop(&mut self) {
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn it_gives_what_the_future_gives() {
    plain_thread(|_lab: PlainLab| {
        let name = String::from("world");
        // It borrows from here, and it spawns: neither needs anything of its caller.
        let greeting = async {
            let hello = tokio::spawn(async { "hello" });
            Some(format!("{}, {name}", hello.await.ok()?))
        };
        expect_eq(
            output(run_to_completion(greeting)),
            Some("hello, world".to_owned()),
            "what the future gives should come back",
        );
    });
}

#[test]
fn timers_work() {
    plain_thread(|lab: PlainLab| {
        let job = lab.job("job").takes(ms(20)).gives("done");
        let given = output(run_to_completion(job));
        expect_eq(given, "done", "what the future gives should come back");
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
            "what goes into one end of a connection should come out of the other",
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
        output(run_to_completion(async move {
            let (started, has_started) = oneshot::channel();
            tokio::spawn(async move {
                let _held = SlowToGo(probe);
                let _ = started.send(());
                std::future::pending::<()>().await;
            });
            let _ = has_started.await;
        }));
        if !watch.is_dropped() {
            fail(
                "your function returned while a task that the future had started still held what \
                 it held: the runtime has to be shut down, and that awaited, before you return",
            );
        }
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
        match outcome {
            Err(RunError::InsideRuntime) => {}
            Err(RunError::Build(error)) => fail(format!(
                "inside a runtime the error should be `InsideRuntime`, not `Build`: {error}"
            )),
            Ok(()) => fail("inside a runtime your function should give `InsideRuntime`"),
        }
    });
}

#[test]
fn many_threads_run_futures_at_once() {
    plain_thread(|lab: PlainLab| {
        // Each future waits until both are running.
        let both = Arc::new(Barrier::new(2));
        let threads = [1, 2].map(|number| {
            let both = Arc::clone(&both);
            lab.thread(move || {
                output(run_to_completion(async move {
                    timeout(secs(2), both.wait()).await.map(|_| number)
                }))
            })
        });
        let given = threads.map(|thread| thread.join());
        if given.iter().any(Result::is_err) {
            fail(
                "two threads called your function at once, and the future of one had to wait until \
                 that of the other was done",
            );
        }
        expect_eq(
            given,
            [Ok(1), Ok(2)],
            "each call should give what its own future gives",
        );
    });
}
