//! Work that goes wrong: when it does, what it leaves on its lane, and that nothing is worse.

use std::panic::{AssertUnwindSafe, catch_unwind};

use futures::FutureExt;
use tokio::time::timeout;
use tokio_lab::{Fault, Lab, ms, plain_thread, virtual_time};

/// The text of a panic, whatever its payload is.
fn text(payload: &(dyn std::any::Any + Send)) -> &str {
    match payload.downcast_ref::<String>() {
        Some(text) => text,
        None => payload.downcast_ref::<&str>().expect("a text"),
    }
}

#[test]
fn each_goes_wrong_at_its_moment() {
    virtual_time(async |lab: Lab| {
        for fault in Fault::ALL {
            let work = lab.faulty(&format!("{fault:?}"), fault);
            let called = catch_unwind(AssertUnwindSafe(&work));
            assert_eq!(called.is_err(), fault == Fault::PanicsWhenCalled);
            let Ok(future) = called else { continue };
            let polled = AssertUnwindSafe(future).catch_unwind().await;
            match fault {
                Fault::PanicsWhenCalled => unreachable!("it was not called"),
                Fault::PanicsWhenPolled | Fault::PanicsLater => {
                    assert_eq!(text(&*polled.expect_err("it panics")), Fault::MESSAGE);
                }
                Fault::PanicsWhenDropped => assert_eq!(polled.expect("it ends"), Ok(())),
                Fault::FailsAtOnce | Fault::FailsLater => {
                    let failed = polled.expect("it fails");
                    assert_eq!(failed, Err(Fault::MESSAGE.to_owned()));
                }
            }
        }
        lab.expect(
            "
                               0ms   100ms 200ms 300ms
            PanicsWhenCalled
            PanicsWhenPolled   !
            PanicsLater        |=====!
            PanicsWhenDropped        |=====|
            FailsAtOnce                    x
            FailsLater                     |=====x
            ",
        );
    });
}

#[test]
fn whoever_cancels_it_gets_the_panic() {
    virtual_time(async |lab: Lab| {
        let work = lab.faulty("work", Fault::PanicsWhenDropped);
        let gives_up = async { timeout(ms(50), work()).await };
        let cut = AssertUnwindSafe(gives_up).catch_unwind().await;
        assert_eq!(text(&*cut.expect_err("it panics")), Fault::MESSAGE);
        lab.expect(
            "
                  0ms   50ms
            work  |=====/
            ",
        );
    });
}

#[test]
fn it_never_panics_while_something_else_does() {
    virtual_time(async |lab: Lab| {
        let work = lab.faulty("work", Fault::PanicsWhenDropped);
        let both = async {
            let _work = work();
            lab.faulty("other", Fault::PanicsWhenPolled)().await
        };
        assert!(AssertUnwindSafe(both).catch_unwind().await.is_err());
    });
}

#[test]
fn what_panics_aloud_is_heard_by_the_hook_and_does_not_fail_the_test() {
    virtual_time(async |lab: Lab| {
        for fault in Fault::ALL {
            let work = lab.faulty_aloud("work", fault);
            let task = tokio::spawn(async move { work().await });
            let _ended = task.await;
        }
    });
}

#[test]
fn plain_code_has_faulty_work_too() {
    plain_thread(|lab| {
        let work = lab.faulty("work", Fault::FailsAtOnce);
        let ended = futures::FutureExt::now_or_never(work());
        assert_eq!(ended, Some(Err("no paper".to_owned())));
    });
}
