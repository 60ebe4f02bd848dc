//! The clock of a test belongs to the test: whoever moves it is told so, however it is moved, and
//! whoever just waits never is.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use futures::FutureExt;
use tokio::runtime::{Builder, Handle};
use tokio::task::consume_budget;
use tokio::time::{advance, pause, resume, sleep};
use tokio_lab::{
    Lab, cancel_at_every_await, fail, failure_of, for_seeds, ms, real_time, secs, virtual_time,
};

const MOVED: &str = "your code moved the clock of the test";
const LET_GO: &str = "your code let the clock of the test go on";
const STOPPED: &str = "your code stopped the clock of the test";

/// The report of a test that must fail, on a line, however wide it is drawn.
#[track_caller]
fn told(cause: &str, test: impl FnOnce()) {
    let report = failure_of(test).expect("the test fails");
    let line = report.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(line.contains(cause), "{report}");
}

#[test]
fn a_moved_clock_fails_a_test_that_is_met_otherwise() {
    told(MOVED, || {
        virtual_time(async |lab: Lab| {
            advance(secs(2)).await;
            assert_eq!(lab.now(), secs(2));
        });
    });
}

#[test]
fn a_nanosecond_is_enough() {
    told(MOVED, || {
        virtual_time(async |_lab: Lab| advance(Duration::from_nanos(1)).await);
    });
}

#[test]
fn a_move_is_seen_between_two_waits() {
    told(MOVED, || {
        virtual_time(async |_lab: Lab| {
            sleep(secs(1)).await;
            advance(secs(1)).await;
            sleep(secs(1)).await;
        });
    });
}

#[test]
fn a_move_is_seen_in_a_task_and_while_values_are_dropped() {
    struct Mover;
    impl Drop for Mover {
        fn drop(&mut self) {
            let mut step = std::pin::pin!(advance(secs(1)));
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            let _pending = step.as_mut().poll(&mut context);
        }
    }
    told(MOVED, || {
        virtual_time(async |_lab: Lab| {
            let task = tokio::spawn(async {
                sleep(ms(1)).await;
                advance(ms(1)).await;
            });
            assert!(task.await.is_ok());
        });
    });
    told(MOVED, || {
        virtual_time(async |_lab: Lab| drop(Mover));
    });
    told(MOVED, || {
        virtual_time(async |_lab: Lab| {
            let _dropped_at_the_end = Mover;
        });
    });
}

#[test]
fn a_move_is_seen_from_another_thread_while_the_code_runs() {
    told(MOVED, || {
        virtual_time(async |_lab: Lab| {
            let handle = Handle::current();
            let thread = thread::spawn(move || handle.block_on(advance(secs(1))));
            assert!(thread.join().is_ok());
        });
    });
}

#[test]
fn a_moved_clock_is_the_cause_whatever_else_went_wrong() {
    told(MOVED, || {
        virtual_time(async |_lab: Lab| {
            advance(secs(1)).await;
            fail("it came too late");
        });
    });
    // More than the hour after which everything counts as waiting for ever.
    told(MOVED, || {
        virtual_time(async |_lab: Lab| {
            advance(secs(2 * 60 * 60)).await;
            std::future::pending().await
        });
    });
}

#[test]
fn a_move_is_seen_in_one_of_many_runs() {
    told(MOVED, || {
        let runs = AtomicUsize::new(0);
        for_seeds(5, async move |_lab: Lab| {
            if runs.fetch_add(1, Ordering::Relaxed) == 2 {
                advance(ms(1)).await;
            }
        });
    });
    told(MOVED, || {
        cancel_at_every_await(async |lab: Lab| {
            let work = async {
                sleep(ms(1)).await;
                advance(ms(1)).await;
            };
            let _finished = lab.cut(work).await;
        });
    });
}

#[test]
fn a_clock_that_is_let_go_fails_the_test() {
    told(LET_GO, || virtual_time(async |_lab: Lab| resume()));
    told(LET_GO, || {
        virtual_time(async |_lab: Lab| {
            resume();
            sleep(ms(1)).await;
        });
    });
}

#[test]
fn a_clock_that_is_let_go_and_stopped_again_fails_the_test() {
    told(MOVED, || {
        virtual_time(async |_lab: Lab| {
            resume();
            thread::sleep(ms(1));
            pause();
        });
    });
    told(MOVED, || {
        virtual_time(async |_lab: Lab| {
            resume();
            sleep(ms(1)).await;
            pause();
            sleep(ms(1)).await;
        });
    });
}

#[test]
fn a_clock_in_real_time_goes_on_by_itself() {
    told(STOPPED, || {
        real_time(async |_lab: Lab| {
            pause();
            sleep(secs(60)).await;
        });
    });
    told(STOPPED, || {
        real_time(async |_lab: Lab| {
            pause();
            thread::sleep(ms(1));
            resume();
        });
    });
}

#[test]
fn waiting_in_any_way_moves_the_clock_rightly() {
    virtual_time(async |lab: Lab| {
        sleep(ms(1)).await;
        let mut ticks = tokio::time::interval(ms(10));
        ticks.tick().await;
        ticks.tick().await;
        lab.allow_tasks();
        let task = tokio::spawn(sleep(ms(7)));
        assert!(tokio::time::timeout(ms(3), task).await.is_err());
        tokio::task::yield_now().await;
        tokio::join!(sleep(ms(2)), sleep(ms(1)));
        // Of what is less than a millisecond, the clock makes one.
        sleep(Duration::from_nanos(1)).await;
        advance(Duration::ZERO).await;
        assert_eq!(lab.now(), ms(1 + 10 + 3 + 2 + 1));
    });
}

#[test]
fn blocking_work_and_other_threads_are_waited_for_rightly() {
    virtual_time(async |lab: Lab| {
        let work = tokio::task::spawn_blocking(|| thread::sleep(ms(20)));
        let (worked, ()) = tokio::join!(work, sleep(ms(5)));
        assert!(worked.is_ok());
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let thread = thread::spawn(move || {
            thread::sleep(ms(5));
            sender.send(())
        });
        let hold = tokio::task::spawn_blocking(move || receiver.blocking_recv());
        assert!(hold.await.is_ok_and(|received| received.is_ok()));
        assert!(thread.join().is_ok());
        assert_eq!(lab.now(), ms(5));
    });
}

#[test]
fn a_runtime_beside_the_tests_own_has_a_clock_of_its_own() {
    virtual_time(async |lab: Lab| {
        let (hand, take) = mpsc::channel();
        let (done, wait) = mpsc::channel();
        let beside = thread::spawn(move || {
            let runtime = Builder::new_current_thread()
                .enable_time()
                .start_paused(true)
                .build()
                .expect("the system can start a runtime");
            runtime.block_on(async {
                advance(secs(1)).await;
                sleep(ms(5)).await;
                resume();
                sleep(ms(5)).await;
            });
            assert!(hand.send(runtime.handle().clone()).is_ok());
            assert!(wait.recv().is_ok());
        });
        let other = take.recv().expect("the thread has a runtime");
        let nap = sleep(ms(1));
        {
            // Whoever asks for the time now is told that of the other one.
            let _inside = other.enter();
            nap.await;
        }
        assert_eq!(lab.now(), ms(1));
        assert!(done.send(()).is_ok());
        assert!(beside.join().is_ok());
    });
}

#[test]
fn real_time_passes_by_itself() {
    real_time(async |_lab: Lab| sleep(ms(5)).await);
    tokio_lab::real_time_on(2, async |_lab: Lab| {
        let task = tokio::spawn(sleep(ms(5)));
        assert!(task.await.is_ok());
    });
}

#[test]
fn time_goes_on_where_every_poll_spends_the_budget() {
    virtual_time(async |lab: Lab| {
        let mut timer = pin!(sleep(secs(1)));
        let mut polls = 0;
        poll_fn(|cx| {
            polls += 1;
            assert!(
                polls < 10,
                "it was polled {polls} times, and the clock stands at {:?}",
                lab.now()
            );
            let is_over = timer.as_mut().poll(cx);
            while consume_budget().now_or_never().is_some() {}
            is_over
        })
        .await;
        assert_eq!(lab.now(), secs(1));
    });
}
