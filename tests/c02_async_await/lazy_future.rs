//! `lazy_future`: made now, run when awaited, gone when dropped.

use std::time::Duration;

use async_katas::c02_async_await::lazy_future::lazy_future;
use lab::{
    Job, Lab, PlainLab, Timeline, expect_eq, fail, for_seeds, ms, plain_thread, secs, virtual_time,
};

/// Work that leaves a mark when it is called and a span when it is awaited.
fn work<T: Send + 'static>(
    lab: &Lab,
    name: &'static str,
    time: Duration,
    value: T,
) -> impl FnOnce() -> Job<T> + Send + use<T> {
    let lab = lab.clone();
    move || {
        lab.mark("called", name.chars().next().unwrap_or('?'));
        lab.job(name).takes(time).gives(value)
    }
}

#[test]
fn the_work_starts_when_it_is_awaited_and_not_before() {
    virtual_time(async |lab: Lab| {
        let lazy = lazy_future(work(&lab, "work", secs(1), "the result"));
        tokio::time::sleep(secs(2)).await;
        let result = lazy.await;
        lab.expect_because(
            "
                    0s    1s    2s    3s
            work                |=====|
            called              w
            ",
            "the work should begin when the future is awaited, at 2s: making the future must \
             neither call `work`, nor spawn, nor poll anything",
        );
        expect_eq(
            result,
            "the result",
            "awaiting the future should give what the work gives",
        );
    });
}

#[test]
fn it_lies_as_long_as_you_like() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let (rest, time) = (draw.times(ms(100), 0..=30), draw.times(ms(100), 1..=20));
        let value = draw.size(0..=1000);
        let lazy = lazy_future(work(&lab, "work", time, value));
        tokio::time::sleep(rest).await;
        let given = lazy.await;
        let expected = Timeline::new()
            .mark("called", rest, 'w')
            .span("work", rest, rest + time);
        lab.expect_because(
            expected,
            "the work should begin when the future is awaited, and run from then on",
        );
        expect_eq(
            given,
            value,
            "awaiting the future should give what the work gives",
        );
    });
}

#[test]
fn dropped_unawaited_it_never_runs() {
    virtual_time(async |lab: Lab| {
        let lazy = lazy_future(work(&lab, "work", secs(1), ()));
        tokio::time::sleep(secs(1)).await;
        drop(lazy);
        tokio::time::sleep(secs(2)).await;
        lab.expect_because(
            "
                    0s    1s    2s    3s
            work
            called
            ",
            "the work ran although nobody awaited its future: it should begin when the future is \
             awaited, and not before",
        );
    });
}

#[test]
fn what_it_holds_goes_when_it_is_dropped() {
    virtual_time(async |lab: Lab| {
        let probe = lab.probe();
        let watch = probe.watch();
        let lazy = lazy_future(move || async move { drop(probe) });
        tokio::time::sleep(secs(1)).await;
        drop(lazy);
        if !watch.is_dropped() {
            fail(
                "the future was dropped, and what the work had been given was still alive: \
                 somebody else, such as a task, holds it",
            );
        }
    });
}

#[test]
fn dropped_halfway_the_work_stops() {
    virtual_time(async |lab: Lab| {
        let lazy = lazy_future(work(&lab, "work", secs(3), ()));
        let _ = tokio::time::timeout(secs(1), lazy).await;
        tokio::time::sleep(secs(3)).await;
        lab.expect(
            "
                    0s    1s    2s    3s    4s
            called  w
            work    |=====/
            ",
        );
    });
}

#[test]
fn the_order_of_awaiting_counts_not_the_order_of_making() {
    virtual_time(async |lab: Lab| {
        let first = lazy_future(work(&lab, "made first", secs(1), ()));
        let second = lazy_future(work(&lab, "made second", secs(1), ()));
        second.await;
        first.await;
        let expected = Timeline::new()
            .span("made first", secs(1), secs(2))
            .span("made second", secs(0), secs(1))
            .mark("called", secs(0), 'm')
            .mark("called", secs(1), 'm');
        lab.expect_because(
            expected,
            "each future should begin when it is awaited, whatever the order they were made in",
        );
    });
}

#[test]
fn it_can_be_made_before_there_is_a_runtime() {
    plain_thread(|lab: PlainLab| {
        let job = lab.job("work").takes(ms(10)).gives(42);
        let lazy = lazy_future(|| job);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime can be built");
        expect_eq(
            runtime.block_on(lazy),
            42,
            "awaiting the future should give what the work gives",
        );
    });
}
