//! `with_resource`: acquire, use, release, whatever the body gives.

use std::any::Any;
use std::future::Ready;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::rc::Rc;
use std::time::Duration;

use async_katas::c07_resources::with_resource::{Resource, with_resource};
use futures::future::FutureExt;
use lab::{
    Lab, Way as Polling, cancel_at_every_await, expect_eq, fail, for_seeds, ms, virtual_time,
};
use tokio::time::sleep;

use super::three_steps::{A_YEAR, Panics, Step, Way};

/// A resource that draws what is done with it.
struct Connection {
    lab: Lab,
    acquired: Result<(), Step>,
    released: Result<(), Step>,
}

impl Connection {
    fn new(lab: &Lab) -> Self {
        Connection {
            lab: lab.clone(),
            acquired: Ok(()),
            released: Ok(()),
        }
    }
}

impl Resource for Connection {
    type Error = Step;

    fn acquire(&mut self) -> impl Future<Output = Result<(), Step>> {
        self.lab.job("acquire").takes(ms(100)).result(self.acquired)
    }

    fn release(&mut self) -> impl Future<Output = Result<(), Step>> {
        self.lab.job("release").takes(ms(100)).result(self.released)
    }
}

/// Uses a connection for 200 ms, with this outcome.
async fn used(connection: Connection, outcome: Result<u32, Step>) -> Result<u32, Step> {
    let lab = connection.lab.clone();
    with_resource(connection, async |_: &mut Connection| {
        lab.job("use").takes(ms(200)).result(outcome).await
    })
    .await
}

/// A resource that goes a way of its own.
struct Walked {
    way: Way,
    _held: Rc<()>,
}

impl Resource for Walked {
    type Error = Step;

    fn acquire(&mut self) -> impl Future<Output = Result<(), Step>> {
        self.way.run(Step::Acquire)
    }

    fn release(&mut self) -> impl Future<Output = Result<(), Step>> {
        self.way.run(Step::Release)
    }
}

/// Goes this way from one end to the other.
async fn walk(lab: &Lab, takes: [Duration; 3], fails: [bool; 3]) {
    walk_polled(lab, Polling::OnTheSpot, takes, fails).await;
}

/// The same with a future that is polled in this way.
async fn walk_polled(lab: &Lab, polling: Polling, takes: [Duration; 3], fails: [bool; 3]) {
    let way = Way::new(takes, fails).first_polled_after(match polling {
        Polling::Later => Polling::LATER,
        _ => Duration::ZERO,
    });
    lab.case(format!("{way}; your future is {polling}"));
    let held = Rc::new(());
    let resource = Walked {
        way: way.clone(),
        _held: Rc::clone(&held),
    };
    let work = with_resource(resource, async |walked: &mut Walked| {
        walked.way.run(Step::Body).await.map(|()| 7)
    });
    let outcome = lab.polled(polling, work).await;
    way.expect_run();
    let expected = [Step::Acquire, Step::Body, Step::Release]
        .into_iter()
        .find(|step| way.fails(*step))
        .map_or(Ok(7), Err);
    expect_eq(
        outcome,
        expected,
        "that is not the first error of the steps, nor what the body gave where there was none",
    );
    if Rc::strong_count(&held) > 1 {
        fail("your function had returned, and something still held the resource");
    }
}

#[test]
fn acquires_uses_and_releases_in_turn() {
    virtual_time(async |lab: Lab| {
        let outcome = used(Connection::new(&lab), Ok(7)).await;
        lab.expect(
            "
                        0ms       100ms     200ms     300ms     400ms
            acquire     |=========|
            use                   |===================|
            release                                   |=========|
            ",
        );
        expect_eq(
            outcome,
            Ok(7),
            "the body gave 7, and your function gave something else",
        );
    });
}

#[test]
fn released_after_an_error_too() {
    virtual_time(async |lab: Lab| {
        let outcome = used(Connection::new(&lab), Err(Step::Body)).await;
        lab.expect(
            "
                        0ms       100ms     200ms     300ms     400ms
            acquire     |=========|
            use                   |===================x
            release                                   |=========|
            ",
        );
        expect_eq(
            outcome,
            Err(Step::Body),
            "the error of the body was lost: the body failed, and the caller did not hear of it",
        );
    });
}

#[test]
fn the_error_of_the_body_wins() {
    virtual_time(async |lab: Lab| {
        let mut connection = Connection::new(&lab);
        connection.released = Err(Step::Release);
        let outcome = used(connection, Err(Step::Body)).await;
        lab.expect(
            "
                        0ms       100ms     200ms     300ms     400ms
            acquire     |=========|
            use                   |===================x
            release                                   |=========x
            ",
        );
        expect_eq(
            outcome,
            Err(Step::Body),
            "the error of the body was lost: body and release both failed, and then the body's \
             error should come back",
        );
    });
}

#[test]
fn a_failing_release_is_an_error_and_is_not_tried_again() {
    virtual_time(async |lab: Lab| {
        let mut connection = Connection::new(&lab);
        connection.released = Err(Step::Release);
        let outcome = used(connection, Ok(7)).await;
        lab.expect(
            "
                        0ms       100ms     200ms     300ms     400ms
            acquire     |=========|
            use                   |===================|
            release                                   |=========x
            ",
        );
        expect_eq(
            outcome,
            Err(Step::Release),
            "the error of the release was lost: the body was fine, but the resource was not given \
             back",
        );
    });
}

#[test]
fn after_a_failed_acquire_nothing_runs() {
    virtual_time(async |lab: Lab| {
        let mut connection = Connection::new(&lab);
        connection.acquired = Err(Step::Acquire);
        let outcome = used(connection, Ok(7)).await;
        lab.expect(
            "
                        0ms       100ms     200ms
            acquire     |=========x
            use
            release
            ",
        );
        expect_eq(
            outcome,
            Err(Step::Acquire),
            "the error of the acquire was lost",
        );
    });
}

#[test]
fn whatever_each_step_takes_and_gives() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        for fails in Way::outcomes() {
            walk(&lab, [Duration::ZERO; 3], fails).await;
            walk(&lab, Way::times(&mut draw), fails).await;
        }
    });
}

#[test]
fn however_it_is_polled_the_steps_take_turns() {
    virtual_time(async |lab: Lab| {
        for polling in Polling::ALL {
            for fails in Way::outcomes() {
                walk_polled(&lab, polling, [ms(100), ms(200), ms(300)], fails).await;
            }
        }
    });
}

#[test]
fn steps_of_a_year_are_awaited_too() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_YEAR * 24);
        for fails in Way::outcomes() {
            walk(&lab, [A_YEAR; 3], fails).await;
        }
    });
}

#[test]
fn a_panic_of_the_body_goes_on_to_the_caller() {
    virtual_time(async |lab: Lab| {
        let polled = with_resource(Connection::new(&lab), async |_: &mut Connection| {
            lab.job("use").takes(ms(200)).panics("no more paper").await
        });
        expect_its_panic(AssertUnwindSafe(polled).catch_unwind().await);
        let called = with_resource(
            Connection::new(&lab),
            |_: &mut Connection| -> Ready<Result<u32, Step>> {
                resume_unwind(Box::new("no more paper"))
            },
        );
        expect_its_panic(AssertUnwindSafe(called).catch_unwind().await);
    });
}

#[test]
fn a_panic_goes_on_whatever_becomes_of_the_release() {
    virtual_time(async |lab: Lab| {
        for panics in Panics::ALL {
            for released in [Ok(()), Err(Step::Release)] {
                lab.case(format!(
                    "a body that panics {panics}, with a number, and a release that gives \
                     {released:?}, if it runs"
                ));
                let mut connection = Connection::new(&lab);
                connection.released = released;
                let work =
                    with_resource(connection, |_: &mut Connection| panics.body::<u32, Step>());
                panics.expect_out(AssertUnwindSafe(work).catch_unwind().await);
            }
        }
    });
}

#[track_caller]
fn expect_its_panic(outcome: Result<Result<u32, Step>, Box<dyn Any + Send>>) {
    match outcome {
        Ok(given) => fail(format!(
            "the body panicked, and instead of the panic the caller got {given:?}"
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
            let held = Rc::new(());
            let resource = Walked {
                way: way.clone(),
                _held: Rc::clone(&held),
            };
            let work = with_resource(resource, async |walked: &mut Walked| {
                walked.way.run(Step::Body).await
            });
            let _outcome = lab.cut(work).await;
            way.expect_dropped();
            if Rc::strong_count(&held) > 1 {
                fail("your future was dropped, and something still held the resource");
            }
            sleep(ms(500)).await;
            way.expect_dropped();
        }
    });
}
