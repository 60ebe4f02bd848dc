//! `stop_early`: nothing is asked of the source that is not needed, and it is not held any longer.

use async_katas::c08_streams::stop_early::stop_early;
use lab::{Lab, expect_eq, fail, for_seeds, ms, secs, virtual_time};
use tokio::time::timeout;

#[test]
fn not_one_item_more_is_made() {
    virtual_time(async |lab: Lab| {
        let source = lab.source("source", (1..=8).map(|n| (ms(100), n)));
        let found = stop_early(
            source,
            |n| *n == 3,
            async |n| lab.job("work").takes(ms(200)).gives(n * 10).await,
        )
        .await;
        lab.expect(
            "
                      0ms   100ms 200ms 300ms 400ms 500ms
            source    |=====|=====|=====|
            work                        |===========|
            ",
        );
        expect_eq(
            found,
            Some(30),
            "what the work gave for the wanted item did not come back",
        );
    });
}

#[test]
fn nothing_that_is_ready_is_taken_along() {
    virtual_time(async |lab: Lab| {
        let source = lab.source("source", (1..=20).map(|n| (ms(0), n)));
        let watch = source.watch();
        let found = stop_early(source, |n| *n == 3, async |n| n).await;
        expect_eq(
            watch.given(),
            3,
            "the third item was the wanted one: even from a source that has them all at hand, \
             items are taken one by one, and none after the wanted one",
        );
        expect_eq(found, Some(3), "this is not the wanted item");
    });
}

#[test]
fn the_source_is_gone_before_the_work_begins() {
    virtual_time(async |lab: Lab| {
        let source = lab.source("source", (1..=8).map(|n| (ms(100), n)));
        let watch = source.watch();
        let _found = stop_early(
            source,
            |n| *n == 2,
            async |_| {
                if watch.dropped_at().is_none() {
                    fail(
                        "the source was still held when the work began: it has to be dropped, not \
                         only left alone",
                    );
                }
                lab.job("work").takes(secs(1)).gives(()).await;
            },
        )
        .await;
        expect_eq(
            watch.dropped_at(),
            Some(ms(200)),
            "the source was held too long: it is dropped as soon as the wanted item is there",
        );
    });
}

#[test]
fn an_endless_source_is_left_too() {
    virtual_time(async |lab: Lab| {
        let source = lab.source("source", (0..).map(|n| (secs(1), n)));
        let search = stop_early(source, |n| *n == 4, async |n| n);
        let Ok(found) = timeout(secs(20), search).await else {
            fail(
                "the source is endless and the first wanted item came after five seconds, but your \
                 function waited for the end",
            )
        };
        expect_eq(found, Some(4), "this is not the first wanted item");
    });
}

#[test]
fn nothing_wanted_is_none() {
    virtual_time(async |lab: Lab| {
        let work = async |n: u32| lab.job("work").takes(secs(1)).gives(n).await;
        let source = lab.source("source", (1..=3).map(|n| (ms(100), n)));
        expect_eq(
            stop_early(source, |_| false, work).await,
            None,
            "no item was wanted, so there is nothing to give",
        );
        lab.expect(
            "
                      0ms   100ms 200ms 300ms
            source    |=====|=====|=====|
            work
            ",
        );
        let none = lab.source("nothing", []);
        expect_eq(
            (stop_early(none, |_| true, work).await, lab.now()),
            (None, ms(300)),
            "a source without items gives nothing, at once",
        );
    });
}

#[test]
fn each_item_is_looked_at_once() {
    virtual_time(async |lab: Lab| {
        let mut seen = Vec::new();
        let source = lab.source("source", ["a", "b", "c", "d"].map(|word| (ms(100), word)));
        let wanted = |word: &&'static str| {
            seen.push(*word);
            *word == "c"
        };
        let _found = stop_early(source, wanted, async |word| word).await;
        expect_eq(
            seen,
            vec!["a", "b", "c"],
            "`wanted` is asked once about each item, in order, up to the wanted one",
        );
    });
}

#[test]
fn the_first_wanted_of_any_number() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let items: Vec<_> = (0..draw.size(1..=9))
            .map(|n| (draw.times(ms(10), 0..=20), (n, draw.size(0..=4) == 0)))
            .collect();
        let first = items.iter().position(|(_, (_, wanted))| *wanted);
        let asked = first.map_or(items.len(), |first| first + 1);
        let time = items.iter().take(asked).map(|(time, _)| *time).sum();
        let source = lab.source("source", items);
        let watch = source.watch();
        let found = stop_early(source, |(_, wanted)| *wanted, async |(n, _)| n).await;
        expect_eq(
            found,
            first,
            "it is the first wanted item that counts, whatever comes before and after it",
        );
        expect_eq(
            watch.asked(),
            asked,
            "items are asked for up to the first wanted one, and not one more",
        );
        expect_eq(
            lab.now(),
            time,
            "your function did not return when the first wanted item was there",
        );
    });
}
