//! `lazy_pages`: one stream of items, and not a page fetched before it is needed.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::time::Duration;

use async_katas::c08_streams::lazy_pages::{Page, PageError, lazy_pages};
use futures::future::ready;
use futures::poll;
use futures::stream::StreamExt;
use lab::timeline::{Item, short};
use lab::{Lab, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs, virtual_time};
use tokio::time::sleep;

/// An item, or the page that could not be fetched, and why.
type Read<T, E> = Result<T, (u32, E)>;

fn read<T, E>(given: Result<T, PageError<E>>) -> Read<T, E> {
    given.map_err(|error| (error.page, error.source))
}

/// A list on a server: pages by number, each with its items and the page after it.
struct Server {
    lab: Lab,
    pages: Vec<(u32, Vec<char>, Option<u32>)>,
    /// The page whose first fetch fails.
    broken: Option<u32>,
    fetched: RefCell<Vec<u32>>,
}

/// Pages of a small list.
const SMALL: [(u32, &str, Option<u32>); 3] =
    [(1, "ab", Some(2)), (2, "cd", Some(3)), (3, "e", None)];

impl Server {
    fn new(lab: &Lab, pages: &[(u32, &str, Option<u32>)]) -> Self {
        let pages = pages
            .iter()
            .map(|(n, items, next)| (*n, items.chars().collect(), *next));
        Server {
            lab: lab.clone(),
            pages: pages.collect(),
            broken: None,
            fetched: RefCell::default(),
        }
    }

    /// Three pages of two, two and one items.
    fn small(lab: &Lab) -> Self {
        Server::new(lab, &SMALL)
    }

    /// A fetch takes 200 ms.
    async fn fetch(&self, page: u32) -> Result<Page<char>, &'static str> {
        let again = self.fetched.borrow().contains(&page);
        self.fetched.borrow_mut().push(page);
        let found = self.pages.iter().find(|(number, _, _)| *number == page);
        let answer = match found {
            Some(_) if self.broken == Some(page) && !again => Err("connection lost"),
            Some((_, items, next)) => Ok(Page {
                items: items.clone(),
                next: *next,
            }),
            None => Err("no such page"),
        };
        let lane = format!("page {page}");
        self.lab.job(&lane).takes(ms(200)).result(answer).await
    }
}

/// What everything else stands on: a fetch that has begun is there in the next poll. Who has none of it
/// is told that, and not what follows from it.
async fn a_fetch_outlives_its_poll(lab: &Lab) {
    let (probe, begun) = (RefCell::new(Some(lab.probe())), Cell::new(false));
    let watch = probe.borrow().as_ref().map(|probe| probe.watch());
    let mut items = pin!(lazy_pages(1, async |_: u32| {
        let _held = probe.take();
        begun.set(true);
        sleep(ms(200)).await;
        Err::<Page<char>, _>("no such page")
    }));
    let first = poll!(items.next());
    let is_gone = watch.is_some_and(|watch| watch.is_dropped());
    if first.is_pending() && begun.get() && is_gone {
        fail(
            "a fetch had begun in a poll, which was pending, and when that poll returned the fetch had \
             been dropped, so that it never ends: keep a fetch that has begun from one poll to the next",
        );
    }
}

/// Which page was fetched while items of those before it were left, on lanes of their names.
fn fetched_too_early(lab: &Lab, server: &Server) -> Option<String> {
    let happened = lab.timeline();
    let items = happened.items("item");
    let mut before = 0;
    for (number, of_it, _) in &server.pages {
        let begun = happened
            .items(&format!("page {number}"))
            .first()
            .map(Item::begin);
        if let Some(begun) = begun {
            let given = items.iter().filter(|item| item.begin() <= begun).count();
            if given < before {
                return Some(format!(
                    "page {number} was fetched at {}, when {} of the {before} items before it had been \
                     given: a page is fetched when its first item is wanted, and the last item of a \
                     page is given without a fetch",
                    short(begun),
                    match given {
                        0 => "none".to_owned(),
                        given => format!("only {given}"),
                    }
                ));
            }
        }
        before += of_it.len();
    }
    None
}

/// What is wrong with items that should be these.
fn wrong_items(got: &str, server: &Server) -> String {
    let expected: String = server
        .pages
        .iter()
        .flat_map(|(_, items, _)| items)
        .collect();
    let pages = server.pages.iter();
    let from_the_end: String = pages.flat_map(|(_, items, _)| items.iter().rev()).collect();
    let lost: String = expected
        .chars()
        .filter(|item| !got.contains(*item))
        .collect();
    let twice = expected
        .chars()
        .find(|item| got.chars().filter(|one| one == item).count() > 1);
    match twice {
        _ if got == from_the_end => {
            "the items of a page came from its end, the last of each page first".to_owned()
        }
        _ if !lost.is_empty() => format!("of the items {expected:?} these never came: {lost:?}"),
        Some(twice) => format!("the item {twice:?} came more than once"),
        None => "these are not the items of the three pages in order".to_owned(),
    }
}

/// After which page of a list the wrong one was fetched, or none.
fn wrong_page(fetched: &[u32], list: &[(u32, &str, Option<u32>)]) -> Option<String> {
    let place = (0..=fetched.len().min(list.len()))
        .find(|place| fetched.get(*place) != list.get(*place).map(|(number, _, _)| number))?;
    let Some((number, items, next)) = place.checked_sub(1).map(|before| list[before]) else {
        return Some("the first page that was fetched is another than `first`".to_owned());
    };
    let before = &list[..place];
    let full = before.iter().rposition(|(_, items, _)| !items.is_empty());
    if let [(first, ..), .., _] = before[full.map_or(0, |full| full + 1)..]
        && fetched.get(place).is_none()
        && next.is_some()
    {
        return Some(format!(
            "page {number} is empty, as page {first} was before it, and after it nothing was fetched; the \
             first of the empty pages was passed over, and another one in a row was taken for the end: \
             however many empty pages follow one another, the stream goes on with the next one, and ends \
             where `next` is `None`"
        ));
    }
    let next = match next {
        Some(next) => format!("{next}"),
        None => "`None`".to_owned(),
    };
    let then = match fetched.get(place) {
        Some(page) => format!("page {page} was fetched"),
        None => "nothing was fetched".to_owned(),
    };
    let why = match fetched.get(place) {
        Some(_) => "only `next` says which page comes after it, if any",
        None if items.is_empty() => "an empty page is no end, which is where `next` is `None`",
        None if next == "0" => "0 is the number of a page like any other",
        None => "the list ends where `next` is `None`, and nowhere else",
    };
    Some(format!(
        "after page {number}, whose `next` is {next}, {then}: {why}"
    ))
}

#[test]
fn a_page_is_fetched_when_its_first_item_is_wanted() {
    virtual_time(async |lab: Lab| a_fetch_outlives_its_poll(&lab).await);
    virtual_time(async |lab: Lab| {
        let server = Server::small(&lab);
        let mut items = pin!(lazy_pages(1, async |page| server.fetch(page).await));
        let mut given = String::new();
        sleep(ms(200)).await;
        while let Some(Ok(item)) = items.next().await {
            lab.explain("item", "each item, when it comes");
            lab.mark("item", item);
            given.push(item);
            lab.job("work").takes(ms(200)).gives(()).await;
        }
        expect_eq(given.as_str(), "abcde", wrong_items(&given, &server));
        let picture = "
                      0ms   200ms 400ms 600ms 800ms 1s    1.2s  1.4s  1.6s  1.8s
            page 1          |=====|
            item                  a     b           c     d           e
            work                  |=====|=====|     |=====|=====|     |=====|
            page 2                            |=====|
            page 3                                              |=====|
            ";
        let wrong = wrong_page(&server.fetched.borrow(), &SMALL);
        match fetched_too_early(&lab, &server).or(wrong) {
            Some(why) => lab.expect_because(picture, &why),
            None => lab.expect(picture),
        }
    });
}

#[test]
fn what_came_before_an_error_is_given() {
    virtual_time(async |lab: Lab| a_fetch_outlives_its_poll(&lab).await);
    virtual_time(async |lab: Lab| {
        let lists = [
            (1, "", vec![1]),
            (2, "ab", vec![1, 2]),
            (3, "abcd", vec![1, 2, 3]),
        ];
        for (broken, before, fetched) in lists {
            lab.case(format!("page {broken} of three cannot be fetched"));
            let mut server = Server::small(&lab);
            server.broken = Some(broken);
            let mut items = pin!(lazy_pages(1, async |page| server.fetch(page).await).map(read));
            for item in before.chars() {
                let given = items.next().await;
                let why = match given {
                    Some(Ok(other)) => format!("item {other:?} came where {item:?} was due"),
                    Some(Err((page, _))) => format!(
                        "page {page} cannot be fetched, and the items before it did not come before \
                         the error: item {item:?} is due"
                    ),
                    None => format!("the stream ended, and item {item:?} was due"),
                };
                expect_eq(given, Some(Ok(item)), why);
            }
            match items.next().await {
                Some(Err((page, "connection lost"))) if page == broken => {}
                Some(Err((page, why))) => fail(format!(
                    "page {broken} could not be fetched (connection lost), and the error names \
                     page {page} ({why})"
                )),
                Some(Ok(item)) => fail(format!(
                    "page {broken} could not be fetched, and item {item:?} came in place of the \
                     error"
                )),
                None => fail(format!(
                    "page {broken} could not be fetched, and the stream ended as if the list were \
                     complete: the caller did not get the error"
                )),
            }
            let after = items.next().await;
            let tries = server
                .fetched
                .borrow()
                .iter()
                .filter(|page| **page == broken)
                .count();
            let why = match tries {
                0..=1 => format!(
                    "page {broken} could not be fetched, and after its error the stream went on: an \
                     error ends the stream"
                ),
                _ => format!(
                    "page {broken} could not be fetched, and after its error the stream fetched it \
                     again: an error ends the stream, which does not try again by itself"
                ),
            };
            expect_eq(after, None, why);
            expect_eq(
                server.fetched.borrow().clone(),
                fetched,
                format!(
                    "page {broken} could not be fetched, and something was fetched after it: an \
                     error ends the stream"
                ),
            );
        }
    });
}

#[test]
fn retried_it_goes_on_from_the_page_that_failed() {
    virtual_time(async |lab: Lab| a_fetch_outlives_its_poll(&lab).await);
    virtual_time(async |lab: Lab| {
        let mut server = Server::small(&lab);
        server.broken = Some(3);
        let (mut got, mut from) = (String::new(), Some(1));
        for _attempt in 0..3 {
            let Some(first) = from.take() else { break };
            let mut items = pin!(lazy_pages(first, async |page| server.fetch(page).await));
            while let Some(item) = items.next().await {
                match item {
                    Ok(item) => got.push(item),
                    Err(error) => {
                        from = Some(error.page);
                        break;
                    }
                }
            }
        }
        expect_eq(
            got.as_str(),
            "abcde",
            format!(
                "page 3 could not be fetched, then the caller began a new stream with the page that the \
                 error names; {}",
                wrong_items(&got, &server)
            ),
        );
        let mut once = server.fetched.borrow().clone();
        once.dedup();
        let why = wrong_page(&once, &SMALL).unwrap_or_else(|| {
            "page 3 could not be fetched at first, and these pages were fetched in all: only the page \
             that failed is fetched again"
                .to_owned()
        });
        expect_eq(server.fetched.borrow().as_slice(), &[1, 2, 3, 3], why);
    });
}

#[test]
fn pages_may_jump_and_be_empty() {
    virtual_time(async |lab: Lab| a_fetch_outlives_its_poll(&lab).await);
    virtual_time(async |lab: Lab| {
        lab.case(
            "page 7, then the empty pages 3 and 4, then page 12, then the largest, then page 0",
        );
        const LIST: [(u32, &str, Option<u32>); 7] = [
            (7, "a", Some(3)),
            (3, "", Some(4)),
            // Nothing else is odd about the page after the two.
            (4, "", Some(12)),
            (12, "b", Some(u32::MAX)),
            (u32::MAX, "cd", Some(0)),
            (0, "e", None),
            // Nobody names it.
            (1, "z", None),
        ];
        let server = Server::new(&lab, &LIST);
        let items = lazy_pages(7, async |page| server.fetch(page).await).map(read);
        let got: Vec<_> = items.collect().await;
        if let Some(why) = wrong_page(&server.fetched.borrow(), &LIST[..6]) {
            fail(why);
        }
        expect_eq(
            got,
            ['a', 'b', 'c', 'd', 'e'].map(Ok).to_vec(),
            "these are not the items of the six pages",
        );

        lab.case("a list whose only page is empty");
        let server = Server::new(&lab, &[(1, "", None)]);
        let none = lazy_pages(1, async |page| server.fetch(page).await)
            .count()
            .await;
        expect_eq(none, 0, "there is no item, and something was given");
        lab.case("a list whose last page is empty");
        let server = Server::new(&lab, &[(1, "a", Some(2)), (2, "", None)]);
        let one = lazy_pages(1, async |page| server.fetch(page).await)
            .count()
            .await;
        expect_eq(one, 1, "there is one item, and something else was given");
    });
}

#[test]
fn a_wait_given_up_loses_nothing() {
    virtual_time(async |lab: Lab| a_fetch_outlives_its_poll(&lab).await);
    cancel_at_every_await(async |lab: Lab| {
        let server = Server::small(&lab);
        let mut items = pin!(lazy_pages(1, async |page| server.fetch(page).await));
        let got = RefCell::new(String::new());
        // What is cancelled is the reading; the stream itself is kept, and read on.
        let reading = async {
            while let Some(Ok(item)) = items.next().await {
                got.borrow_mut().push(item);
            }
        };
        let given_up = lab.cut(reading).await.is_none();
        if given_up {
            while let Some(Ok(item)) = items.next().await {
                got.borrow_mut().push(item);
            }
        }
        let what = match given_up {
            true => "a wait for an item was given up and taken up again, and ",
            false => "",
        };
        let fetched = server.fetched.borrow();
        let again = (1..=3).find(|page| fetched.iter().filter(|one| *one == page).count() > 1);
        if let Some(page) = again {
            fail(format!(
                "{what}page {page} was fetched more than once: the fetch that has begun goes on"
            ));
        }
        let why = wrong_page(&fetched, &SMALL)
            .unwrap_or_else(|| "these are the pages that were fetched".to_owned());
        expect_eq(fetched.as_slice(), &[1, 2, 3], format!("{what}{why}"));
        let got = got.into_inner();
        expect_eq(
            got.as_str(),
            "abcde",
            format!("{what}{}", wrong_items(&got, &server)),
        );
    });
}

#[test]
fn a_fetch_that_begins_when_it_is_called_is_not_called_too_early() {
    virtual_time(async |lab: Lab| a_fetch_outlives_its_poll(&lab).await);
    virtual_time(async |lab: Lab| {
        let calls = RefCell::new(Vec::new());
        // No `async` around it: whoever calls this has fetched.
        let fetch = |page: u32| {
            calls.borrow_mut().push(page);
            ready(match page {
                1..=3 => Ok(Page {
                    items: vec![page * 10, page * 10 + 1],
                    next: Some(page + 1),
                }),
                _ => Err("no such page"),
            })
        };
        let mut items = pin!(lazy_pages(1, fetch).map(read));
        sleep(secs(1)).await;
        if !calls.borrow().is_empty() {
            fail(
                "`fetch` was called before anybody asked for an item: a fetch may begin when it is \
                 called, and not only when it is awaited",
            );
        }
        for page in 1..=3 {
            for item in [page * 10, page * 10 + 1] {
                lab.case(format!("item {item} of page {page}"));
                let given = items.next().await;
                let why = match given {
                    Some(Ok(_)) => format!("another item came where {item} was due"),
                    Some(Err((page, _))) => format!(
                        "page {page} cannot be fetched, and its error came where item {item} was due: \
                         the items of the pages before it come first"
                    ),
                    None => format!("the stream ended where item {item} was due"),
                };
                expect_eq(given, Some(Ok(item)), why);
                let calls = calls.borrow();
                if let Some(next) = calls.iter().find(|called| **called > page) {
                    fail(format!(
                        "when item {item} of page {page} was given, `fetch` had been called for page \
                         {next} as well: a fetch may begin when it is called, and a page is fetched \
                         when its first item is wanted"
                    ));
                }
                expect_eq(
                    calls.as_slice(),
                    (1..=page).collect::<Vec<_>>().as_slice(),
                    format!(
                        "item {item} of page {page} was given, and for these pages `fetch` had been \
                         called"
                    ),
                );
            }
        }
        lab.case("page 4, which cannot be fetched");
        expect_eq(
            items.next().await,
            Some(Err((4, "no such page"))),
            "page 4 could not be fetched, and this was given",
        );
        expect_eq(
            items.next().await,
            None,
            "after its error the stream went on: an error ends the stream",
        );
        expect_eq(
            calls.borrow().as_slice(),
            &[1, 2, 3, 4],
            "these are the pages for which `fetch` was called",
        );
    });
}

/// That nothing is fetched after the last page of a list whose pages are numbered from 1.
fn no_further(page: u32, last: u32) {
    if page > last {
        fail(format!(
            "page {page} was fetched after page {last}, whose `next` is `None`: the list ends there"
        ));
    }
}

fn fetches_of(count: usize) -> String {
    match count {
        0 => "no fetch".to_owned(),
        1 => "one fetch".to_owned(),
        _ => format!("{count} fetches"),
    }
}

#[test]
fn a_fetch_of_a_year_is_awaited_too() {
    virtual_time(async |lab: Lab| a_fetch_outlives_its_poll(&lab).await);
    const YEAR: Duration = secs(365 * 24 * 60 * 60);
    virtual_time(async |lab: Lab| {
        lab.lasts(YEAR * 3);
        let under_way = Cell::new(None);
        let items = lazy_pages(1, async |page: u32| {
            no_further(page, 2);
            under_way.set(Some(page));
            sleep(YEAR).await;
            under_way.set(None);
            let next = (page < 2).then_some(page + 1);
            Ok::<_, ()>(Page {
                items: vec![page],
                next,
            })
        });
        let got: Vec<_> = items.map(read).collect().await;
        if let Some(page) = under_way.get() {
            fail(format!(
                "the stream ended after {}, when the fetch of page {page}, which lasts a year, had begun \
                 and not ended: a fetch is awaited however long it takes",
                short(lab.now())
            ));
        }
        expect_eq(
            got,
            vec![Ok(1), Ok(2)],
            "each of two fetches lasts a year, and these are not the items of both pages",
        );
    });
}

#[test]
fn thousands_of_pages_full_and_empty() {
    virtual_time(async |lab: Lab| a_fetch_outlives_its_poll(&lab).await);
    virtual_time(async |lab: Lab| {
        for (pages, size) in [(12_000, 0), (12_000, 1), (2, 70_000)] {
            lab.case(format!("{pages} pages of {size} items, all at hand"));
            let fetched = Cell::new(0);
            let items = lazy_pages(1, async |page: u32| {
                no_further(page, pages);
                fetched.set(fetched.get() + 1);
                Ok::<_, ()>(Page {
                    items: vec![page; size],
                    next: (page < pages).then_some(page + 1),
                })
            });
            let given: Vec<_> = items.collect().await;
            let fetched = fetched.get();
            let cause = if given.iter().any(Result::is_err) {
                format!("{fetched} pages were fetched, no fetch failed, and an error was given")
            } else if fetched < pages {
                format!(
                    "the stream ended when {fetched} of {pages} pages had been fetched, though the \
                     last of them named a next one: it ends where a page says `None`, and nowhere \
                     else"
                )
            } else {
                format!(
                    "there were {pages} pages, each to be fetched once, and `fetch` was called \
                     {fetched} times"
                )
            };
            expect_eq(fetched, pages, cause);
            expect_eq(
                given.iter().filter(|given| given.is_ok()).count(),
                pages as usize * size,
                format!(
                    "{pages} pages of {size} items were fetched, and the number of items that were \
                     given is another one"
                ),
            );
        }
    });
}

/// A page of a drawn list.
struct Drawn {
    number: u32,
    takes: Duration,
    /// How many items it has; none where it cannot be fetched.
    size: Option<usize>,
}

#[test]
fn any_pages_at_any_times() {
    virtual_time(async |lab: Lab| a_fetch_outlives_its_poll(&lab).await);
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let mut numbers: Vec<u32> = (0..8)
            .chain(255..=257)
            .chain((1 << 31) - 1..=(1 << 31))
            .chain(u32::MAX - 2..=u32::MAX)
            .collect();
        draw.shuffle(&mut numbers);
        let count = draw.size(1..=8);
        let pages: Vec<Drawn> = numbers[..count]
            .iter()
            .map(|number| Drawn {
                number: *number,
                takes: match draw.size(0..=3) {
                    0 => ms(0),
                    _ => draw.off_grid(ms(1)..=ms(200)),
                },
                size: (draw.size(0..=9) > 0).then(|| draw.size(0..=4)),
            })
            .collect();
        let pause = match draw.size(0..=2) {
            0 => ms(0),
            _ => draw.off_grid(ms(1)..=ms(200)),
        };
        let told: Vec<String> = pages
            .iter()
            .map(|page| match page.size {
                Some(size) => format!("{} ({size} items, {})", page.number, short(page.takes)),
                None => format!("{} (fails, {})", page.number, short(page.takes)),
            })
            .collect();
        lab.case(format!(
            "these pages, with what a fetch takes: {}; and a pause of {} after each item",
            told.join(", "),
            short(pause)
        ));

        let fetched = RefCell::new(Vec::new());
        let fetch = async |number: u32| {
            fetched.borrow_mut().push((lab.now(), number));
            let index = pages.iter().position(|page| page.number == number);
            let index = index.unwrap_or_else(|| {
                fail(format!(
                    "page {number} was fetched, and no page names it as its `next`"
                ))
            });
            if pages[index].takes > ms(0) {
                sleep(pages[index].takes).await;
            }
            match pages[index].size {
                Some(size) => Ok(Page {
                    items: (0..size).map(|item| (number, item)).collect(),
                    next: pages.get(index + 1).map(|page| page.number),
                }),
                None => Err("connection lost"),
            }
        };
        let mut got = Vec::new();
        {
            let mut items = pin!(lazy_pages(pages[0].number, fetch));
            while let Some(given) = items.next().await {
                let failed = given.is_err();
                got.push((lab.now(), read(given)));
                if failed {
                    break;
                }
                if pause > ms(0) {
                    sleep(pause).await;
                }
            }
        }

        let (mut now, mut fetches, mut given) = (ms(0), Vec::new(), Vec::new());
        for page in &pages {
            fetches.push((now, page.number));
            now += page.takes;
            let Some(size) = page.size else {
                given.push((now, Err((page.number, "connection lost"))));
                break;
            };
            for item in 0..size {
                given.push((now, Ok((page.number, item))));
                now += pause;
            }
        }
        expect_each(&fetched.into_inner(), &fetches, |page| {
            format!("the fetch of page {page}")
        });
        expect_each(&got, &given, |given| match given {
            Ok((page, item)) => format!("item {item} of page {page}"),
            Err((page, _)) => format!("the error of page {page}"),
        });
        expect_eq(
            lab.now(),
            now,
            "the stream did not end at once when the last page was used up",
        );
    });
}

/// Compares what happened, and when, with what should.
#[track_caller]
fn expect_each<T: PartialEq>(
    got: &[(Duration, T)],
    expected: &[(Duration, T)],
    name: impl Fn(&T) -> String,
) {
    for n in 0..got.len().max(expected.len()) {
        match (got.get(n), expected.get(n)) {
            (Some(got), Some(expected)) if got == expected => {}
            (Some((at, one)), Some((due, same))) if one == same => fail(format!(
                "{} came at {}, and should come at {}",
                name(one),
                short(*at),
                short(*due)
            )),
            (Some((at, one)), Some((due, other))) => fail(format!(
                "{} came at {}, where {} should come, at {}",
                name(one),
                short(*at),
                name(other),
                short(*due)
            )),
            (Some((at, one)), None) => fail(format!(
                "{} came at {}, when nothing more should come",
                name(one),
                short(*at)
            )),
            (None, Some((due, other))) => fail(format!(
                "{} should have come at {}, and never came",
                name(other),
                short(*due)
            )),
            (None, None) => {}
        }
    }
}

#[test]
fn however_it_is_polled_each_page_is_fetched_once() {
    virtual_time(async |lab: Lab| a_fetch_outlives_its_poll(&lab).await);
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            let lies_there = match way {
                Way::Later => Way::LATER,
                _ => ms(0),
            };
            let server = Server::new(
                &lab,
                &[
                    (1, "ab", Some(2)),
                    (2, "", Some(256)),
                    (256, "cde", Some(65_536)),
                    (65_536, "f", None),
                ],
            );
            let mut items = pin!(lazy_pages(1, async |page| server.fetch(page).await).map(read));
            let reads = [
                (Some('a'), 1),
                (Some('b'), 0),
                (Some('c'), 2),
                (Some('d'), 0),
                (Some('e'), 0),
                (Some('f'), 1),
                (None, 0),
            ];
            for (item, fetches) in reads {
                lab.case(format!("a read of {item:?} that is {way}"));
                let asked = lab.now();
                let before = server.fetched.borrow().len();
                let given = lab.polled(way, items.next()).await;
                if let Some(Err((page, _))) = given {
                    fail(format!(
                        "page {page} was fetched for a read that was {way}, and could not be: no page \
                         names it as its `next`"
                    ));
                }
                expect_eq(
                    given,
                    item.map(Ok),
                    format!("this is what a read gave that was {way}"),
                );
                expect_eq(
                    lab.now() - asked,
                    lies_there + ms(200) * fetches,
                    format!(
                        "a read that was {way} gave {item:?} after this long, with {}: {}, when the item \
                         is wanted",
                        fetches_of(server.fetched.borrow().len() - before),
                        match fetches {
                            0 => "no fetch is needed".to_owned(),
                            1 => "one fetch of 200ms is needed".to_owned(),
                            _ => format!("{fetches} fetches of 200ms each are needed"),
                        }
                    ),
                );
            }
            expect_eq(
                server.fetched.borrow().as_slice(),
                &[1, 2, 256, 65_536],
                format!("these pages were fetched for reads that were {way}, each should be once"),
            );
        }
    });
}
