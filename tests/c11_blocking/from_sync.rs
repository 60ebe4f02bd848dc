//! `from_sync`: plain threads call, many at once, and what they start goes on without them.

use std::sync::{Arc, mpsc};

use async_katas::c11_blocking::from_sync::{CallError, Runner};
use lab::{Gauge, Lab, PlainLab, expect_eq, fail, ms, plain_thread, real_time};
use tokio::sync::{Barrier, oneshot};

fn runner() -> Runner {
    match Runner::new() {
        Ok(runner) => runner,
        Err(error) => fail(format!("the runner could not be made: {error}")),
    }
}

#[test]
fn a_call_gives_what_the_work_gives() {
    plain_thread(|lab: PlainLab| {
        let runner = runner();
        for n in 1..=3 {
            expect_eq(
                runner.call(lab.job("work").takes(ms(5)).gives(n)),
                Ok(n),
                "what the work gave should come back",
            );
        }
    });
}

#[test]
fn many_threads_call_at_once() {
    plain_thread(|lab: PlainLab| {
        let runner = Arc::new(runner());
        // Each of the four works waits until all four have begun.
        let all_here = Arc::new(Barrier::new(4));
        let calls: Vec<_> = (0..4)
            .map(|n| {
                let (runner, all_here) = (Arc::clone(&runner), Arc::clone(&all_here));
                let lab = lab.clone();
                lab.clone().thread(move || {
                    let work = lab.span(&format!("call {n}"), async move {
                        all_here.wait().await;
                        n
                    });
                    runner.call(work)
                })
            })
            .collect();
        let given: Vec<_> = calls.into_iter().map(|call| call.join()).collect();
        expect_eq(
            given,
            vec![Ok(0), Ok(1), Ok(2), Ok(3)],
            "every caller should get what its own work gave",
        );
    });
}

#[test]
fn what_a_call_has_started_goes_on_when_nobody_calls() {
    plain_thread(|lab: PlainLab| {
        let runner = runner();
        let (ask, asked) = oneshot::channel();
        let (answer, answered) = mpsc::channel();
        let task = lab.span("a task of the first call", async move {
            if let Ok(question) = asked.await {
                let _ = answer.send(10 * question);
            }
        });
        let started = runner.call(async {
            tokio::spawn(task);
        });
        expect_eq(started, Ok(()), "the call itself should go well");
        // The call is over, and nobody is calling now.
        let _ = ask.send(7);
        expect_eq(
            answered.recv().ok(),
            Some(70),
            "a task that the call had started was gone when the call had returned: its runtime \
             ended with the call",
        );
    });
}

#[test]
fn inside_a_runtime_it_is_an_error() {
    real_time(async |lab: Lab| {
        let runner = lab.thread(runner).await;
        let begun = Gauge::default();
        let work = lab.job("work").counted_by(&begun).gives(7);
        let inside = runner.call(work);
        let outside = lab.job("work").gives(8);
        // Where it may be dropped as well: a runtime must not be dropped inside another.
        let outside = lab.thread(move || runner.call(outside)).await;
        expect_eq(
            inside,
            Err(CallError::InsideRuntime),
            "inside a runtime the call should be refused: blocking there holds up the tasks of \
             that runtime",
        );
        expect_eq(
            begun.entered(),
            0,
            "a call that is refused should not begin the work",
        );
        expect_eq(
            outside,
            Ok(8),
            "after a refused call the runner works on as before",
        );
    });
}
