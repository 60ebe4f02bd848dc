//! `run_blocking`: the work blocks for real, and needs the runtime to be free meanwhile.
//!
//! No clock on the wall is looked at where all is well. The blocking work waits for what only async code of the same
//! runtime sends: if the runtime is held up, neither can go on.

use std::any::Any;
use std::future::pending;
use std::panic::resume_unwind;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Instant;

use async_katas::c11_blocking::run_blocking::{BlockingError, run_blocking};
use futures::FutureExt;
use futures::executor::block_on;
use futures::future::{Either, join, join_all, select};
use lab::{
    A_DAY, Lab, PlainLab, Way, expect_eq, expect_match, fail, ms, nasty, plain_thread, real_time,
    real_time_on, secs,
};
use tokio::runtime::{Builder, Runtime};
use tokio::time::sleep;
use tokio_test::task;

use super::payloads::{self, lost_text};

fn runtime(builder: &mut Builder) -> Runtime {
    match builder.build() {
        Ok(runtime) => runtime,
        Err(error) => panic!("the system cannot start a runtime: {error}"),
    }
}

/// Called by work before it blocks: fails where it was called in the middle of a poll.
///
/// While a runtime polls a future, it grants it a budget that ends some time; no other thread has
/// one, nor what `block_in_place` runs.
fn expect_no_poll() {
    let ends = || tokio::task::coop::consume_budget().now_or_never().is_none();
    if (0..1000).any(|_| ends()) {
        fail(
            "the work ran on a thread of the runtime, in the middle of a poll: while it blocked \
             the thread, nothing else could run there; a spawned task is polled on such a thread, \
             too, so blocking work has to go to a thread that is made for it",
        );
    }
}

/// Blocking work that asks another task of the runtime three questions, and waits for each answer.
async fn asks_another_task(lab: Lab) {
    let (questions, mut asked) = tokio::sync::mpsc::unbounded_channel();
    let (answers, answered) = mpsc::channel();
    let other = tokio::spawn(async move {
        while let Some(question) = asked.recv().await {
            let _ = answers.send(10 * question);
        }
    });
    let work = move || {
        expect_no_poll();
        let ask = |question| {
            let _ = questions.send(question);
            answered.recv().unwrap_or_default()
        };
        [1, 2, 3].map(ask)
    };
    expect_match!(
        lab.span("work", run_blocking(work)).await,
        Ok([10, 20, 30]),
        "the work gave [10, 20, 30], and that did not come back"
    );
    let _ = other.await;
}

/// Blocking work that waits for what the caller itself does beside it.
async fn waits_for_its_caller(lab: Lab) {
    let (go, gone) = mpsc::channel();
    let work = move || {
        expect_no_poll();
        gone.recv()
    };
    let work = lab.span("work", run_blocking(work));
    let (given, ()) = join(work, async {
        let _ = go.send("go");
    })
    .await;
    expect_match!(
        given,
        Ok(Ok("go")),
        "the work gave what the caller had sent to it, and that did not come back"
    );
}

/// Says when a poll of this future is under way, or its drop.
struct Held<F> {
    future: Option<F>,
    busy: Arc<AtomicBool>,
}

impl<F> Held<F> {
    fn new(future: F, busy: Arc<AtomicBool>) -> Self {
        let future = Some(future);
        Held { future, busy }
    }
}

impl<F: Future + Unpin> Future for Held<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.busy.store(true, Ordering::SeqCst);
        let polled = match &mut self.future {
            Some(future) => Pin::new(future).poll(cx),
            None => Poll::Pending,
        };
        self.busy.store(false, Ordering::SeqCst);
        polled
    }
}

impl<F> Drop for Held<F> {
    fn drop(&mut self) {
        self.busy.store(true, Ordering::SeqCst);
        drop(self.future.take());
        self.busy.store(false, Ordering::SeqCst);
    }
}

/// Where 120 works wait for each other, but not for ever: who comes after that does not wait.
#[derive(Default)]
struct AllHere {
    /// How many have come, and whether somebody gave up.
    state: Mutex<(usize, bool)>,
    changed: Condvar,
}

impl AllHere {
    /// Whether nobody came any more.
    fn wait(&self) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.1 {
            return false;
        }
        state.0 += 1;
        self.changed.notify_all();
        // However long it takes on a busy machine: as long as somebody comes, there is hope.
        while state.0 < 120 && !state.1 {
            let here = state.0;
            let waits = |state: &mut (usize, bool)| state.0 == here && !state.1;
            let (now, waited) = self
                .changed
                .wait_timeout_while(state, secs(3), waits)
                .unwrap_or_else(PoisonError::into_inner);
            state = now;
            if waited.timed_out() {
                state.1 = true;
                self.changed.notify_all();
                return true;
            }
        }
        false
    }

    fn seen(&self) -> (usize, bool) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Comes back when nobody has come for three seconds, also when nobody has come at all, and when
    /// those who had come have had time to leave. Turns of the runtime are counted, which are few where
    /// the machine is busy.
    async fn given_up(&self) {
        let (mut here, mut turns) = (0, 0);
        while turns < 100 && !self.seen().1 {
            sleep(ms(30)).await;
            let now = self.seen().0;
            if now == 120 {
                return pending().await;
            }
            (here, turns) = match now > here {
                true => (now, 0),
                false => (here, turns + 1),
            };
        }
        {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.1 = true;
        }
        self.changed.notify_all();
        sleep(ms(300)).await;
    }
}

#[test]
fn the_runtime_stays_free_while_the_work_runs() {
    real_time(async |lab: Lab| asks_another_task(lab).await);
}

#[test]
fn a_runtime_of_many_threads_stays_free_too() {
    real_time_on(2, async |lab: Lab| asks_another_task(lab).await);
}

#[test]
fn the_caller_goes_on_with_what_else_it_waits_for() {
    real_time(async |lab: Lab| waits_for_its_caller(lab).await);
}

#[test]
fn on_many_threads_the_caller_goes_on_too() {
    real_time_on(2, async |lab: Lab| waits_for_its_caller(lab).await);
}

#[test]
fn a_hundred_works_run_at_once() {
    real_time(async |lab: Lab| {
        let all_here = Arc::new(AllHere::default());
        let polled_meanwhile = Arc::new(AtomicBool::default());
        let works = (0..120).map(|n| {
            let (all_here, seen) = (Arc::clone(&all_here), Arc::clone(&polled_meanwhile));
            let busy = Arc::<AtomicBool>::default();
            let of_this = Arc::clone(&busy);
            let work = run_blocking(move || {
                expect_no_poll();
                if all_here.wait() && of_this.load(Ordering::SeqCst) {
                    seen.store(true, Ordering::SeqCst);
                }
                n
            });
            lab.span(&format!("work {n}"), Held::new(Box::pin(work), busy))
        });
        lab.case("120 works, each of which waits until all of them have begun");
        let (done, given_up) = match select(join_all(works), pin!(all_here.given_up())).await {
            Either::Left((done, _)) => (done, all_here.seen().1),
            Either::Right(_) => (Vec::new(), true),
        };
        let begun = all_here.seen().0;
        if given_up && polled_meanwhile.load(Ordering::SeqCst) {
            fail(format!(
                "120 works were to run at once, and {begun} had begun after three seconds: all that \
                 time your function was in its poll, and came out of it when its work was done. It \
                 waited for the work as a thread does (`join`, or a `recv` of `std`), so the thread of \
                 the runtime was blocked, and no other call could start its work"
            ));
        }
        if given_up {
            fail(format!(
                "120 calls were under way at once, each of whose works waits until all of them have \
                 begun, and no more than {begun} had begun when none came any more for three seconds: \
                 the other {} were kept back, behind a lock, permits or threads of which there are too \
                 few, and works should not wait for each other, be it a hundred",
                120 - begun
            ));
        }
        for (n, done) in done.into_iter().enumerate() {
            expect_match!(
                done,
                Ok(given) if *given == n,
                "work {n} of 120 that ran at once gave {n}, and something else came back"
            );
        }
    });
}

#[test]
fn a_panic_is_an_error_with_its_message() {
    real_time(async |lab: Lab| {
        let message_of = async |payload: Box<dyn Any + Send>| match run_blocking(|| -> u8 {
            resume_unwind(payload)
        })
        .await
        {
            Err(BlockingError::Panicked(message)) => message,
            other => fail(format!(
                "the work panicked, and what came back was {other:?} and not `Panicked`"
            )),
        };
        for text in nasty::TEXTS {
            lab.case(format!("work that panics with the text {text:?}"));
            let message = message_of(Box::new(*text)).await;
            if message != *text {
                let lost = lost_text("the work", &message, text, &message_of).await;
                let kept = "the work panicked with a text from the source, which is a `&'static str`: \
                            its message should be kept as it is, and nothing else";
                expect_eq(message, text.to_string(), lost.unwrap_or(kept.to_owned()));
            }
            lab.case(format!("work that panics with the `String` {text:?}"));
            let message = message_of(Box::new(text.to_string())).await;
            if message != *text {
                let lost = lost_text("the work", &message, text, &message_of).await;
                let kept = "the work panicked with a text that was put together, which is a `String`: \
                            its message should be kept as it is, and nothing else";
                expect_eq(message, text.to_string(), lost.unwrap_or(kept.to_owned()));
            }
        }
        for (what, payload) in payloads::of_other_types() {
            lab.case(format!("work that panics with {what}"));
            expect_eq(
                message_of(payload).await,
                "no message".to_owned(),
                format!(
                    "the work panicked with {what}, which is neither a `&'static str` nor a \
                     `String`: the message should be `no message`"
                ),
            );
        }
    });
}

#[test]
fn who_waits_is_not_woken_before_the_work_is_done() {
    plain_thread(|_lab: PlainLab| {
        // A clock that stands still, for a day is to go by in no time.
        let mut builder = Builder::new_current_thread();
        let runtime = runtime(builder.enable_all().start_paused(true));
        runtime.block_on(async {
            let (open, gate) = mpsc::channel();
            let work = move || {
                expect_no_poll();
                gate.recv()
            };
            let mut waiting = task::spawn(Box::pin(run_blocking(work)));
            if waiting.poll().is_ready() {
                fail("your function came back before the work was done");
            }
            // Whoever has given way is woken now.
            tokio::task::yield_now().await;
            if waiting.is_woken() {
                fail(
                    "your function woke itself while the work was still running: it looks again \
                     and again instead of waiting to be woken",
                );
            }
            tokio::time::advance(A_DAY).await;
            if waiting.is_woken() {
                fail(
                    "a day went by on the clock of the runtime, the work was still running, and \
                     your function was woken: it looks now and then, or waits for some time only",
                );
            }
            let _ = open.send("done");
            expect_match!(
                waiting.into_inner().await,
                Ok(Ok("done")),
                "the work was done after a day on the clock of the runtime, and what it gave did \
                 not come back"
            );
        });
        runtime.shutdown_background();
    });
}

#[test]
fn a_caller_who_leaves_neither_waits_nor_stops_the_work() {
    real_time(async |lab: Lab| {
        let (begin, begun) = tokio::sync::oneshot::channel();
        let (open, gate) = mpsc::channel();
        let (tell, told) = tokio::sync::oneshot::channel();
        let busy = Arc::<AtomicBool>::default();
        let held = Arc::clone(&busy);
        let work = run_blocking(move || {
            expect_no_poll();
            let _ = begin.send(());
            let (mut since, mut told) = (None, "done");
            // Whoever waits for this work as a thread does keeps the gate from being opened.
            while let Err(RecvTimeoutError::Timeout) = gate.recv_timeout(ms(50)) {
                if !held.load(Ordering::SeqCst) {
                    since = None;
                } else if since.get_or_insert_with(Instant::now).elapsed() > secs(3) {
                    told = "held";
                    break;
                }
            }
            let _ = tell.send(told);
        });
        let mut leaves = task::spawn(Held::new(Box::pin(work), busy));
        if leaves.poll().is_ready() {
            fail(match told.await {
                Ok("held") => {
                    "your function was polled for the first time, and came out of that poll only when \
                     the work gave up, three seconds later: it waited for the work as a thread does \
                     (`join`, or a `recv` of `std`), where it should be pending"
                }
                _ => "your function came back from its first poll, and the work was not done",
            });
        }
        let _ = lab.span("work that begins", begun).await;
        lab.case("the future is dropped while the work is running");
        drop(leaves);
        let _ = open.send(());
        let told = lab.span("work whose caller has left", told).await;
        if told == Ok("held") {
            fail(
                "the caller dropped the future while the work was running, and the drop did not come \
                 to its end for three seconds, until the work gave up: something that is dropped with \
                 your future waits for the work as a thread does (`join`, or a `recv` of `std`), and \
                 the work should be left to itself",
            );
        }
        expect_eq(
            told,
            Ok("done"),
            "the caller dropped the future while the work was running, and the work did not come to \
             its end",
        );
    });
}

#[test]
fn work_that_never_begins_is_an_error_too() {
    plain_thread(|lab: PlainLab| {
        lab.case("the runtime has shut down");
        let gone = runtime(&mut Builder::new_current_thread());
        let handle = gone.handle().clone();
        drop(gone);
        // Its handle is left, and starts nothing any more.
        let inside = handle.enter();
        match block_on(run_blocking(|| "done")) {
            // Or with a thread that is not the runtime's.
            Err(BlockingError::ShutDown) | Ok("done") => {}
            other => fail(format!(
                "the runtime had shut down and started no work any more: that is \
                 `BlockingError::ShutDown`, and no panic; your function gave {other:?}"
            )),
        }
        drop(inside);
    });
}

#[test]
fn the_end_of_the_work_is_heard_in_whichever_way_it_is_waited_for() {
    real_time(async |lab: Lab| {
        // Not later: an `async fn` that is called does nothing before its first poll.
        for way in Way::ALL.into_iter().filter(|way| *way != Way::Later) {
            lab.case(format!(
                "work that ends some time after it began, and a call that is {way}"
            ));
            let (begin, begun) = tokio::sync::oneshot::channel();
            let (open, gate) = mpsc::channel();
            let opens = tokio::spawn(async move {
                let _ = begun.await;
                sleep(ms(5)).await;
                let _ = open.send("done");
            });
            let work = run_blocking(move || {
                expect_no_poll();
                let _ = begin.send(());
                gate.recv()
            });
            expect_match!(
                lab.span(&format!("a call {way}"), lab.polled(way, work))
                    .await,
                Ok(Ok("done")),
                "the work gave \"done\", and that did not come back to a call that was {way}"
            );
            let _ = opens.await;
        }
    });
}
