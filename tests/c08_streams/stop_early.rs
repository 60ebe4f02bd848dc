//! `stop_early`: nothing is asked of the source that is not needed, and it is not held any longer.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use async_katas::c08_streams::stop_early::stop_early;
use futures::stream;
use lab::{Lab, expect_eq, fail, for_seeds, ms, secs, virtual_time, within};

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
            "item 3 was wanted, and the work gives ten times its item: the caller got something \
             else",
        );
        expect_eq(
            lab.now(),
            ms(500),
            "the work had ended, and your function did not return at that instant",
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
            "the third item was the wanted one, and more or fewer than three were read: even from \
             a source that has them all at hand, items are taken one by one",
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
            "the wanted item came after 200ms, and the source was not dropped at that instant",
        );
    });
}

#[test]
fn an_endless_source_is_left_too() {
    virtual_time(async |lab: Lab| {
        lab.case("an endless source with an item a second");
        let source = lab.source("source", (0..).map(|n| (secs(1), n)));
        let found = within(
            secs(20),
            stop_early(source, |n| *n == 4, async |n| n),
            "the source is endless and the first wanted item came after five seconds, but your \
             function waited for the end",
        );
        expect_eq(found.await, Some(4), "this is not the first wanted item");
        lab.case("a hundred thousand items, all at hand");
        let asked = Cell::new(0);
        let source = stream::iter((0_u32..100_000).inspect(|_| asked.set(asked.get() + 1)));
        let found = stop_early(source, |n| *n == 70_000, async |n| n).await;
        expect_eq(
            found,
            Some(70_000),
            format!(
                "item 70,000 of a hundred thousand was the first wanted one, and after {} items \
                 your function gave something else",
                asked.get()
            ),
        );
    });
}

#[test]
fn an_item_may_be_a_year_in_coming() {
    const YEAR: Duration = secs(365 * 24 * 60 * 60);
    virtual_time(async |lab: Lab| {
        lab.lasts(YEAR * 4);
        let source = lab.source("source", [(YEAR, 'a'), (YEAR, 'b'), (ms(100), 'c')]);
        let found = stop_early(
            source,
            |item| *item == 'b',
            async |item| lab.job("work").takes(YEAR).gives(item).await,
        );
        expect_eq(
            found.await,
            Some('b'),
            "the wanted item came after two years, and your function did not wait for it",
        );
        expect_eq(
            lab.now(),
            YEAR * 3,
            "the work on it lasts a year, and your function did not return when it had ended",
        );
    });
}

#[test]
fn nothing_wanted_is_none() {
    virtual_time(async |lab: Lab| {
        let work = async |n: u32| lab.job("work").takes(secs(1)).gives(n).await;
        let source = lab.source("source", (1..=3).map(|n| (ms(100), n)));
        lab.case("three items, none of them wanted");
        expect_eq(
            stop_early(source, |_| false, work).await,
            None,
            "no item was wanted, and something was given",
        );
        lab.expect(
            "
                      0ms   100ms 200ms 300ms
            source    |=====|=====|=====|
            work
            ",
        );
        let none = lab.source("nothing", []);
        lab.case("a source without items");
        expect_eq(
            stop_early(none, |_| true, work).await,
            None,
            "there was no item, and something was given",
        );
        expect_eq(
            lab.now(),
            ms(300),
            "the sources had ended by then, and `None` did not come back at that instant",
        );
    });
}

#[test]
fn each_item_is_looked_at_once() {
    virtual_time(async |lab: Lab| {
        for wanted in ["c", "nothing"] {
            lab.case(format!("the items a, b, c, d, and {wanted} is wanted"));
            let seen = RefCell::new(Vec::new());
            let source = lab.source("source", ["a", "b", "c", "d"].map(|word| (ms(100), word)));
            let look = |word: &&'static str| {
                seen.borrow_mut().push(*word);
                *word == wanted
            };
            let _found = stop_early(source, look, async |word| word).await;
            let expected = match wanted {
                "c" => vec!["a", "b", "c"],
                _ => vec!["a", "b", "c", "d"],
            };
            expect_eq(
                seen.into_inner(),
                expected,
                "these are the items that `wanted` was asked about; it should be asked once about \
                 each, in order, up to the wanted one",
            );
        }
    });
}

#[test]
fn the_first_wanted_of_any_number() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let items: Vec<_> = (0..draw.size(1..=9))
            .map(|n| {
                let time = match draw.size(0..=3) {
                    0 => ms(0),
                    _ => draw.off_grid(ms(1)..=ms(200)),
                };
                (time, (n, draw.size(0..=4) == 0))
            })
            .collect();
        let work = draw.off_grid(ms(1)..=ms(200));
        lab.case(format!(
            "items with (time, (number, wanted)) {items:?}, and work of {work:?}"
        ));
        let first = items.iter().position(|(_, (_, wanted))| *wanted);
        let asked = first.map_or(items.len(), |first| first + 1);
        let search: Duration = items.iter().take(asked).map(|(time, _)| *time).sum();
        let source = lab.source("source", items);
        let watch = source.watch();
        let found = stop_early(
            source,
            |(_, wanted)| *wanted,
            async |(n, _)| lab.job("work").takes(work).gives(n).await,
        )
        .await;
        expect_eq(
            found,
            first,
            "this is not the number of the first wanted item",
        );
        expect_eq(
            watch.asked(),
            asked,
            "so many items were asked for: it should be those up to the first wanted one, and not \
             one more",
        );
        expect_eq(
            lab.now(),
            search + if first.is_some() { work } else { ms(0) },
            "your function did not return when the work had ended, or, where no item was wanted, \
             the source",
        );
    });
}
