//! `from_sync`: plain threads call, many at once, and what they start goes on without them.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use async_katas::c11_blocking::from_sync::{CallError, Runner};
use futures::FutureExt;
use lab::{
    Gauge, Lab, PlainLab, expect_eq, expect_match, fail, ms, plain_thread, real_time, real_time_on,
    secs,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Handle};
use tokio::sync::{Barrier, oneshot};
use tokio::task::spawn_blocking;
use tokio::time::sleep;

/// The runner of a test. Other tests make and drop theirs meanwhile, which should change nothing.
struct Own(Runner);

impl Own {
    /// As the runner's own `call`. Where that panics, it is looked at whether runners share something.
    fn call<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, CallError> {
        match catch_unwind(AssertUnwindSafe(|| self.0.call(work))) {
            Ok(given) => given,
            Err(panic) => {
                if let Some(text) = text_of(&*panic).filter(|text| text != NO_PAPER)
                    && share_something(text.clone())
                {
                    fail(format!(
                        "two runners were made, one of them was dropped, and then a call of the other \
                         panicked ({text:?}): they share something, a `static` say, and the first that \
                         is dropped takes it with it; each runner should have a runtime of its own"
                    ));
                }
                resume_unwind(panic);
            }
        }
    }
}

/// What works say that panic.
const NO_PAPER: &str = "no paper";

fn text_of(panic: &(dyn Any + Send)) -> Option<String> {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
}

/// Whether a call panics with this text after another runner was dropped, and only then. It is tried on a
/// thread of its own, where no runtime is.
fn share_something(text: String) -> bool {
    thread::spawn(move || panics_when_another_is_dropped(&text))
        .join()
        .unwrap_or(false)
}

fn panics_when_another_is_dropped(text: &str) -> bool {
    let called = |runner: &Runner| catch_unwind(AssertUnwindSafe(|| runner.call(async {})));
    // Other tests may come in between.
    (0..20).any(|_| {
        let Ok(alone) = Runner::new() else {
            return false;
        };
        if called(&alone).is_err() {
            return false;
        }
        let (Ok(one), Ok(other)) = (Runner::new(), Runner::new()) else {
            return false;
        };
        let_go(Own(one));
        matches!(called(&other), Err(panic) if text_of(&*panic).as_deref() == Some(text))
    })
}

fn runner() -> Own {
    match Runner::new() {
        Ok(runner) => Own(runner),
        Err(error) => fail(format!("the runner could not be made: {error}")),
    }
}

/// Drops a runner, whatever it is made of.
fn let_go(_runner: Own) {}

#[test]
fn a_call_gives_what_the_work_gives() {
    plain_thread(|lab: PlainLab| {
        let runner = runner();
        for n in 1..=3 {
            lab.case(format!("call {n}, whose work sleeps for 5ms and gives {n}"));
            expect_match!(
                runner.call(lab.job("work").takes(ms(5)).gives(n)),
                Ok(given) if *given == n,
                "the work of call {n} gave {n}, and something else came back"
            );
        }
    });
}

#[test]
fn sockets_work_too() {
    plain_thread(|lab: PlainLab| {
        lab.case("a call whose work sends three bytes through a socket");
        let echo = runner().call(async {
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            let address = listener.local_addr()?;
            let server = tokio::spawn(async move {
                let (mut socket, _peer) = listener.accept().await?;
                socket.write_all(b"yes").await
            });
            let mut answer = String::new();
            let mut client = TcpStream::connect(address).await?;
            client.read_to_string(&mut answer).await?;
            server.await.map_err(std::io::Error::other)??;
            std::io::Result::Ok(answer)
        });
        expect_match!(
            echo,
            Ok(Ok(answer)) if answer == "yes",
            "the work sent \"yes\" through a socket, and something else came back"
        );
    });
}

/// What is said where the system starts no further thread for a caller, after so many.
fn too_many_threads(callers: usize, error: &std::io::Error) -> String {
    let threads = std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count);
    match threads > callers + 100 {
        true => format!(
            "{callers} of 600 threads had called, there were {threads} threads in all, and the \
             system starts no more of them ({error}): a call that waits should need no thread but \
             that of its caller, and these had others made for them"
        ),
        false => format!("the system cannot start 600 threads: {error}"),
    }
}

#[test]
fn many_threads_call_at_once() {
    plain_thread(|lab: PlainLab| {
        let runner = Arc::new(runner());
        // Each of the works waits until all of them have begun.
        let all_here = Arc::new(Barrier::new(600));
        let begun = Arc::new(AtomicUsize::new(0));
        lab.case("600 threads call, and each work waits until all of them have begun");
        let calls: Vec<_> = (0..600)
            .map(|n| {
                let (runner, all_here) = (Arc::clone(&runner), Arc::clone(&all_here));
                let (begun, told) = (Arc::clone(&begun), lab.clone());
                let call = move || {
                    runner.call(async move {
                        told.case(format!(
                            "600 threads call, and each work waits until all of them have begun: \
                             so far {} have",
                            begun.fetch_add(1, Ordering::SeqCst) + 1
                        ));
                        all_here.wait().await;
                        n
                    })
                };
                // With the usual stacks so many take more memory than a run has.
                match thread::Builder::new().stack_size(256 * 1024).spawn(call) {
                    Ok(call) => call,
                    Err(error) => fail(too_many_threads(n, &error)),
                }
            })
            .collect();
        // When none has begun for so long, the rest never will: the others wait for them.
        let (mut patience, mut seen) = (Instant::now(), 0);
        while begun.load(Ordering::SeqCst) < 600 && !calls.iter().any(JoinHandle::is_finished) {
            let now = begun.load(Ordering::SeqCst);
            if now > seen {
                (patience, seen) = (Instant::now(), now);
            }
            if patience.elapsed() > secs(3) {
                fail(format!(
                    "600 threads had called, {now} of the 600 works had begun, each of which waits \
                     until all have, and no other one began within three seconds: the other calls \
                     were kept back, and no call should wait for another"
                ));
            }
            thread::sleep(ms(1));
        }
        // Who has ended already, whatever came of it, is heard first: the others may wait for ever.
        let calls = calls.into_iter().enumerate();
        let (over, others): (Vec<_>, Vec<_>) = calls.partition(|(_, call)| call.is_finished());
        for (n, call) in over.into_iter().chain(others) {
            match call.join() {
                Ok(given) => expect_match!(
                    given,
                    Ok(given) if *given == n,
                    "the work of caller {n} of 600 gave {n}, and something else came back"
                ),
                Err(panic) => resume_unwind(panic),
            }
        }
    });
}

#[test]
fn what_a_call_has_started_goes_on_when_nobody_calls() {
    plain_thread(|lab: PlainLab| {
        let runner = runner();
        let (ask, asked) = oneshot::channel();
        let (answer, answered) = mpsc::channel();
        let panics = answer.clone();
        let work = async move {
            if let Ok(question) = asked.await {
                sleep(ms(5)).await;
                let _ = answer.send(Ok(10 * question));
            }
        };
        let task = lab.span("a task of the first call", async move {
            if let Err(panic) = AssertUnwindSafe(work).catch_unwind().await {
                let _ = panics.send(Err(text_of(&*panic).unwrap_or_default()));
                resume_unwind(panic);
            }
        });
        let started = runner.call(async {
            tokio::spawn(task);
        });
        expect_match!(
            started,
            Ok(()),
            "the call that started a task did not go well"
        );
        lab.case(
            "the first call is over, nobody is calling, and the task that the first call has started \
             is asked something",
        );
        let _ = ask.send(7);
        let answer = match answered.recv_timeout(secs(3)) {
            Err(RecvTimeoutError::Timeout) => fail(
                "the first call has returned, and a task that it had started is still there, but \
                 does not go on: it was asked something, and three seconds later it had not \
                 answered; tasks should go on when nobody calls, so something has to drive the \
                 runtime meanwhile, as the threads of a `multi_thread` one do",
            ),
            Ok(Err(text)) => fail(format!(
                "the task that the call had started panicked when it was asked, and it does no more \
                 than sleep for 5ms and answer: {text:?}"
            )),
            Ok(Ok(answer)) => Some(answer),
            Err(RecvTimeoutError::Disconnected) => None,
        };
        expect_eq(
            answer,
            Some(70),
            "a task that the call had started was gone when the call had returned: its runtime \
             ended with the call",
        );
    });
}

#[test]
fn what_is_left_ends_with_its_own_runner() {
    plain_thread(|lab: PlainLab| {
        let (one, other) = (runner(), runner());
        // A task lives as long as what it holds.
        let task = |runner: &Own, lane: &str| {
            let (alive, gone) = mpsc::channel::<&str>();
            let (ask, asked) = oneshot::channel::<()>();
            let task = lab.span(lane, async move {
                let _ = asked.await;
                let _ = alive.send("still here");
            });
            let started = runner.call(async {
                tokio::spawn(task);
            });
            expect_match!(
                started,
                Ok(()),
                "the call that started a task did not go well"
            );
            (ask, gone)
        };
        let (_never, gone) = task(&one, "a task of the first runner");
        let (ask, answered) = task(&other, "a task of the second runner");
        let lost_before = ask.is_closed();
        let_go(one);
        if gone.recv_timeout(secs(3)) != Err(RecvTimeoutError::Disconnected) {
            // Where runners share something, this may tell it.
            let _other = other.call(async {});
            fail(
                "a runner was dropped, and three seconds later a task that one of its calls had \
                 started was still alive",
            );
        }
        lab.case("the first runner has been dropped, the second one has not");
        expect_match!(
            other.call(async { 7 }),
            Ok(7),
            "one runner was dropped, and after that a call of another one did not go well"
        );
        let _ = ask.send(());
        let answer = answered.recv_timeout(secs(3));
        if answer == Err(RecvTimeoutError::Timeout) {
            fail(
                "a task of a runner that nobody has dropped was asked something while nobody called, \
                 and three seconds later it had not answered: it is there, but does not go on",
            );
        }
        expect_eq(
            answer.ok(),
            Some("still here"),
            match lost_before {
                true => {
                    "a task was gone as soon as the call that had started it had returned, before \
                     any runner was dropped"
                }
                false => "one runner was dropped, and a task of another one went with it",
            },
        );
    });
}

#[test]
fn a_panic_comes_out_of_the_call_and_the_runner_works_on() {
    plain_thread(|lab: PlainLab| {
        let runner = runner();
        for n in 1..=40 {
            lab.case(format!("call {n} of forty whose work panics"));
            let takes = if n > 2 { ms(0) } else { ms(5) };
            let panics = lab.job("work").takes(takes).panics::<()>(NO_PAPER);
            let caught = catch_unwind(AssertUnwindSafe(|| runner.call(panics)));
            if let Ok(given) = caught {
                fail(format!(
                    "the work panicked, and `call` gave {given:?}: the panic should come out of it"
                ));
            }
        }
        lab.case("a call after forty whose work panicked");
        expect_match!(
            runner.call(lab.job("work").takes(ms(5)).gives(7)),
            Ok(7),
            "after forty calls whose work had panicked, another one did not go well"
        );
    });
}

#[test]
fn a_panic_costs_no_other_call_and_no_task() {
    plain_thread(|lab: PlainLab| {
        let runner = Arc::new(runner());
        let (ask, asked) = oneshot::channel::<u32>();
        let (answer, answered) = mpsc::channel();
        let task = lab.span("a task of an earlier call", async move {
            let _ = answer.send(asked.await.ok().map(|question| 10 * question));
        });
        let (begin, begun) = mpsc::channel();
        let (go, gone) = oneshot::channel::<u32>();
        let other = Arc::clone(&runner);
        let other = lab.thread(move || {
            let work = async move {
                tokio::spawn(task);
                let _ = begin.send(());
                gone.await.ok()
            };
            catch_unwind(AssertUnwindSafe(|| other.call(work))).ok()
        });
        let _ = begun.recv();
        lab.case("a call whose work panics while the work of another one is under way");
        let panics = lab.job("work").panics::<()>(NO_PAPER);
        if let Ok(given) = catch_unwind(AssertUnwindSafe(|| runner.call(panics))) {
            fail(format!(
                "the work panicked, and `call` gave {given:?}: the panic should come out of it"
            ));
        }
        let lost_then = ask.is_closed();
        let _ = go.send(7);
        expect_match!(
            other.join(),
            Some(Ok(Some(7))),
            "the work of one call panicked while that of another was under way, and the other gave \
             not what its work gave"
        );
        let _ = ask.send(7);
        let answer = answered.recv_timeout(secs(3));
        if answer == Err(RecvTimeoutError::Timeout) {
            fail(
                "a task that a call had started was asked something when all calls were over, and \
                 three seconds later it had not answered: it is there, but does not go on while \
                 nobody calls",
            );
        }
        expect_eq(
            answer.ok().flatten(),
            Some(70),
            match lost_then {
                true => {
                    "the work of a call panicked, and after that a task which another call had \
                     started was gone"
                }
                false => {
                    "a task was still there when the work of another call had panicked, and was \
                     gone when the call that had started it had returned"
                }
            },
        );
    });
}

/// What a call gave where a runtime is, and how often its work was begun.
type Inside = (Result<i32, CallError>, usize);

/// Calls where a runtime is.
fn call_inside(runner: &Own) -> Inside {
    let begun = Gauge::default();
    let counted = begun.clone();
    let inside = runner.call(async move {
        drop(counted.enter());
        7
    });
    (inside, begun.entered())
}

/// The call was made here, which is inside a runtime, and should have been refused.
fn refused((inside, begun): Inside, where_it_is: &str) {
    if let (Ok(given), 1..) = (&inside, begun) {
        fail(format!(
            "a call {where_it_is}, where `Handle::try_current` finds a runtime, ran its work and gave \
             `Ok({given})`: the thread that called was held up until the work was done, on whatever \
             thread that ran, and the call should be refused with `CallError::InsideRuntime`"
        ));
    }
    expect_match!(
        inside,
        Err(CallError::InsideRuntime),
        "a call {where_it_is}, where `Handle::try_current` finds a runtime, should be refused: \
         blocking there holds up the tasks of that runtime"
    );
    expect_eq(
        begun,
        0,
        format!("a call {where_it_is} was refused, and still it had begun the work"),
    );
}

async fn inside_a_runtime(lab: Lab) {
    // Dropped on a plain thread: a runtime must not be dropped inside another.
    let runner = Arc::new(lab.thread(runner).await);
    let (in_a_task, blocking) = (Arc::clone(&runner), Arc::clone(&runner));
    lab.case("a call in async code");
    refused(
        call_inside(&runner),
        "in the code that the runtime was started with",
    );
    lab.case("a call in a task");
    let task = tokio::spawn(async move { call_inside(&in_a_task) });
    let task = task.await;
    lab.case("a call in `spawn_blocking`");
    let blocking = spawn_blocking(move || call_inside(&blocking)).await;
    for (called, where_it_is) in [(task, "in a task"), (blocking, "in `spawn_blocking`")] {
        match called {
            Ok(inside) => refused(inside, where_it_is),
            Err(_) => fail(format!(
                "a call {where_it_is}, which is inside a runtime, panicked: it should be refused \
                 with `CallError::InsideRuntime`"
            )),
        }
    }
    lab.case("a call on a plain thread, after some that were refused");
    let outside = lab.thread(move || runner.call(async { 8 })).await;
    expect_match!(
        outside,
        Ok(8),
        "after some refused calls, a call on a plain thread did not go well"
    );
}

#[test]
fn inside_a_runtime_it_is_an_error() {
    real_time(async |lab: Lab| inside_a_runtime(lab).await);
}

#[test]
fn inside_a_runtime_of_many_threads_it_is_an_error() {
    real_time_on(2, async |lab: Lab| inside_a_runtime(lab).await);
}

#[test]
fn inside_its_own_runtime_it_is_an_error() {
    plain_thread(|lab: PlainLab| {
        let runner = Arc::new(runner());
        let inner = Arc::clone(&runner);
        lab.case("a call in the work of another call");
        match runner.call(async move { call_inside(&inner) }) {
            Ok(inside) => refused(inside, "in the work of another call"),
            Err(error) => fail(format!(
                "a call on a plain thread, whose work called again, gave {error:?}: only the call \
                 inside it should be refused"
            )),
        }
    });
}

#[test]
fn where_a_runtime_was_entered_it_is_an_error() {
    plain_thread(|lab: PlainLab| {
        let runner = runner();
        let entered = match Builder::new_current_thread().build() {
            Ok(runtime) => runtime,
            Err(error) => panic!("the system cannot start a runtime: {error}"),
        };
        lab.case("a call on a thread that has entered a runtime");
        let inside = entered.enter();
        refused(
            call_inside(&runner),
            "on a thread that has entered a runtime",
        );
        drop(inside);
        lab.case("a call on that thread when it has left the runtime");
        assert!(
            Handle::try_current().is_err(),
            "the test has left the runtime"
        );
        expect_match!(
            runner.call(async { 7 }),
            Ok(7),
            "the thread had left the runtime again, and still the call did not go well"
        );
    });
}
