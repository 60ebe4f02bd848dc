//! `task_outcome`: finished, failed, panicked and cancelled are four different things.

use std::panic::resume_unwind;

use async_katas::c13_errors::task_outcome::{Outcome, task_outcome};
use futures::future::join;
use lab::{Lab, expect_eq, ms, secs, virtual_time};
use tokio::time::sleep;

/// What the tasks here give.
type Given = Result<u32, &'static str>;

#[test]
fn a_value_and_an_error_come_back_as_they_are() {
    virtual_time(async |lab: Lab| {
        let good = tokio::spawn(lab.job("good").takes(secs(1)).ok::<_, &str>(7));
        let bad = tokio::spawn(lab.job("bad").takes(secs(2)).err::<u32, _>("no such page"));
        expect_eq(
            task_outcome(good).await,
            Outcome::Finished(7),
            "the task gave a value, so it finished",
        );
        expect_eq(
            task_outcome(bad).await,
            Outcome::Failed("no such page"),
            "the task gave an error: it failed, and its error should come back",
        );
    });
}

#[test]
fn it_waits_until_the_task_has_ended() {
    virtual_time(async |lab: Lab| {
        let task = tokio::spawn(lab.job("task").takes(secs(2)).ok::<_, &str>(7));
        let waiting = async {
            let outcome = task_outcome(task).await;
            (lab.now(), outcome)
        };
        let meanwhile = async {
            sleep(secs(1)).await;
            lab.mark("another task", '*');
        };
        let (ended, ()) = join(waiting, meanwhile).await;
        lab.expect(
            "
                          0s    1s    2s
            task          |===========|
            another task        *
            ",
        );
        expect_eq(
            ended,
            (secs(2), Outcome::Finished(7)),
            "the outcome should be known at the instant the task ends, and not before",
        );
    });
}

#[test]
fn the_message_of_a_panic_is_kept() {
    virtual_time(async |lab: Lab| {
        let task = tokio::spawn(lab.job("task").takes(secs(1)).panics::<Given>("no paper"));
        expect_eq(
            task_outcome(task).await,
            Outcome::Panicked("no paper".to_owned()),
            "the task panicked with a text from the source, which is a `&'static str`: its \
             message should be kept, and nothing else",
        );
    });
}

#[test]
fn the_message_may_have_been_put_together() {
    virtual_time(async |_lab: Lab| {
        let task = tokio::spawn(async {
            sleep(ms(10)).await;
            resume_unwind(Box::new(format!("page {} is missing", 7))) as Given
        });
        expect_eq(
            task_outcome(task).await,
            Outcome::Panicked("page 7 is missing".to_owned()),
            "the task panicked with a text that was put together, which is a `String`: its \
             message should be kept, and nothing else",
        );
    });
}

#[test]
fn a_panic_without_a_text_is_a_panic_too() {
    virtual_time(async |_lab: Lab| {
        let task = tokio::spawn(async {
            sleep(ms(10)).await;
            resume_unwind(Box::new(404_u16)) as Given
        });
        expect_eq(
            task_outcome(task).await,
            Outcome::Panicked("no message".to_owned()),
            "the task panicked with a value that is no text, so there is no message",
        );
    });
}

#[test]
fn a_cancelled_task_is_not_one_that_failed() {
    virtual_time(async |lab: Lab| {
        let task = tokio::spawn(lab.job("task").forever().ok::<u32, &str>(7));
        let handle = task.abort_handle();
        let cancel = async {
            sleep(secs(1)).await;
            handle.abort();
        };
        let (outcome, ()) = join(task_outcome(task), cancel).await;
        expect_eq(
            outcome,
            Outcome::Cancelled,
            "somebody cancelled the task: it neither failed nor panicked",
        );
    });
}
