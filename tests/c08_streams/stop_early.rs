//! `stop_early`: nothing is asked of the source that is not needed, and it is not held any longer.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use async_katas::c08_streams::stop_early::stop_early;
use futures::future::ready;
use futures::stream::{self, StreamExt};
use lab::timeline::{counted, short};
use lab::{Lab, SourceWatch, Way, expect_eq, fail, for_seeds, ms, secs, virtual_time, within};
use tokio::time::sleep;

const NUMBERS: [&str; 4] = ["first", "second", "third", "fourth"];

/// That items were asked for behind the wanted one, or that the search ended before it, if so. So many
/// are needed.
fn wrong_end(watch: &SourceWatch, needed: usize) -> Option<String> {
    let (asked, given) = (watch.asked(), watch.given());
    let wanted = NUMBERS[needed - 1];
    if asked > needed {
        return Some(format!(
            "the {wanted} item was the wanted one, and {asked} were asked for: nothing is asked of the \
             source from the wanted item on"
        ));
    }
    let last = NUMBERS.get(given.checked_sub(1)?);
    match given < needed {
        true if asked == given => Some(format!(
            "the {wanted} item was the wanted one, and your function stopped after the {}, which was \
             not: look at one item after another, up to the first that is wanted",
            last?
        )),
        _ => None,
    }
}

#[test]
fn not_one_item_more_is_made() {
    virtual_time(async |lab: Lab| {
        let source = lab.source("source", (1..=8).map(|n| (ms(100), n)));
        let watch = source.watch();
        let found = stop_early(
            source,
            |n| *n == 3,
            async |n| lab.job("work").takes(ms(200)).gives(n * 10).await,
        )
        .await;
        let why = wrong_end(&watch, 3);
        if let Some(why) = &why
            && watch.given() < 3
        {
            fail(why);
        }
        lab.expect_because(
            "
                      0ms   100ms 200ms 300ms 400ms 500ms
            source    |=====|=====|=====|
            work                        |===========|
            ",
            &why.unwrap_or_default(),
        );
        expect_eq(
            found,
            Some(30),
            "3 was wanted, and the work gives ten times its item: the caller got something else",
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
        let read = watch.given();
        let why = match read < 3 {
            true => wrong_end(&watch, 3).unwrap_or_default(),
            false => format!(
                "the third item was the wanted one, and {read} were read: even from a source that has \
                 them all at hand, items are taken one by one, up to the wanted one"
            ),
        };
        expect_eq(read, 3, why);
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
        let why = wrong_end(&watch, 2).unwrap_or_else(|| {
            "the wanted item came after 200ms, and the source was not dropped at that instant"
                .to_owned()
        });
        expect_eq(watch.dropped_at(), Some(ms(200)), why);
    });
}

#[test]
fn an_endless_source_is_left_too() {
    virtual_time(async |lab: Lab| {
        lab.case("an endless source with an item a second");
        let source = lab.source("source", (0..).map(|n| (secs(1), n)));
        let watch = source.watch();
        let found = within(
            secs(20),
            stop_early(source, |n| *n == 4, async |n| n),
            "the source is endless and the first wanted item came after five seconds, but your \
             function waited for the end",
        );
        let found = found.await;
        let why = match found {
            None => format!(
                "the source is endless and its fifth item was the wanted one, and `None` came back after \
                 {} had been read: go on to the first that is wanted",
                counted(watch.given(), "item")
            ),
            Some(_) => "this is not the first wanted item".to_owned(),
        };
        expect_eq(found, Some(4), why);
        lab.case("a hundred thousand items, all at hand");
        let asked = Cell::new(0);
        let source = stream::iter((0_u32..100_000).inspect(|_| asked.set(asked.get() + 1)));
        let found = stop_early(source, |n| *n == 70_000, async |n| n).await;
        expect_eq(
            found,
            Some(70_000),
            format!(
                "item 70,000 of a hundred thousand was the first wanted one, and after {} items \
                 your function gave {}: go on to the first that is wanted, however far it is",
                asked.get(),
                match found {
                    None => "`None`",
                    Some(_) => "another one",
                }
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
        let watch = source.watch();
        let began = Cell::new(None);
        let found = stop_early(
            source,
            |item| *item == 'b',
            async |item| {
                began.set(Some(lab.now()));
                lab.job("work").takes(YEAR).gives(item).await
            },
        );
        let found = found.await;
        let why = match found {
            None => wrong_end(&watch, 2).unwrap_or_else(|| {
                format!(
                    "the wanted item came after two years, and `None` came back after {}, while the \
                     {} item was on its way: wait for it, however long it takes",
                    short(lab.now()),
                    NUMBERS[watch.given().min(3)]
                )
            }),
            Some(_) => "the wanted item came after two years, and this is not that one".to_owned(),
        };
        expect_eq(found, Some('b'), why);
        if let Some(why) = wrong_end(&watch, 2) {
            fail(why);
        }
        if began.get() != Some(YEAR * 2) {
            fail(
                "the wanted item came after two years, and the work did not begin at that instant",
            );
        }
        expect_eq(
            lab.now() - YEAR * 3,
            secs(0),
            "the work lasts a year and ended after three, and this much later your function \
             returned",
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
fn of_equal_items_the_one_that_was_wanted_is_given() {
    virtual_time(async |lab: Lab| {
        for wanted in 1..=4 {
            lab.case(format!(
                "four equal items, and `wanted` says yes when it is asked for the {} time and from \
                 then on",
                NUMBERS[wanted - 1]
            ));
            let items = [Rc::new(7), Rc::new(7), Rc::new(7), Rc::new(7)];
            let source = lab.source("source", numbered(items.len()));
            let watch = source.watch();
            let source = source.map(|n| Rc::clone(&items[n]));
            let asked = Cell::new(0);
            let look = |_: &Rc<i32>| {
                asked.set(asked.get() + 1);
                asked.get() >= wanted
            };
            let found = stop_early(source, look, async |item| item).await;
            expect_eq(
                asked.get(),
                wanted,
                "this is how often `wanted` was asked: it should be asked once about each item, up \
                 to the wanted one",
            );
            let why = wrong_end(&watch, wanted)
                .unwrap_or_else(|| "this is how many items were taken from the source".to_owned());
            expect_eq(watch.asked(), wanted, why);
            let found =
                found.and_then(|found| items.iter().position(|item| Rc::ptr_eq(item, &found)));
            expect_eq(
                found,
                Some(wanted - 1),
                "all items are equal, and this is the index of the one that was given",
            );
        }
    });
}

fn numbered(count: usize) -> Vec<(Duration, usize)> {
    (0..count).map(|n| (ms(100), n)).collect()
}

#[test]
fn none_comes_back_when_the_source_ends() {
    virtual_time(async |lab: Lab| {
        let source = lab.source("source", numbered(2));
        let end = stream::once(async { sleep(ms(550)).await }).filter_map(|()| ready(None));
        let watch = source.watch();
        let found = stop_early(source.chain(end), |_| false, async |n: usize| n).await;
        expect_eq(found, None, "no item was wanted, and something was given");
        if watch.given() < 2 {
            fail(format!(
                "no item was wanted, and your function stopped after {} of two: `None` comes back when \
                 the source ends",
                counted(watch.given(), "item")
            ));
        }
        expect_eq(
            lab.now(),
            ms(750),
            "the source ended 550ms after its second and last item, and `None` did not come back \
             at that instant",
        );
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
            "this is how many items were asked for: it should be those up to the first wanted one, \
             and not one more",
        );
        expect_eq(
            lab.now(),
            search + if first.is_some() { work } else { ms(0) },
            "your function did not return when the work had ended, or, where no item was wanted, \
             the source",
        );
    });
}

#[test]
fn however_it_is_polled_the_work_follows_the_wanted_item() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!(
                "three items, the third is wanted, and a future that is {way}"
            ));
            let begun = lab.now();
            let source = lab.source("source", numbered(4));
            let watch = source.watch();
            let work = async |n: usize| {
                for time in [ms(100), ms(7), ms(200)] {
                    sleep(time).await;
                }
                n * 10
            };
            let search = stop_early(source, |n| *n == 2, work);
            expect_eq(
                lab.polled(way, search).await,
                Some(20),
                wrong_end(&watch, 3).unwrap_or_else(|| {
                    format!(
                        "the third item, 2, was wanted, and the work gives ten times its item: this \
                         came of a future that was {way}"
                    )
                }),
            );
            let lies_there = match way {
                Way::Later => Way::LATER,
                _ => ms(0),
            };
            let why = wrong_end(&watch, 3).unwrap_or_else(|| {
                format!(
                    "the third item was wanted, and this is when the source was dropped; your \
                     future was {way}"
                )
            });
            expect_eq(watch.dropped_at(), Some(begun + lies_there + ms(300)), why);
            expect_eq(
                lab.now() - begun,
                lies_there + ms(607),
                format!(
                    "the third item comes 300ms after the first poll and the work lasts 307ms; \
                     this long it took with a future that was {way}"
                ),
            );
            if let Some(why) = wrong_end(&watch, 3) {
                fail(why);
            }
        }
    });
}
