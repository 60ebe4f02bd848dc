//! `lazy_pages`: one stream of items, and not a page fetched before it is needed.

use std::cell::RefCell;
use std::pin::pin;
use std::task::Poll;

use async_katas::c08_streams::lazy_pages::{Page, PageError, lazy_pages};
use futures::stream::StreamExt;
use lab::{Lab, cancel_at_every_await, expect_eq, fail, for_seeds, ms, virtual_time};
use tokio::time::sleep;
use tokio_test::task;

/// A list on a server: pages by number, each with its items and the page after it.
struct Server {
    lab: Lab,
    pages: Vec<(u32, Vec<char>, Option<u32>)>,
    /// The page whose first fetch fails.
    broken: Option<u32>,
    fetched: RefCell<Vec<u32>>,
}

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
        Server::new(
            lab,
            &[(1, "ab", Some(2)), (2, "cd", Some(3)), (3, "e", None)],
        )
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

#[test]
fn a_page_is_fetched_when_its_first_item_is_wanted() {
    virtual_time(async |lab: Lab| {
        let server = Server::small(&lab);
        let mut items = pin!(lazy_pages(1, async |page| server.fetch(page).await));
        let mut given = String::new();
        sleep(ms(200)).await;
        while let Some(Ok(item)) = items.next().await {
            lab.mark("item", item);
            given.push(item);
            lab.job("work").takes(ms(200)).gives(()).await;
        }
        expect_eq(
            given.as_str(),
            "abcde",
            "the items of all pages should come one by one, in order",
        );
        lab.expect_because(
            "
                      0ms   200ms 400ms 600ms 800ms 1s    1.2s  1.4s  1.6s  1.8s
            page 1          |=====|
            item                  a     b           c     d           e
            work                  |=====|=====|     |=====|=====|     |=====|
            page 2                            |=====|
            page 3                                              |=====|
            ",
            "a page was fetched before its first item was wanted, or an item came late: the first \
             page waits for the first poll, and every other page until the items before it have \
             been given and one more is asked for",
        );
    });
}

#[test]
fn what_came_before_an_error_is_given() {
    virtual_time(async |lab: Lab| {
        let mut server = Server::small(&lab);
        server.broken = Some(2);
        let mut items = pin!(lazy_pages(1, async |page| server.fetch(page).await));
        for item in ['a', 'b'] {
            expect_eq(
                items.next().await,
                Some(Ok(item)),
                "the items before an error have to be given before it",
            );
        }
        match items.next().await {
            Some(Err(error)) => expect_eq(
                error,
                PageError {
                    page: 2,
                    source: "connection lost",
                },
                "the error should name the page that failed, and why",
            ),
            other => fail(format!(
                "the second page could not be fetched, and the caller did not get the error but \
                 {other:?}"
            )),
        }
        expect_eq(
            items.next().await,
            None,
            "an error ends the stream: whether to go on is for the caller to say",
        );
        expect_eq(
            server.fetched.borrow().as_slice(),
            &[1, 2],
            "an error ends the stream: no page is fetched after it",
        );
    });
}

#[test]
fn retried_it_goes_on_from_the_page_that_failed() {
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
            "after an error the caller began a new stream with the page that failed, as the error \
             names it, and should have got every item once",
        );
        expect_eq(
            server.fetched.borrow().as_slice(),
            &[1, 2, 3, 3],
            "only the page that failed is fetched again",
        );
    });
}

#[test]
fn pages_may_jump_and_be_empty() {
    virtual_time(async |lab: Lab| {
        let server = Server::new(
            &lab,
            &[
                (7, "a", Some(3)),
                (3, "", Some(4)),
                (4, "", Some(90)),
                (90, "bc", None),
            ],
        );
        let items = lazy_pages(7, async |page| server.fetch(page).await);
        let got: Vec<_> = items.collect().await;
        expect_eq(
            server.fetched.borrow().as_slice(),
            &[7, 3, 4, 90],
            "the pages follow one another as their `next` says, over empty pages too, up to one \
             that says `None`",
        );
        expect_eq(
            got,
            ['a', 'b', 'c'].map(Ok).to_vec(),
            "an empty page adds nothing, and the stream goes on",
        );

        let server = Server::new(&lab, &[(1, "", None)]);
        let none = lazy_pages(1, async |page| server.fetch(page).await)
            .count()
            .await;
        expect_eq(none, 0, "a list whose only page is empty has no items");
    });
}

#[test]
fn polled_by_hand_the_items_of_a_page_are_ready() {
    virtual_time(async |lab: Lab| {
        let server = Server::small(&lab);
        let mut items = task::spawn(lazy_pages(1, async |page| server.fetch(page).await));
        for page in [['a', 'b'], ['c', 'd']] {
            assert!(
                items.poll_next().is_pending(),
                "an item came before its page was fetched"
            );
            assert!(
                !items.is_woken(),
                "woken for nothing: the page was not there yet"
            );
            sleep(ms(201)).await;
            assert!(
                items.is_woken(),
                "the page was there and nobody was woken: its fetch has to live on from one poll \
                 to the next, and to keep the waker"
            );
            for item in page {
                expect_eq(
                    items.poll_next(),
                    Poll::Ready(Some(Ok(item))),
                    "every item of a page that has been fetched is given at once, without a fetch \
                     before it",
                );
            }
        }
    });
}

#[test]
fn a_wait_given_up_loses_nothing() {
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
        if lab.cut(reading).await.is_none() {
            while let Some(Ok(item)) = items.next().await {
                got.borrow_mut().push(item);
            }
        }
        expect_eq(
            server.fetched.borrow().as_slice(),
            &[1, 2, 3],
            "each page is fetched once: when a wait is given up and taken up again, the fetch that \
             had begun goes on",
        );
        expect_eq(
            got.borrow().as_str(),
            "abcde",
            "an item was lost or came twice when a wait was given up and taken up again",
        );
    });
}

#[test]
fn any_number_of_pages() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let last = draw.size(1..=6) as u32;
        let mut server = Server::new(&lab, &[]);
        let mut expected = String::new();
        for number in 1..=last {
            let items: Vec<char> = (0..draw.size(0..=4))
                .map(|_| *draw.pick(&['p', 'q', 'r', 's', 't']))
                .collect();
            expected.extend(&items);
            server
                .pages
                .push((number, items, (number < last).then_some(number + 1)));
        }
        let got: String = lazy_pages(1, async |page| server.fetch(page).await)
            .filter_map(async |item| item.ok())
            .collect()
            .await;
        expect_eq(
            got,
            expected,
            "the stream should give every item of every page, in order",
        );
        expect_eq(
            lab.now(),
            ms(200) * last,
            "the stream takes the time of its fetches, one after another, and no more",
        );
    });
}
