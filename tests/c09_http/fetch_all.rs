//! `fetch_all`: all requests on their way together, results in order, one client.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_katas::c09_http::fetch_all::{FetchError, fetch_all};
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::serve::Listener;
use futures::stream::{self, StreamExt};
use lab::{A_DAY, Lab, Way, expect_eq, fail, ms, nasty, real_time, secs, virtual_time};
use reqwest::Client;
use tokio::sync::{Barrier, watch};
use tokio::time::{sleep, timeout};

use super::broken;
use super::counting::Connections;
use super::names::no_names;
use super::pages::{Asked, Pages, pieces};
use super::site::{Site, client, listen};
use super::texts;

/// What came of a page, in words of the test's own.
#[derive(Clone, Debug, PartialEq)]
enum Came {
    Text(String),
    Connection,
    Status(u16),
}

/// Asks for all pages. Each error has to name the address in its place.
async fn fetch(client: &Client, urls: &[String]) -> Vec<Came> {
    let results = fetch_all(client, urls).await;
    if results.len() != urls.len() {
        fail(another_number(&results, urls));
    }
    let came = results.into_iter().zip(urls).map(|(result, asked)| {
        let (url, came) = match result {
            Ok(text) => return Came::Text(text),
            Err(FetchError::Connection { url, .. }) => (url, Came::Connection),
            Err(FetchError::Status { url, status }) => (url, Came::Status(status)),
        };
        if !urls.contains(&url) {
            fail(format!(
                "the error for {asked:?} names {url:?}: it should name the address as it was given"
            ));
        }
        if url != *asked {
            fail(format!(
                "the error that names {url:?} stands in the place of {asked:?}: the results are \
                 out of order"
            ));
        }
        came
    });
    came.collect()
}

/// All results as they should be: where one is not, what became of it is told before the rest.
fn should_be(came: Vec<Came>, expected: Vec<Came>, cause: &str) {
    for (got, should) in came.iter().zip(&expected) {
        let why = match (got, should) {
            // Another page's text is told from where the others are.
            (Came::Text(got), Came::Text(_)) if expected.contains(&Came::Text(got.clone())) => {
                continue;
            }
            (Came::Text(got), Came::Text(sent)) => texts::became(got, sent),
            (Came::Text(_), Came::Status(_)) => ": an error page is no page".to_owned(),
            _ => continue,
        };
        if got != should && !why.is_empty() {
            fail(format!(
                "a page gave {got:?}, and should give {should:?}{why}"
            ));
        }
    }
    expect_eq(came, expected, cause);
}

/// What became of the results where there are more or fewer than addresses.
fn another_number(results: &[Result<String, FetchError>], urls: &[String]) -> String {
    let (count, all) = (results.len(), urls.len());
    let different = urls.iter().collect::<BTreeSet<_>>().len();
    let numbers = match count {
        1 => format!("{all} addresses gave 1 result"),
        count => format!("{all} addresses gave {count} results"),
    };
    match results {
        [Err(FetchError::Connection { url, .. } | FetchError::Status { url, .. })] if all > 1 => {
            format!(
                "{numbers}, the error of {url}: a page that fails costs the others nothing, and \
                 each has its own result in its place"
            )
        }
        _ if count == different => format!(
            "{numbers}, as many as there are different addresses: an address that is there twice \
             has two results"
        ),
        _ if count < all && results.iter().all(Result::is_ok) => format!(
            "{numbers}, and all of them are texts: there should be a result for each, and a page \
             that fails has one too: its error"
        ),
        _ => format!("{numbers}: there should be a result for each, whatever became of it"),
    }
}

/// As [`fetch`], but does not wait for a server that will never answer.
async fn fetch_together(client: &Client, urls: &[String], came: &AtomicUsize) -> Vec<Came> {
    let all = urls.len();
    came.store(0, Ordering::SeqCst);
    match timeout(secs(60), fetch(client, urls)).await {
        Ok(results) => results,
        Err(_) => fail(format!(
            "only {} of {all} requests were on their way together: the server answers when all \
             have come, and none may wait for the answer to another",
            came.load(Ordering::SeqCst)
        )),
    }
}

/// A server that answers when so many requests have come, and a count of those.
fn all_together(
    listener: impl Listener<Addr = SocketAddr>,
    count: usize,
) -> (Site, Arc<AtomicUsize>) {
    let (barrier, came) = (Arc::new(Barrier::new(count)), Arc::new(AtomicUsize::new(0)));
    let counter = Arc::clone(&came);
    let site = Site::on(listener, move |path| {
        counter.fetch_add(1, Ordering::SeqCst);
        let barrier = Arc::clone(&barrier);
        async move {
            barrier.wait().await;
            format!("text of {path}")
        }
    });
    (site, came)
}

fn pages(site: &Site, count: usize) -> Vec<String> {
    (0..count).map(|n| site.url(&format!("/{n}"))).collect()
}

fn texts_of(count: usize) -> Vec<Came> {
    (0..count)
        .map(|n| Came::Text(format!("text of /{n}")))
        .collect()
}

/// Fetches so many pages with a client that says who it is, and looks whether it was asked.
async fn asked_through_the_client(count: usize) -> Vec<Asked> {
    let pages = Pages::start(answer).await;
    let given = Client::builder()
        .no_proxy()
        .user_agent("given by the test")
        .build()
        .unwrap_or_else(|error| panic!("the test needs an HTTP client ({error})"));
    let urls: Vec<String> = (0..count).map(|n| pages.url(&format!("/{n}"))).collect();
    let _texts = fetch(&given, &urls).await;
    let asked = pages.asked();
    let through_it = asked
        .iter()
        .filter(|asked| asked.header("user-agent") == Some("given by the test"))
        .count();
    if through_it < count {
        fail(format!(
            "{count} pages were fetched, and {through_it} requests for them went through the client \
             that your function was given: all should, for another client knows neither its \
             settings nor its connections"
        ));
    }
    asked
}

/// The pages of a server that needs nobody else, by their paths.
fn answer(asked: &Asked) -> (Duration, Response) {
    let (status, text) = match asked.path.rsplit_once('/') {
        Some(("/status", status)) => {
            let status = status.parse().unwrap_or_default();
            (StatusCode::from_u16(status).unwrap_or_default(), "hello")
        }
        _ if asked.path.starts_with("/missing") => (StatusCode::NOT_FOUND, "no such page"),
        _ => (StatusCode::OK, " the text\r\nof a page, 글 \n"),
    };
    let (folder, last) = asked.path.rsplit_once('/').unwrap_or_default();
    let after = match asked.path.as_str() {
        "/slow" => secs(5),
        "/tomorrow" => A_DAY,
        _ => secs(0),
    };
    let page = match asked.path.as_str() {
        "/long" => long_page().into_response(),
        "/slow/pieces" => {
            pieces(A_DAY / 2, &[b"slow: \xea\xb8", b"\x80\xec\x9e\x90"]).into_response()
        }
        _ if folder == "/text" => {
            nasty_texts()[last.parse::<usize>().unwrap_or_default()].into_response()
        }
        _ => (status, text).into_response(),
    };
    (after, page)
}

/// Texts that are easy to get wrong, but for those that begin with a mark which is left open.
fn nasty_texts() -> Vec<&'static str> {
    let texts = nasty::TEXTS.iter().copied();
    texts.filter(|text| !text.starts_with('\u{feff}')).collect()
}

/// A page of more than 10 MiB: nobody says how long a page may be.
fn long_page() -> String {
    "a long page, 긴 페이지\r\n".repeat(400_000)
}

/// What stands on each other good page of that server.
fn text() -> Came {
    Came::Text(" the text\r\nof a page, 글 \n".to_owned())
}

#[test]
fn all_requests_are_on_their_way_together() {
    virtual_time(async |_lab: Lab| {
        for count in [2, 7, 60] {
            let (site, came) = all_together(listen().await, count);
            let results = fetch_together(&client(), &pages(&site, count), &came).await;
            expect_eq(
                results,
                texts_of(count),
                "each result should be the text of the page in its place",
            );
        }
    });
}

#[test]
fn a_thousand_requests_are_on_their_way_together_and_each_once() {
    virtual_time(async |_lab: Lab| {
        // More than a process may have files open, as a rule.
        const MANY: usize = 1100;
        // Another client would look for the names on the real network.
        asked_through_the_client(2).await;
        let (client, looked_up) = no_names(MANY);
        let urls: Vec<String> = (0..MANY).map(|n| format!("http://name.test/{n}")).collect();
        match timeout(secs(60), fetch(&client, &urls)).await {
            Ok(results) => expect_eq(
                results,
                vec![Came::Connection; MANY],
                "the name of the server could not be found, so none of the 1100 pages came",
            ),
            Err(_) => fail(format!(
                "only {} of 1100 requests were on their way together: the client of the test gets \
                 on when all have come, and none may wait for the end of another",
                looked_up.peak()
            )),
        }
        let times = looked_up.entered();
        if times != MANY {
            let why = match times > MANY {
                true => "a page that failed was asked for again",
                false => "some pages were never asked for",
            };
            fail(format!(
                "none of {MANY} pages came, for the name of their server could not be found, and it \
                 was looked up {times} times, where it should be looked up once for each: {why}"
            ));
        }
    });
}

/// What a server keeps back of a page until another page has been taken.
#[derive(Clone, Copy, PartialEq)]
enum KeptBack {
    All,
    AllButTheHead,
}

/// The other page: far more than the system keeps on the way from a server to a client that reads none.
const LARGE: usize = 16 << 20;
const PIECE: usize = 64 << 10;

/// A server with a large page, `/large`, which notes how much of it was taken, and `/other`, of which
/// something is kept back until all of that was taken.
async fn large_and_other(kept_back: KeptBack) -> (Site, watch::Receiver<usize>) {
    let (taken, watched) = watch::channel(0_usize);
    let (taken, watch) = (Arc::new(taken), watched.clone());
    let site = Site::start(move |path: String| {
        let (taken, mut watch) = (Arc::clone(&taken), watch.clone());
        async move {
            if path == "/large" {
                let pieces = stream::iter(0..LARGE / PIECE).map(move |_| {
                    taken.send_modify(|taken| *taken += PIECE);
                    Ok::<_, Infallible>(Bytes::from_static(&[b'x'; PIECE]))
                });
                return Body::from_stream(pieces);
            }
            let until_it_is_taken = async move {
                let _all = watch.wait_for(|taken| *taken >= LARGE).await.is_ok();
            };
            if kept_back == KeptBack::All {
                until_it_is_taken.await;
                return Body::from("the text");
            }
            let rest = stream::once(async move {
                until_it_is_taken.await;
                Ok::<_, Infallible>(Bytes::from_static(b"text"))
            });
            let begin = stream::iter([Ok(Bytes::from_static(b"the "))]);
            Body::from_stream(begin.chain(rest))
        }
    })
    .await;
    (site, watched)
}

// In real time: a virtual clock would go on while the system is busy handing over so much.
#[test]
fn a_page_is_read_while_another_one_is_still_to_come() {
    real_time(async |lab: Lab| {
        for (kept_back, order) in [
            (KeptBack::AllButTheHead, ["/other", "/large"]),
            (KeptBack::AllButTheHead, ["/large", "/other"]),
            (KeptBack::All, ["/other", "/large"]),
        ] {
            let what = match kept_back {
                KeptBack::All => "nothing, not even its head,",
                KeptBack::AllButTheHead => "its head, and not all of its text,",
            };
            lab.case(format!(
                "two pages, {} and {}, of which `/other` gives {what} before all of `/large` is taken",
                order[0], order[1]
            ));
            let (site, taken) = large_and_other(kept_back).await;
            let urls = order.map(|path| site.url(path));
            let came = {
                let client = client();
                let fetching = fetch(&client, &urls);
                // Nobody takes any more of it, though it is not all. Looks are counted, not time: what
                // holds up this thread holds up everybody, and is one look.
                let stuck = async {
                    let (mut so_far, mut looks) = (0, 0);
                    while looks < 100 {
                        sleep(ms(12)).await;
                        let now = *taken.borrow();
                        looks = if now > so_far || now >= LARGE {
                            0
                        } else {
                            looks + 1
                        };
                        so_far = now;
                    }
                    so_far
                };
                tokio::select! {
                    biased;
                    came = fetching => came,
                    so_far = stuck => fail(format!(
                        "two pages were asked for, {} and {}; `/other` had given {what} and waited until \
                         all of `/large` was taken, and of its {} MiB your code took {} and no more: it \
                         waits for one page before it reads another, and none should wait for another; \
                         each should be read as soon as it comes, while others are still to come",
                        order[0],
                        order[1],
                        LARGE >> 20,
                        so_far >> 20
                    )),
                }
            };
            for (path, came) in order.into_iter().zip(came) {
                let right = match (path, &came) {
                    ("/large", Came::Text(text)) => text.len() == LARGE,
                    (_, came) => *came == Came::Text("the text".to_owned()),
                };
                if !right {
                    fail(format!(
                        "`{path}` should give its text, all of it, and gave {:.90}",
                        format!("{came:?}")
                    ));
                }
            }
        }
    });
}

#[test]
fn results_keep_the_order_of_the_addresses() {
    virtual_time(async |_lab: Lab| {
        // The server answers the last request first.
        let (next, _) = watch::channel(4_usize);
        let next = Arc::new(next);
        let came = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&came);
        let site = Site::start(move |path: String| {
            counter.fetch_add(1, Ordering::SeqCst);
            let next = Arc::clone(&next);
            async move {
                let own = path.trim_start_matches('/').parse().unwrap_or(0);
                let mut turn = next.subscribe();
                let _came = turn.wait_for(|next| *next == own).await.is_ok();
                next.send_modify(|next| *next = next.saturating_sub(1));
                format!("text of {path}")
            }
        })
        .await;
        let results = fetch_together(&client(), &pages(&site, 5), &came).await;
        expect_eq(
            results,
            texts_of(5),
            "the last page came first, and the results are out of order: they belong in the order \
             of the addresses, not of the answers",
        );
    });
}

#[test]
fn an_address_that_is_there_twice_has_two_results() {
    virtual_time(async |_lab: Lab| {
        let pages = Pages::start(answer).await;
        let missing = pages.url("/missing");
        let page = pages.url("/page");
        let urls = [&page, &missing, &page, &missing, &page].map(Clone::clone);
        should_be(
            fetch(&client(), &urls).await,
            vec![text(), Came::Status(404), text(), Came::Status(404), text()],
            "a page was named three times and one that is missing twice: each place should have \
             its own result",
        );
    });
}

#[test]
fn a_page_may_take_a_day() {
    virtual_time(async |lab: Lab| {
        // So long that it is over for those too that ask for one page after another.
        lab.lasts(A_DAY * 3);
        let pages = Pages::start(answer).await;
        let urls = ["/tomorrow", "/page", "/slow/pieces"].map(|path| pages.url(path));
        let came = fetch(&client(), &urls).await;
        if let Some(Came::Text(third)) = came.get(2)
            && third.len() < 12
            && "slow: 글자".starts_with(third)
        {
            fail(format!(
                "the third page came in two pieces, after 12h and after 24h, and your function \
                 gave {third:?} for it: all of a page should come, however long that takes"
            ));
        }
        let why = match came.contains(&Came::Connection) {
            true => "your code gave up on a page that was still to come: nobody has set a limit",
            false => "all three should be in the results",
        };
        should_be(
            came,
            vec![text(), text(), Came::Text("slow: 글자".to_owned())],
            &format!(
                "the first page came after 24 h, the second at once, and the third in two pieces, \
                 after 12 h and after 24 h: {why}"
            ),
        );
        expect_eq(
            lab.now(),
            A_DAY,
            "the pages that were asked for at once were all there after 24h, and your function \
             should return then",
        );
    });
}

#[test]
fn texts_come_as_they_were_sent() {
    virtual_time(async |_lab: Lab| {
        let pages = Pages::start(answer).await;
        let urls: Vec<String> = (0..nasty_texts().len())
            .map(|n| pages.url(&format!("/text/{n}")))
            .collect();
        for (came, text) in fetch(&client(), &urls).await.into_iter().zip(nasty_texts()) {
            should_be(
                vec![came],
                vec![Came::Text(text.to_owned())],
                "a good page should give its text, all of it, as it was sent",
            );
        }
    });
}

// In real time: a virtual clock would go on while the system is busy handing over so much.
#[test]
fn a_page_may_be_long() {
    real_time(async |_lab: Lab| {
        let pages = Pages::start(answer).await;
        let long = long_page();
        match fetch(&client(), &[pages.url("/long")]).await.pop() {
            Some(Came::Text(text)) if text == long => {}
            Some(Came::Text(text)) => fail(format!(
                "a page of {} bytes gave a text of {} bytes: all of it should come, as it was sent{}",
                long.len(),
                text.len(),
                texts::became(&text, &long)
            )),
            other => fail(format!(
                "a page of {} bytes gave {other:?}: all of it should come",
                long.len()
            )),
        }
    });
}

#[test]
fn one_failure_leaves_the_rest() {
    virtual_time(async |lab: Lab| {
        let pages = Pages::start(answer).await;
        let answers: [&[u8]; 3] = [
            b"HTTP/1.1 200 OK\r\ncontent-length: 16\r\n\r\nonly the beginn",
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nthe",
            b"220 mail ready\r\n",
        ];
        let (slow, missing) = (pages.url("/slow"), pages.url("/missing"));
        let (nobody, connections) = (broken::nobody().await, Connections::default());
        let mut bad = vec![
            ("an address at which nobody listens", nobody),
            ("an address that is none", "no url".to_owned()),
            (
                "an address of another kind",
                "ftp://127.0.0.1/page".to_owned(),
            ),
        ];
        for (what, bytes) in [
            "a page whose last byte is missing",
            "a page that ended in the middle of a chunk",
            "a server that does not speak HTTP",
        ]
        .into_iter()
        .zip(answers)
        {
            bad.push((what, broken::says_to(&connections, bytes).await));
        }
        let mut urls = vec![slow.clone(), missing.clone()];
        urls.extend(bad.iter().map(|(_, url)| url.clone()));
        urls.push(slow);
        let results = fetch(&client(), &urls).await;
        for (place, which) in [(0, "before"), (urls.len() - 1, "behind")] {
            should_be(
                vec![results[place].clone()],
                vec![text()],
                &format!("a good page {which} bad ones should come all the same"),
            );
        }
        expect_eq(
            results[1].clone(),
            Came::Status(404),
            "a page with status 404 should be `FetchError::Status`",
        );
        for ((what, _), came) in bad.iter().zip(&results[2..]) {
            // What had come of the two that broke off.
            if let Came::Text(text) = came
                && ["only the beginn", "the"].contains(&text.as_str())
            {
                fail(format!(
                    "{what} gave {text:?}, which is what had come when the connection broke off, as \
                     if it were all of the page: an error while the body is read is not its end, \
                     and should give `FetchError::Connection`"
                ));
            }
            expect_eq(
                came,
                &Came::Connection,
                format!("{what} should give `FetchError::Connection`"),
            );
        }
        expect_eq(
            lab.now(),
            secs(5),
            "the good pages came after 5 s, and all others had failed at once: your function \
             should return then",
        );
        let asked = pages.asked();
        let asked = asked.iter().filter(|asked| asked.path == "/missing");
        let (missing, broken_off) = (asked.count(), connections.count());
        if missing > 1 || broken_off > 3 {
            fail(format!(
                "a page that failed was asked for again: the page with status 404 was asked for \
                 {missing} times, and should be once, and the three servers that broke off saw \
                 {broken_off} connections, and should see one each"
            ));
        }
        expect_eq(
            broken_off,
            3,
            "the three servers that broke off should see one connection each",
        );
    });
}

#[test]
fn only_a_success_gives_a_page() {
    virtual_time(async |_lab: Lab| {
        let (pages, client) = (Pages::start(answer).await, client());
        let all: Vec<u16> = (200..=599).collect();
        let (mut success, mut no_success) = (Vec::new(), Vec::new());
        for statuses in all.chunks(40) {
            let urls: Vec<String> = statuses
                .iter()
                .map(|status| pages.url(&format!("/status/{status}")))
                .collect();
            for (came, status) in fetch(&client, &urls).await.into_iter().zip(statuses) {
                match (came, status) {
                    (Came::Status(other), 200..=299) if other == *status => {
                        no_success.push(*status)
                    }
                    (Came::Text(_), 300..) => success.push(*status),
                    // It says that there is no page.
                    (came, 204) => {
                        should_be(
                            vec![came],
                            vec![Came::Text(String::new())],
                            "a page with status 204",
                        );
                    }
                    (came, 200..=299) => should_be(
                        vec![came],
                        vec![Came::Text("hello".to_owned())],
                        &format!("a page with status {status}"),
                    ),
                    (came, status) => should_be(
                        vec![came],
                        vec![Came::Status(*status)],
                        &format!("a page with status {status}"),
                    ),
                }
            }
        }
        if !success.is_empty() {
            fail(format!(
                "pages with status {} gave their text, as if that were a success, and each should \
                 give `FetchError::Status`: 200 to 299 are successes, and no other status is{}",
                texts::ranges(&success),
                match success.iter().all(|status| *status < 400) {
                    true => "; `error_for_status` knows 400 to 599 only",
                    false => "",
                }
            ));
        }
        if !no_success.is_empty() {
            fail(format!(
                "pages with status {} gave `FetchError::Status`, and each should give its text: \
                 every status from 200 to 299 is a success",
                texts::ranges(&no_success)
            ));
        }
        let mut asked: Vec<String> = pages.asked().into_iter().map(|asked| asked.path).collect();
        asked.sort();
        expect_eq(
            asked,
            all.iter()
                .map(|status| format!("/status/{status}"))
                .collect(),
            "each page should be asked for once, whatever its status is",
        );
        let cut = broken::says(b"HTTP/1.1 500 Oh\r\ncontent-length: 100\r\n\r\nsor").await;
        let came = fetch(&client, &[cut]).await;
        if came == [Came::Connection] {
            fail(
                "the status of a page was there, 500, and then the page broke off; your function read \
                 the page first, and gave its error, `FetchError::Connection`, in place of the \
                 status: look at the status before you read the page",
            );
        }
        should_be(
            came,
            vec![Came::Status(500)],
            "a page with status 500 broke off, and should give that status",
        );
    });
}

#[test]
fn errors_name_the_address_as_it_was_given() {
    virtual_time(async |_lab: Lab| {
        let pages = Pages::start(answer).await;
        let host = pages.host();
        let nobody = broken::nobody().await.replace("http", "HTTP");
        let urls = [
            format!(" HTTP://{host}/a/../missing?q=a b&c=\u{e9}#top"),
            format!("http://{host}/missing/.."),
            format!("{nobody}/../other page#top"),
            " NO url\t".to_owned(),
        ];
        should_be(
            fetch(&client(), &urls).await,
            vec![
                Came::Status(404),
                text(),
                Came::Connection,
                Came::Connection,
            ],
            "unusual addresses are addresses, and what is none should give an error",
        );
    });
}

#[test]
fn all_requests_go_through_the_client_that_was_given() {
    virtual_time(async |_lab: Lab| {
        let asked = asked_through_the_client(20).await;
        let by_get = asked.iter().filter(|asked| asked.method == "GET");
        expect_eq(
            (by_get.count(), asked.len()),
            (20, 20),
            "twenty pages should take twenty requests, each of them a `GET`",
        );
    });
}

#[test]
fn a_second_round_needs_no_new_connections() {
    virtual_time(async |_lab: Lab| {
        let connections = Connections::default();
        let (site, came) = all_together(connections.listen().await, 5);
        let (client, urls) = (client(), pages(&site, 5));
        let _first = fetch_together(&client, &urls, &came).await;
        // Connections are free again when everything has come to rest.
        sleep(ms(1)).await;
        let _second = fetch_together(&client, &urls, &came).await;
        expect_eq(
            connections.count(),
            5,
            "five pages were fetched twice, and the second round connected anew: the client that \
             you get keeps its connections, so use it and let them stay open",
        );
    });
}

#[test]
fn no_pages_and_a_single_page_work_too() {
    virtual_time(async |lab: Lab| {
        let connections = Connections::default();
        let (site, came) = all_together(connections.listen().await, 1);
        let client = client();
        let none = fetch_together(&client, &[], &came).await;
        expect_eq(none.len(), 0, "no addresses should give no results");
        expect_eq(
            (connections.count(), lab.now()),
            (0, secs(0)),
            "there was nothing to fetch, but your function connected or waited: it should return \
             at once",
        );
        let one = fetch_together(&client, &pages(&site, 1), &came).await;
        expect_eq(one, texts_of(1), "a single page should be fetched");
    });
}

#[test]
fn pages_come_in_whichever_way_they_are_waited_for() {
    virtual_time(async |lab: Lab| {
        let pages = Pages::start(answer).await;
        let client = client();
        let urls = ["/slow", "/missing", "/page"].map(|path| pages.url(path));
        for way in Way::ALL {
            lab.case(format!("three pages, and a call that is {way}"));
            should_be(
                lab.polled(way, fetch(&client, &urls)).await,
                vec![text(), Came::Status(404), text()],
                &format!("this is what a call gave that was {way}"),
            );
            let mut asked: Vec<String> =
                pages.asked().into_iter().map(|asked| asked.path).collect();
            asked.sort();
            expect_eq(
                asked,
                ["/missing", "/page", "/slow"].map(String::from).to_vec(),
                format!("each page should be asked for once, also of a call that is {way}"),
            );
        }
    });
}
