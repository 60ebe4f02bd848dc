//! `run_blocking`: the work blocks for real, and needs the runtime to be free meanwhile.
//!
//! No clock is looked at. The blocking work waits for what only another task of the same runtime
//! sends: if the runtime is held up, neither can go on.

use std::panic::resume_unwind;
use std::sync::{Arc, Barrier, mpsc};

use async_katas::c11_blocking::run_blocking::{BlockingError, run_blocking};
use futures::future::join3;
use lab::{Lab, PlainLab, expect_eq, fail, plain_thread, real_time};
use tokio::runtime::Builder;
use tokio_test::task;

#[test]
fn the_runtime_stays_free_while_the_work_runs() {
    real_time(async |lab: Lab| {
        let (questions, mut asked) = tokio::sync::mpsc::unbounded_channel();
        let (answers, answered) = mpsc::channel();
        tokio::spawn(async move {
            while let Some(question) = asked.recv().await {
                let _ = answers.send(10 * question);
            }
        });
        let work = move || {
            let ask = |question| {
                let _ = questions.send(question);
                answered.recv().unwrap_or_default()
            };
            [1, 2, 3].map(ask)
        };
        expect_eq(
            lab.span("work", run_blocking(work)).await,
            Ok([10, 20, 30]),
            "what the work gave should come back",
        );
    });
}

#[test]
fn several_works_run_at_once() {
    real_time(async |lab: Lab| {
        let all_here = Arc::new(Barrier::new(3));
        let work = |name: &str| {
            let all_here = Arc::clone(&all_here);
            lab.span(
                name,
                run_blocking(move || {
                    all_here.wait();
                }),
            )
        };
        let done = join3(work("one"), work("two"), work("three")).await;
        expect_eq(done, (Ok(()), Ok(()), Ok(())), "the work went well");
    });
}

#[test]
fn a_panic_is_an_error_with_its_message() {
    real_time(async |_lab: Lab| {
        let panicked = |text: &str| Err::<(), _>(BlockingError::Panicked(text.to_owned()));
        expect_eq(
            run_blocking(|| resume_unwind(Box::new("no paper"))).await,
            panicked("no paper"),
            "the work panicked with a text from the source: its message should be kept, and \
             nothing else",
        );
        expect_eq(
            run_blocking(|| resume_unwind(Box::new(format!("page {} is missing", 7)))).await,
            panicked("page 7 is missing"),
            "the work panicked with a text that was put together: its message should be kept, and \
             nothing else",
        );
        expect_eq(
            run_blocking(|| resume_unwind(Box::new(404_u16))).await,
            panicked("no message"),
            "the work panicked with a value that is no text, so there is no message",
        );
    });
}

#[test]
fn who_waits_is_not_woken_before_the_work_is_done() {
    real_time(async |lab: Lab| {
        let (open, gate) = mpsc::channel();
        let work = run_blocking(move || gate.recv().is_ok());
        let mut waiting = task::spawn(Box::pin(lab.span("work", work)));
        assert!(
            waiting.poll().is_pending(),
            "your function came back before the work was done"
        );
        // Whoever has given way is woken now.
        tokio::task::yield_now().await;
        assert!(
            !waiting.is_woken(),
            "your function woke itself while the work was still running: it looks again and again \
             instead of waiting to be woken"
        );
        let _ = open.send(());
        expect_eq(
            waiting.into_inner().await,
            Ok(true),
            "what the work gave should come back",
        );
    });
}

#[test]
fn work_that_never_begins_is_an_error_too() {
    plain_thread(|_lab: PlainLab| {
        let runtime = Builder::new_current_thread()
            .build()
            .expect("the system can start a runtime");
        let handle = runtime.handle().clone();
        drop(runtime);
        // Its handle is left, and starts nothing any more.
        let _inside = handle.enter();
        match futures::executor::block_on(run_blocking(|| "done")) {
            // Or with a thread that is not the runtime's.
            Err(BlockingError::ShutDown) | Ok("done") => {}
            other => fail(format!(
                "the runtime has shut down and starts no work any more: that is \
                 `BlockingError::ShutDown`, and no panic; your function gave {other:?}"
            )),
        }
    });
}
