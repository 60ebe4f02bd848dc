//! `task_outcome`: finished, failed, panicked and cancelled are four different things.

use std::any::Any;
use std::panic::resume_unwind;

use async_katas::c13_errors::task_outcome::{Outcome, task_outcome};
use futures::future::join;
use lab::{A_DAY, Lab, Way, expect_eq, expect_match, fail, ms, nasty, secs, virtual_time};
use tokio::runtime::Builder;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::sleep;

use super::payloads::{self, lost_text};

/// What the tasks here give.
type Given = Result<u32, &'static str>;

/// A task that panics with this, whatever it is.
fn panics_with(payload: Box<dyn Any + Send>) -> JoinHandle<Given> {
    tokio::spawn(async {
        sleep(ms(10)).await;
        resume_unwind(payload)
    })
}

/// The message in the outcome of a task that has panicked with this.
async fn message_of(payload: Box<dyn Any + Send>, what: &str) -> String {
    match task_outcome(panics_with(payload)).await {
        Outcome::Panicked(message) => message,
        other => fail(format!(
            "the task panicked with {what}, and its outcome was {other:?} and not `Panicked`"
        )),
    }
}

/// Expects this message; says which texts are lost, if it can be told, or else this.
async fn expect_text(message: String, text: &str, kept: &str) {
    if message != text {
        let ask = async |payload| message_of(payload, "a text").await;
        let lost = lost_text("the task", &message, text, ask).await;
        expect_eq(
            message,
            text.to_owned(),
            lost.unwrap_or_else(|| kept.to_owned()),
        );
    }
}

#[test]
fn a_value_and_an_error_come_back_as_they_are() {
    virtual_time(async |lab: Lab| {
        let good = tokio::spawn(lab.job("good").takes(secs(1)).ok::<_, &str>(7));
        let bad = tokio::spawn(lab.job("bad").takes(secs(2)).err::<u32, _>("no such page"));
        let outcome = task_outcome(good).await;
        let why = match outcome {
            Outcome::Cancelled => ": await the task to its end, and do not stop it",
            _ => "",
        };
        expect_match!(
            outcome,
            Outcome::Finished(7),
            "the task gives `Ok(7)` after a second, and its outcome should be `Finished` with 7{why}"
        );
        expect_match!(
            task_outcome(bad).await,
            Outcome::Failed("no such page"),
            "the task gave an `Err`, so it failed, and its outcome should be `Failed` with that \
             error"
        );
        let blocking = spawn_blocking(|| Given::Err("the disk is full"));
        expect_match!(
            task_outcome(blocking).await,
            Outcome::Failed("the disk is full"),
            "the task of `spawn_blocking` gave an `Err`, so its outcome should be `Failed` with \
             that error"
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
            lab.explain("*", "the runtime was free to run it");
            lab.mark("another task", '*');
        };
        let ((ended, outcome), ()) = join(waiting, meanwhile).await;
        let why = match ended < secs(2) {
            true => format!(
                "your function returned at {ended:?}, before the task had ended: await the task to \
                 its end, and do not stop it"
            ),
            false => "your function waits for the task and lets others run meanwhile".to_owned(),
        };
        lab.expect_because(
            "
                          0s    1s    2s
            task          |===========|
            another task        *
            ",
            &why,
        );
        expect_match!(
            outcome,
            Outcome::Finished(7),
            "the task gives `Ok(7)` after two seconds, and its outcome says something else"
        );
        expect_eq(
            ended,
            secs(2),
            "the task ended at 2s, and your function returned later: await the task instead of looking now \
             and then whether it is over",
        );
    });
}

#[test]
fn the_end_is_told_at_its_very_instant() {
    virtual_time(async |lab: Lab| {
        let task = tokio::spawn(lab.job("task").takes(ms(1003)).ok::<_, &str>(7));
        let _ended = task_outcome(task).await;
        let why = match lab.now() < ms(1003) {
            true => {
                "your function returned before the task had ended: await the task to its end, and \
                 do not stop it"
            }
            false => {
                "your function returned later than the task ended: await the task instead of \
                 looking now and then whether it is over"
            }
        };
        expect_eq(lab.now(), ms(1003), why);
    });
}

#[test]
fn a_task_that_takes_a_day_is_waited_for() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let task = tokio::spawn(lab.job("task").takes(A_DAY).ok::<_, &str>(7));
        let outcome = task_outcome(task).await;
        let waited = lab.now();
        if waited < A_DAY {
            fail(format!(
                "the task takes a day, and your function gave {outcome:?} after {waited:?}: nobody \
                 has limited the wait"
            ));
        }
        expect_match!(
            outcome,
            Outcome::Finished(7),
            "the task gave `Ok(7)` after a day, and its outcome says something else"
        );
    });
}

#[test]
fn the_message_of_a_panic_is_kept() {
    virtual_time(async |lab: Lab| {
        for text in nasty::TEXTS {
            lab.case(format!("a task that panics with the text {text:?}"));
            let what = format!("the `&'static str` {text:?}");
            let message = message_of(Box::new(*text), &what).await;
            let kept = "the task panicked with a text from the source, which is a `&'static str`: its \
                        message should be kept as it is, and nothing else";
            expect_text(message, text, kept).await;
        }
    });
}

#[test]
fn the_message_may_have_been_put_together() {
    virtual_time(async |lab: Lab| {
        for text in nasty::TEXTS {
            let text = (*text).to_owned();
            lab.case(format!("a task that panics with the `String` {text:?}"));
            let what = format!("the `String` {text:?}");
            let message = message_of(Box::new(text.clone()), &what).await;
            let kept = "the task panicked with a text that was put together, which is a `String`: its \
                        message should be kept as it is, and nothing else";
            expect_text(message, &text, kept).await;
        }
    });
}

#[test]
fn a_panic_without_a_text_is_a_panic_too() {
    virtual_time(async |lab: Lab| {
        for (what, payload) in payloads::of_other_types() {
            lab.case(format!("a task that panics with {what}"));
            expect_eq(
                message_of(payload, what).await,
                "no message".to_owned(),
                format!(
                    "the task panicked with {what}, which is neither a `&'static str` nor a \
                     `String`: the message should be `no message`"
                ),
            );
        }
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
        expect_match!(
            outcome,
            Outcome::Cancelled,
            "the task was cancelled while your function waited for it: it neither failed nor \
             panicked"
        );
        let never_begun = tokio::spawn(lab.job("never begun").ok::<u32, &str>(7));
        never_begun.abort();
        expect_match!(
            task_outcome(never_begun).await,
            Outcome::Cancelled,
            "the task was cancelled before it had begun: it neither failed nor panicked"
        );
    });
}

#[test]
fn a_task_whose_runtime_shuts_down_is_cancelled() {
    virtual_time(async |lab: Lab| {
        let runtime = match Builder::new_current_thread().build() {
            Ok(runtime) => runtime,
            Err(error) => panic!("the system cannot start a runtime: {error}"),
        };
        let task = runtime.spawn(lab.job("task").forever().ok::<u32, &str>(7));
        runtime.shutdown_background();
        expect_match!(
            task_outcome(task).await,
            Outcome::Cancelled,
            "the runtime of the task shut down, which cancelled the task"
        );
    });
}

#[test]
fn a_task_that_was_cancelled_after_its_end_has_ended_as_it_did() {
    virtual_time(async |lab: Lab| {
        let good = tokio::spawn(lab.job("good").ok::<_, &str>(7));
        let bad = panics_with(Box::new("no paper"));
        sleep(secs(1)).await;
        // Too late: both have ended.
        good.abort();
        bad.abort();
        expect_match!(
            task_outcome(good).await,
            Outcome::Finished(7),
            "the task had given `Ok(7)` before anybody cancelled it, so it finished"
        );
        expect_match!(
            task_outcome(bad).await,
            Outcome::Panicked(_),
            "the task had panicked before anybody cancelled it, so it panicked"
        );
    });
}

#[test]
fn a_panic_in_the_first_poll_is_told_too() {
    virtual_time(async |lab: Lab| {
        for nth in ["first", "second", "third"] {
            lab.case(format!("the {nth} task that panics in its first poll"));
            let at_once: JoinHandle<Given> =
                tokio::spawn(async { resume_unwind(Box::new("on fire")) });
            expect_match!(
                task_outcome(at_once).await,
                Outcome::Panicked(text) if text == "on fire",
                "the {nth} of three tasks panicked in its first poll, and its outcome says \
                 something else"
            );
            let blocking: JoinHandle<Given> =
                spawn_blocking(|| resume_unwind(Box::new("on fire".to_owned())));
            expect_match!(
                task_outcome(blocking).await,
                Outcome::Panicked(text) if text == "on fire",
                "a task of `spawn_blocking` panicked, and its outcome says something else"
            );
        }
    });
}

#[test]
fn every_end_is_told_in_whatever_way_your_future_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            let before = lab.now();
            lab.case(format!(
                "a call that is {way}, of a task that gives `Ok(7)`"
            ));
            let task = tokio::spawn(lab.job("good").takes(secs(2)).ok::<_, &str>(7));
            expect_match!(
                lab.polled(way, task_outcome(task)).await,
                Outcome::Finished(7),
                "the task gave `Ok(7)`, and your future, which was {way}, gave something else"
            );
            expect_eq(
                lab.now() - before,
                secs(2),
                "your future did not end at the instant at which the task ended",
            );
            lab.case(format!("a call that is {way}, of a task that fails"));
            let task = tokio::spawn(lab.job("bad").takes(secs(2)).err::<u32, _>("refused"));
            expect_match!(
                lab.polled(way, task_outcome(task)).await,
                Outcome::Failed("refused"),
                "the task gave an `Err`, and your future, which was {way}, gave something else"
            );
            lab.case(format!("a call that is {way}, of a task that panics"));
            let task = panics_with(Box::new("no paper"));
            expect_match!(
                lab.polled(way, task_outcome(task)).await,
                Outcome::Panicked(text) if text == "no paper",
                "the task panicked, and your future, which was {way}, gave something else"
            );
            lab.case(format!("a call that is {way}, of a task that is cancelled"));
            let task = tokio::spawn(lab.job("task").forever().ok::<u32, &str>(7));
            let handle = task.abort_handle();
            let cancel = tokio::spawn(async move {
                sleep(secs(2)).await;
                handle.abort();
            });
            expect_match!(
                lab.polled(way, task_outcome(task)).await,
                Outcome::Cancelled,
                "the task was cancelled, and your future, which was {way}, gave something else"
            );
            if let Err(error) = cancel.await {
                panic!("the task that cancels another one ended too early: {error}");
            }
        }
    });
}
