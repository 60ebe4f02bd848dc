//! `with_resource`: acquire, use, release, whatever the body gives.

use std::time::Duration;

use async_katas::c07_resources::with_resource::{Resource, with_resource};
use lab::{Gauge, Lab, Probe, cancel_at_every_await, expect_eq, for_seeds, ms, virtual_time};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    Acquire,
    Body,
    Release,
}

/// A resource that draws what is done with it.
struct Connection {
    lab: Lab,
    times: [Duration; 2],
    acquired: Result<(), Fault>,
    released: Result<(), Fault>,
    releases: Gauge,
    probe: Probe,
}

impl Connection {
    fn new(lab: &Lab) -> Self {
        Connection {
            lab: lab.clone(),
            times: [ms(100); 2],
            acquired: Ok(()),
            released: Ok(()),
            releases: Gauge::default(),
            probe: lab.probe(),
        }
    }
}

impl Resource for Connection {
    type Error = Fault;

    fn acquire(&mut self) -> impl Future<Output = Result<(), Fault>> {
        let job = self.lab.job("acquire").takes(self.times[0]);
        job.result(self.acquired)
    }

    fn release(&mut self) -> impl Future<Output = Result<(), Fault>> {
        let job = self.lab.job("release").takes(self.times[1]);
        job.counted_by(&self.releases).result(self.released)
    }
}

/// Uses a connection for so long, with this outcome.
async fn used(
    connection: Connection,
    time: Duration,
    outcome: Result<u32, Fault>,
) -> Result<u32, Fault> {
    let lab = connection.lab.clone();
    with_resource(connection, async |_: &mut Connection| {
        lab.job("use").takes(time).result(outcome).await
    })
    .await
}

#[test]
fn acquires_uses_and_releases_in_turn() {
    virtual_time(async |lab: Lab| {
        let outcome = used(Connection::new(&lab), ms(200), Ok(7)).await;
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
            "the value of the body did not come back to the caller",
        );
    });
}

#[test]
fn the_times_add_up_and_nothing_else() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let [acquire, body, release] = [(); 3].map(|()| draw.times(ms(10), 1..=50));
        let mut connection = Connection::new(&lab);
        connection.times = [acquire, release];
        let value = draw.size(0..=99) as u32;
        let outcome = used(connection, body, Ok(value)).await;
        expect_eq(
            outcome,
            Ok(value),
            "the value of the body did not come back to the caller",
        );
        let expected = acquire + body + release;
        let cause = if lab.now() < expected {
            "your function returned sooner than acquire, use and release take together: one of \
             them was not awaited to its end"
        } else {
            "your function took longer than acquire, use and release take together: it waits for \
             something else, or does one of them twice"
        };
        expect_eq(lab.now(), expected, cause);
    });
}

#[test]
fn released_after_an_error_too() {
    virtual_time(async |lab: Lab| {
        let connection = Connection::new(&lab);
        let outcome = used(connection, ms(200), Err(Fault::Body)).await;
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
            Err(Fault::Body),
            "the error of the body was lost: the caller has to hear of it",
        );
    });
}

#[test]
fn the_error_of_the_body_wins() {
    virtual_time(async |lab: Lab| {
        let mut connection = Connection::new(&lab);
        connection.released = Err(Fault::Release);
        let outcome = used(connection, ms(200), Err(Fault::Body)).await;
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
            Err(Fault::Body),
            "the error of the body was lost: when body and release both fail, the body's error \
             comes back",
        );
    });
}

#[test]
fn a_failing_release_is_an_error() {
    virtual_time(async |lab: Lab| {
        let mut connection = Connection::new(&lab);
        connection.released = Err(Fault::Release);
        expect_eq(
            used(connection, ms(200), Ok(7)).await,
            Err(Fault::Release),
            "the error of the release was lost: the body was fine, but the resource was not given \
             back",
        );
    });
}

#[test]
fn after_a_failed_acquire_nothing_runs() {
    virtual_time(async |lab: Lab| {
        let mut connection = Connection::new(&lab);
        connection.acquired = Err(Fault::Acquire);
        let outcome = used(connection, ms(200), Ok(7)).await;
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
            Err(Fault::Acquire),
            "the error of the acquire was lost",
        );
    });
}

#[test]
fn wherever_it_is_cancelled_it_lets_go() {
    cancel_at_every_await(async |lab: Lab| {
        let connection = Connection::new(&lab);
        let gone = connection.probe.watch();
        let releases = connection.releases.clone();
        let outcome = lab.cut(used(connection, ms(200), Err(Fault::Body))).await;
        assert!(
            gone.is_dropped(),
            "your future was dropped, but something still holds the resource"
        );
        assert!(
            releases.entered() <= 1,
            "the resource was released twice: it was called once more after it had begun"
        );
        if outcome.is_some() {
            expect_eq(
                releases.entered(),
                1,
                "your function came to its end without releasing the resource",
            );
        }
    });
}
