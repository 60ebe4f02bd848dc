//! `context_manager`: acquire, body and release are any three pieces of async code.

use std::cell::Cell;
use std::rc::Rc;

use async_katas::c07_resources::context_manager::{WithError, with};
use lab::{Gauge, Lab, Timeline, cancel_at_every_await, expect_eq, for_seeds, ms, virtual_time};

type Step = Result<&'static str, &'static str>;

/// Runs the three steps, 100 ms, 200 ms and 100 ms, each with its outcome.
async fn run(
    lab: &Lab,
    acquire: Step,
    body: Step,
    release: Step,
) -> Result<&'static str, WithError<&'static str>> {
    with(
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
    .await
}

#[test]
fn acquires_runs_the_body_and_releases() {
    virtual_time(async |lab: Lab| {
        let outcome = run(&lab, Ok("lease"), Ok("done"), Ok("")).await;
        lab.expect(
            "
                        0ms       100ms     200ms     300ms     400ms
            acquire     |=========|
            body                  |===================|
            release                                   |=========|
            ",
        );
        expect_eq(
            outcome,
            Ok("done"),
            "the value of the body did not come back to the caller",
        );
    });
}

#[test]
fn the_release_begins_at_the_instant_the_body_ends() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let [acquire, body, release] = [(); 3].map(|()| draw.times(ms(10), 1..=50));
        let value = draw.size(0..=99);
        let outcome: Result<usize, WithError<()>> = with(
            lab.job("acquire").takes(acquire).ok(value),
            async |value| lab.job("body").takes(body).ok(value).await,
            lab.job("release").takes(release).ok(()),
        )
        .await;
        lab.expect(
            Timeline::new()
                .span("acquire", ms(0), acquire)
                .span("body", acquire, acquire + body)
                .span("release", acquire + body, acquire + body + release),
        );
        expect_eq(
            outcome,
            Ok(value),
            "what was acquired goes to the body, and what the body gives goes to the caller",
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
            Err(WithError::Acquire("no lease")),
            "the error should say that it was acquire that failed",
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
            Err(WithError::Body("disk full")),
            "the error should say that it was the body that failed",
        );
    });
}

#[test]
fn a_failing_release_is_told() {
    virtual_time(async |lab: Lab| {
        expect_eq(
            run(&lab, Ok("lease"), Ok("done"), Err("line is down")).await,
            Err(WithError::Release("line is down")),
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
            Err(WithError::BodyAndRelease {
                body: "disk full",
                release: "line is down",
            }),
            "an error was lost: body and release both failed, and the caller should get both",
        );
    });
}

#[test]
fn any_resource_will_do() {
    virtual_time(async |lab: Lab| {
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
            outcome,
            Ok(1),
            "the body should run once, with what was acquired",
        );
        assert!(
            released.get(),
            "the release was never awaited: a future does nothing until somebody polls it"
        );
        expect_eq(
            lab.now(),
            ms(0),
            "your function waited for something that is not one of the three steps",
        );
    });
}

#[test]
fn wherever_it_is_cancelled_nothing_more_begins() {
    cancel_at_every_await(async |lab: Lab| {
        let (acquires, bodies, releases) = (Gauge::default(), Gauge::default(), Gauge::default());
        let probe = lab.probe();
        let gone = probe.watch();
        let work = with(
            lab.job("acquire")
                .takes(ms(100))
                .counted_by(&acquires)
                .ok(probe),
            async |_probe| {
                let job = lab.job("body").takes(ms(100)).counted_by(&bodies);
                job.result(Err::<(), _>("disk full")).await
            },
            lab.job("release")
                .takes(ms(100))
                .counted_by(&releases)
                .ok(()),
        );
        let outcome = lab.cut(work).await;
        let begun = [&acquires, &bodies, &releases].map(Gauge::entered);
        assert!(
            gone.is_dropped(),
            "your future was dropped, but something still holds the resource"
        );
        tokio::time::sleep(ms(500)).await;
        expect_eq(
            [&acquires, &bodies, &releases].map(Gauge::entered),
            begun,
            "your future was dropped, and yet something began after that",
        );
        if outcome.is_some() {
            expect_eq(
                begun,
                [1, 1, 1],
                "acquire, body and release each run once; one that was never awaited did not run",
            );
        }
    });
}
