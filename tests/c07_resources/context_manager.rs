//! `context_manager`: acquire, body and release are any three pieces of async code.

use std::any::Any;
use std::cell::Cell;
use std::future::Ready;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::rc::Rc;
use std::time::Duration;

use async_katas::c07_resources::context_manager::{WithError, with};
use futures::future::FutureExt;
use lab::timeline::short;
use lab::{
    Lab, Way as Polling, cancel_at_every_await, expect_eq, fail, for_seeds, ms, virtual_time,
};
use tokio::time::sleep;

use super::three_steps::{A_YEAR, Panics, Step, Way};

type Given = Result<&'static str, &'static str>;

/// Runs the three steps, 100 ms, 200 ms and 100 ms, each with its outcome.
async fn run(
    lab: &Lab,
    acquire: Given,
    body: Given,
    release: Given,
) -> Result<&'static str, Told<&'static str>> {
    let outcome = with(
        lab.job("acquire").takes(ms(100)).result(acquire),
        async |_| lab.job("body").takes(ms(200)).result(body).await,
        async {
            lab.job("release")
                .takes(ms(100))
                .result(release)
                .await
                .map(drop)
        },
    )
    .await;
    outcome.map_err(told)
}

/// What an error tells: the variant, and the errors in it.
type Told<E> = (&'static str, Vec<E>);

fn told<E>(error: WithError<E>) -> Told<E> {
    match error {
        WithError::Acquire(error) => ("Acquire", vec![error]),
        WithError::Body(error) => ("Body", vec![error]),
        WithError::Release(error) => ("Release", vec![error]),
        WithError::BodyAndRelease { body, release } => ("BodyAndRelease", vec![body, release]),
    }
}

/// Goes this way from one end to the other. What is acquired is a number, and the body adds one.
async fn walk(lab: &Lab, takes: [Duration; 3], fails: [bool; 3], number: usize) {
    walk_polled(lab, Polling::OnTheSpot, takes, fails, number).await;
}

/// The same with a future that is polled in this way.
async fn walk_polled(
    lab: &Lab,
    polling: Polling,
    takes: [Duration; 3],
    fails: [bool; 3],
    number: usize,
) {
    let way = Way::new(takes, fails).first_polled_after(match polling {
        Polling::Later => Polling::LATER,
        _ => Duration::ZERO,
    });
    lab.case(format!("{way}; your future is {polling}"));
    let work = with(
        way.run(Step::Acquire).map(|given| given.map(|()| number)),
        async |number| way.run(Step::Body).await.map(|()| number + 1),
        way.run(Step::Release),
    );
    let outcome = lab.polled(polling, work).await;
    way.expect_run();
    let expected = match fails {
        [false, false, false] => Ok(number + 1),
        [true, _, _] => Err(("Acquire", vec![Step::Acquire])),
        [_, true, false] => Err(("Body", vec![Step::Body])),
        [_, false, true] => Err(("Release", vec![Step::Release])),
        [_, true, true] => Err(("BodyAndRelease", vec![Step::Body, Step::Release])),
    };
    expect_eq(
        outcome.map_err(told),
        expected,
        format!(
            "the caller got another outcome than the steps had; acquire gave {number}, and the body \
             gives one more than what it is handed"
        ),
    );
}

#[test]
fn acquires_runs_the_body_and_releases() {
    virtual_time(async |lab: Lab| {
        let outcome = run(&lab, Ok("lease"), Ok("done"), Ok("")).await;
        let happened = lab.timeline();
        let [acquire, body, release] =
            ["acquire", "body", "release"].map(|name| happened.items(name).into_iter().next());
        let why = match (acquire, body, release) {
            (Some(acquire), Some(body), Some(release)) if release.begin() < body.end() => format!(
                "`release` was begun at {}{}, and `body` had ended at {} only: it should be begun when \
                 `body` has ended",
                short(release.begin()),
                match release.begin() == acquire.begin() {
                    true => ", together with `acquire`",
                    false => "",
                },
                short(body.end())
            ),
            _ => String::new(),
        };
        lab.expect_because(
            "
                        0ms       100ms     200ms     300ms     400ms
            acquire     |=========|
            body                  |===================|
            release                                   |=========|
            ",
            &why,
        );
        expect_eq(
            outcome,
            Ok("done"),
            "the body gave \"done\", and your function gave something else",
        );
    });
}

#[test]
fn a_failed_acquire_runs_neither_body_nor_release() {
    virtual_time(async |lab: Lab| {
        let outcome = run(&lab, Err("no lease"), Ok("done"), Ok("")).await;
        lab.expect(
            "
                        0ms       100ms     200ms
            acquire     |=========x
            body
            release
            ",
        );
        expect_eq(
            outcome,
            Err(("Acquire", vec!["no lease"])),
            "acquire failed, and the error that came back does not say so",
        );
    });
}

#[test]
fn a_failing_body_is_followed_by_the_release() {
    virtual_time(async |lab: Lab| {
        let outcome = run(&lab, Ok("lease"), Err("disk full"), Ok("")).await;
        lab.expect(
            "
                        0ms       100ms     200ms     300ms     400ms
            acquire     |=========|
            body                  |===================x
            release                                   |=========|
            ",
        );
        expect_eq(
            outcome,
            Err(("Body", vec!["disk full"])),
            "the body failed, and the error that came back does not say so",
        );
    });
}

#[test]
fn a_failing_release_is_told() {
    virtual_time(async |lab: Lab| {
        expect_eq(
            run(&lab, Ok("lease"), Ok("done"), Err("line is down")).await,
            Err(("Release", vec!["line is down"])),
            "the error of the release was lost, though the body was fine",
        );
    });
}

#[test]
fn both_errors_are_kept() {
    virtual_time(async |lab: Lab| {
        let outcome = run(&lab, Ok("lease"), Err("disk full"), Err("line is down")).await;
        lab.expect(
            "
                        0ms       100ms     200ms     300ms     400ms
            acquire     |=========|
            body                  |===================x
            release                                   |=========x
            ",
        );
        expect_eq(
            outcome,
            Err(("BodyAndRelease", vec!["disk full", "line is down"])),
            "an error was lost: body and release both failed, and the caller should get both",
        );
    });
}

#[test]
fn whatever_each_step_takes_and_gives() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        for fails in Way::outcomes() {
            let number = draw.size(0..=99);
            walk(&lab, [Duration::ZERO; 3], fails, number).await;
            walk(&lab, Way::times(&mut draw), fails, number).await;
        }
    });
}

#[test]
fn however_it_is_polled_the_steps_take_turns() {
    virtual_time(async |lab: Lab| {
        for polling in Polling::ALL {
            for fails in Way::outcomes() {
                walk_polled(&lab, polling, [ms(100), ms(200), ms(300)], fails, 7).await;
            }
        }
    });
}

#[test]
fn steps_of_a_year_are_awaited_too() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_YEAR * 24);
        for fails in Way::outcomes() {
            walk(&lab, [A_YEAR; 3], fails, 7).await;
        }
    });
}

#[test]
fn any_resource_will_do() {
    virtual_time(async |_lab: Lab| {
        // Neither Send nor Clone, and borrowed.
        struct Ticket<'a>(&'a Cell<u32>);
        let uses = Cell::new(0);
        let released = Rc::new(Cell::new(false));
        let outcome: Result<u32, WithError<String>> = with(
            async { Ok(Ticket(&uses)) },
            async |ticket: Ticket<'_>| {
                ticket.0.set(ticket.0.get() + 1);
                Ok(ticket.0.get())
            },
            async {
                released.set(true);
                Ok(())
            },
        )
        .await;
        expect_eq(
            outcome.map_err(told),
            Ok(1),
            "the body should run once, with what was acquired",
        );
        if !released.get() {
            fail("the release was never awaited: a future does nothing until somebody polls it");
        }
    });
}

#[test]
fn a_panic_of_the_body_goes_on_to_the_caller() {
    virtual_time(async |lab: Lab| {
        let step = |name: &str| lab.job(name).takes(ms(100));
        let polled = with(
            step("acquire").ok(()),
            async |()| step("body").panics("no more paper").await,
            step("release").ok(()),
        );
        expect_its_panic(AssertUnwindSafe(polled).catch_unwind().await);
        let called = with(
            step("acquire").ok(()),
            |()| -> Ready<Result<u32, &str>> { resume_unwind(Box::new("no more paper")) },
            step("release").ok(()),
        );
        expect_its_panic(AssertUnwindSafe(called).catch_unwind().await);
    });
}

#[test]
fn a_panic_goes_on_whatever_becomes_of_the_release() {
    virtual_time(async |lab: Lab| {
        for panics in Panics::ALL {
            for time in [ms(0), ms(100)] {
                for released in [Ok(()), Err("line is down")] {
                    lab.case(format!(
                        "a body that panics {panics}, with a number, and a release that gives \
                         {released:?} after {time:?}, if it runs"
                    ));
                    let release = lab.job("release").takes(time).result(released);
                    let work = with(async { Ok(()) }, |()| panics.body::<u32, &str>(), release);
                    let outcome = AssertUnwindSafe(work).catch_unwind().await;
                    panics.expect_out(outcome.map(|given| given.map_err(told)));
                }
            }
        }
    });
}

type Caught = Result<Result<u32, WithError<&'static str>>, Box<dyn Any + Send>>;

#[track_caller]
fn expect_its_panic(outcome: Caught) {
    match outcome {
        Ok(given) => fail(format!(
            "the body panicked, and instead of the panic the caller got {:?}",
            given.map_err(told)
        )),
        Err(panic) if panic.downcast_ref() == Some(&"no more paper") => {}
        Err(_) => fail(
            "the body panicked, and another panic came out of your function: the body's own \
             should go on to the caller",
        ),
    }
}

#[test]
fn dropped_in_the_middle_it_lets_go_and_begins_nothing() {
    cancel_at_every_await(async |lab: Lab| {
        for fails in [[false; 3], [false, true, false]] {
            let way = Way::new([ms(100), ms(200), ms(100)], fails);
            lab.case(way.to_string());
            let acquired = Rc::new(());
            let work = with(
                way.run(Step::Acquire)
                    .map(|given| given.map(|()| Rc::clone(&acquired))),
                async |_acquired| way.run(Step::Body).await,
                way.run(Step::Release),
            );
            let _outcome = lab.cut(work).await;
            way.expect_dropped();
            if Rc::strong_count(&acquired) > 1 {
                fail("your future was dropped, and something still held what was acquired");
            }
            sleep(ms(500)).await;
            way.expect_dropped();
        }
    });
}
