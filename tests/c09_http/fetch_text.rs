//! `fetch_text`: a page, or an error that says which page failed and how.

use std::time::Duration;

use async_katas::c09_http::fetch_text::{FetchError, fetch_text};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use lab::{A_DAY, Lab, Way, expect_eq, fail, ms, nasty, real_time, secs, virtual_time};
use reqwest::Client;

use super::broken;
use super::counting::Connections;
use super::names::{NAMELESS, no_names};
use super::pages::{Asked, Pages, pieces};
use super::site::client;
use super::texts;

/// What came of a page, in words of the test's own.
#[derive(Clone, Debug, PartialEq)]
enum Came {
    Text(String),
    Address,
    Connection,
    Status(u16),
    /// Not UTF-8 from this byte on.
    NotText(usize),
}

/// Asks for a page. An error has to name the address.
async fn fetch(client: &Client, address: &str) -> Came {
    let (url, came) = match fetch_text(client, address).await {
        Ok(text) => return Came::Text(text),
        Err(FetchError::Address { url, .. }) => (url, Came::Address),
        Err(FetchError::Connection { url, .. }) => (url, Came::Connection),
        Err(FetchError::Status { url, status }) => (url, Came::Status(status)),
        Err(FetchError::NotText { url, source }) => {
            (url, Came::NotText(source.utf8_error().valid_up_to()))
        }
    };
    expect_eq(
        url,
        address.to_owned(),
        format!(
            "your function was asked for {address:?}, and its {} names another address: an error \
             should name the address as it was given",
            came.told()
        ),
    );
    came
}

impl Came {
    fn told(&self) -> String {
        match self {
            Came::Text(text) if text.len() > 60 => format!("a text of {} bytes", text.len()),
            Came::Text(text) => format!("the text {text:?}"),
            Came::Address => "`FetchError::Address`".to_owned(),
            Came::Connection => "`FetchError::Connection`".to_owned(),
            Came::Status(status) => format!("`FetchError::Status` with {status}"),
            Came::NotText(at) => format!("`FetchError::NotText` from byte {at} on"),
        }
    }

    fn should_be(&self, expected: &Came, what: &str) {
        if self != expected {
            fail(format!(
                "{what} gave {}; it should give {}{}",
                self.told(),
                expected.told(),
                self.differs_from(expected)
            ));
        }
    }

    /// What became of the text, where that can be told.
    fn differs_from(&self, expected: &Came) -> String {
        match (self, expected) {
            (Came::Text(got), Came::Text(sent)) => texts::became(got, sent),
            (Came::NotText(_), Came::Text(_)) => {
                "; all of the page together is UTF-8, so it was a \
                                                  part of its bytes that was made a text of"
                    .to_owned()
            }
            (Came::NotText(at), Came::NotText(other)) if at < other => format!(
                ": the place is counted from the beginning of the page, and is {} bytes too low",
                other - at
            ),
            (Came::NotText(_) | Came::Connection, Came::Status(_)) => ": the status is in the \
                 head, and counts whatever page comes behind it"
                .to_owned(),
            _ => String::new(),
        }
    }
}

/// Texts that are easy to get wrong, also one that looks as if bad bytes had been replaced in it.
fn nasty_texts() -> Vec<&'static str> {
    let replaced = "\u{fffd} is sent by some";
    nasty::TEXTS.iter().copied().chain([replaced]).collect()
}

/// A page of more than 16 MiB: nobody says how long a page may be.
fn long_page() -> String {
    "a long page, 긴 페이지\r\n".repeat(600_000)
}

/// The pages that the tests ask for, by their paths.
fn answer(asked: &Asked) -> (Duration, Response) {
    let (at_once, ok) = (secs(0), StatusCode::OK);
    let path = asked.path.split('?').next().unwrap_or_default();
    let (_, last) = path.rsplit_once('/').unwrap_or_default();
    let number: usize = last.parse().unwrap_or_default();
    let typed = |kind: &'static str, page: &'static [u8]| {
        let head = [("content-type", kind)];
        (at_once, (ok, head, page).into_response())
    };
    match path {
        "/long" => (at_once, long_page().into_response()),
        // The first character of two is cut in the middle.
        "/slow" => {
            let page = pieces(A_DAY / 4, &[b"slow: \xea\xb8", b"\x80\xec\x9e\x90"]);
            (A_DAY / 2, page.into_response())
        }
        "/named/latin" => typed("text/html; charset=iso-8859-1", "caf\u{e9}, 글".as_bytes()),
        "/named/utf-16" => typed("text/plain; charset=utf-16", "caf\u{e9}, 글".as_bytes()),
        "/named/image" => typed("image/png", "caf\u{e9}, 글".as_bytes()),
        _ if path.starts_with("/bad/") => (at_once, nasty::BAD_UTF8[number].into_response()),
        "/marked" => (at_once, b"\xef\xbb\xbfcaf\xe9".into_response()),
        "/latin" => typed("text/html", b"caf\xe9 au lait"),
        "/latin/named" => typed("text/html; charset=iso-8859-1", b"caf\xe9 au lait"),
        "/latin/pieces" => (
            at_once,
            pieces(ms(3), &[b"caf", b"\xc3", b"\xa9 \xff"]).into_response(),
        ),
        "/cut" => (
            at_once,
            pieces(ms(3), &[b"the last character is cut \xed\x95"]).into_response(),
        ),
        "/redirect" => (
            at_once,
            (StatusCode::FOUND, [("location", "/status/404")]).into_response(),
        ),
        _ if path.starts_with("/text/") => (at_once, nasty_texts()[number].into_response()),
        _ if path.starts_with("/status/") => {
            let status = StatusCode::from_u16(number as u16).unwrap_or_default();
            (at_once, (status, "<h1>hello</h1>").into_response())
        }
        _ => (
            at_once,
            (StatusCode::NOT_FOUND, Body::empty()).into_response(),
        ),
    }
}

fn seen(asked: &[Asked]) -> Vec<String> {
    let seen = asked.iter();
    seen.map(|asked| format!("{} {}", asked.method, asked.path))
        .collect()
}

/// What the server was asked for since it was last looked at.
fn requests(pages: &Pages) -> Vec<String> {
    seen(&pages.asked())
}

/// The page `/slow` is there after a day, and its connection does not break.
fn waits_for_it(came: &Came, after: Duration) {
    if *came == Came::Connection && after < A_DAY {
        fail(format!(
            "the page was on its way for 24h, and your function gave up on it after {after:?} with \
             `FetchError::Connection`: it should wait for all of the page, however long that takes"
        ));
    }
}

#[test]
fn the_whole_page_comes_back_as_it_was_sent() {
    virtual_time(async |_lab: Lab| {
        let pages = Pages::start(answer).await;
        for (n, text) in nasty_texts().into_iter().enumerate() {
            fetch(&client(), &pages.url(&format!("/text/{n}")))
                .await
                .should_be(&Came::Text(text.to_owned()), &format!("the page {text:?}"));
        }
    });
}

// In real time: a virtual clock would go on while the system is busy handing over so much.
#[test]
fn a_page_may_be_large() {
    real_time(async |_lab: Lab| {
        let pages = Pages::start(answer).await;
        let long = long_page();
        fetch(&client(), &pages.url("/long")).await.should_be(
            &Came::Text(long.clone()),
            &format!("a page of {} bytes", long.len()),
        );
    });
}

#[test]
fn a_page_may_take_a_day() {
    virtual_time(async |lab: Lab| {
        // So long that a second request for the page has its answer, too.
        lab.lasts(A_DAY * 3);
        let pages = Pages::start(answer).await;
        let came = fetch(&client(), &pages.url("/slow")).await;
        expect_eq(
            requests(&pages),
            vec!["GET /slow".to_owned()],
            "a page should be asked for once, by `GET`",
        );
        waits_for_it(&came, lab.now());
        came.should_be(
            &Came::Text("slow: 글자".to_owned()),
            "a page whose head came after twelve hours, and the rest in two pieces within the next \
             twelve,",
        );
        expect_eq(
            lab.now(),
            A_DAY,
            "the last piece of the page came after 24 h, and then your function should return",
        );
    });
}

#[test]
fn a_page_counts_as_utf_8_whatever_its_head_says() {
    virtual_time(async |_lab: Lab| {
        let pages = Pages::start(answer).await;
        for path in ["/named/latin", "/named/utf-16", "/named/image"] {
            fetch(&client(), &pages.url(path)).await.should_be(
                &Came::Text("caf\u{e9}, 글".to_owned()),
                &format!("a page in UTF-8 whose head names another type (`{path}`)"),
            );
        }
        fetch(&client(), &pages.url("/latin/named"))
            .await
            .should_be(&Came::NotText(3), "a page in Latin-1, whose head says so,");
    });
}

#[test]
fn one_request_is_sent_with_the_client_that_was_lent() {
    virtual_time(async |_lab: Lab| {
        let pages = Pages::start(answer).await;
        let lent = Client::builder()
            .no_proxy()
            .user_agent("lent by the test")
            .build()
            .unwrap_or_else(|error| panic!("the test needs an HTTP client ({error})"));
        let paths = ["/text/0", "/status/503", "/status/404", "/latin", "/text/0"];
        for path in paths {
            fetch(&lent, &pages.url(path)).await;
            let asked = pages.asked();
            expect_eq(
                seen(&asked),
                vec![format!("GET {path}")],
                format!("the server should be asked once, by `GET`, for the page {path}"),
            );
            expect_eq(
                asked[0].header("user-agent"),
                Some("lent by the test"),
                "the request did not come from the client that was lent, but from another one",
            );
        }
        let connections = Connections::default();
        let cut = broken::says_to(
            &connections,
            b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n1",
        )
        .await;
        fetch(&lent, &cut)
            .await
            .should_be(&Came::Connection, "a page that broke off");
        expect_eq(
            connections.count(),
            1,
            "the page broke off, and it was asked for again: your function should ask once, and \
             leave it to the caller what to do about an error",
        );
        let (nameless, looked_up) = no_names(1);
        fetch(&nameless, NAMELESS)
            .await
            .should_be(&Came::Connection, "a server whose name is not found");
        expect_eq(
            looked_up.entered(),
            1,
            "the name of the server was not found, and it was looked up again: your function should \
             ask once, also where it cannot connect",
        );
    });
}

#[test]
fn a_status_without_success_is_an_error() {
    virtual_time(async |_lab: Lab| {
        let (pages, client) = (Pages::start(answer).await, client());
        let (mut texts, mut others, mut again) = (Vec::new(), Vec::new(), Vec::new());
        for status in (300..=599).chain([600, 999]) {
            let path = format!("/status/{status}");
            let came = fetch(&client, &pages.url(&path)).await;
            match came {
                Came::Status(other) if other == status => {}
                Came::Text(_) => texts.push(status),
                came => others.push((came, status)),
            }
            let asked = requests(&pages);
            if asked != [format!("GET {path}")] {
                again.push((status, asked));
            }
        }
        if !texts.is_empty() {
            fail(format!(
                "pages with status {} gave their text, as if that were a success, and each should \
                 give `FetchError::Status`: 200 to 299 are successes, and no other status is{}",
                texts::ranges(&texts),
                match !texts.contains(&400) && !texts.contains(&599) {
                    true => "; `error_for_status` knows 400 to 599 only",
                    false => "",
                }
            ));
        }
        for (came, status) in others {
            came.should_be(
                &Came::Status(status),
                &format!("a page with status {status}"),
            );
        }
        if let Some((first, asked)) = again.first() {
            let statuses: Vec<u16> = again.iter().map(|(status, _)| *status).collect();
            let statuses = texts::ranges(&statuses);
            if again.iter().all(|(_, asked)| asked.len() > 1) {
                fail(format!(
                    "pages with status {statuses} were asked for more than once: your function should \
                     send one `GET`, and leave it to the caller what to do about an error"
                ));
            }
            fail(format!(
                "pages with status {statuses} were not asked for by one `GET`: of the one with status \
                 {first} the server heard {}",
                match asked.is_empty() {
                    true => "nothing".to_owned(),
                    false => format!("`{}`", asked.join("`, `")),
                }
            ));
        }
    });
}

#[test]
fn every_kind_of_success_is_a_success() {
    virtual_time(async |_lab: Lab| {
        let (pages, client) = (Pages::start(answer).await, client());
        let mut errors = Vec::new();
        for status in 200..=299 {
            // A 204 says that there is no page.
            let text = if status == 204 { "" } else { "<h1>hello</h1>" };
            match fetch(&client, &pages.url(&format!("/status/{status}"))).await {
                Came::Status(_) => errors.push(status),
                came => came.should_be(
                    &Came::Text(text.to_owned()),
                    &format!("a page with status {status}"),
                ),
            }
        }
        if !errors.is_empty() {
            fail(format!(
                "pages with status {} gave `FetchError::Status`, and each should give its text: \
                 every status from 200 to 299 is a success",
                texts::ranges(&errors)
            ));
        }
    });
}

#[test]
fn a_bad_status_counts_whatever_page_comes_with_it() {
    virtual_time(async |_lab: Lab| {
        let answers: [(&str, u16, &[u8]); 4] = [
            (
                "a page with status 404 that is not UTF-8",
                404,
                b"HTTP/1.1 404 Not Found\r\ncontent-length: 4\r\n\r\ncaf\xe9",
            ),
            (
                "a page with status 500 that breaks off",
                500,
                b"HTTP/1.1 500 Oh\r\ncontent-length: 100\r\n\r\nsor",
            ),
            (
                "a page with status 503 that breaks off in the middle of a chunk",
                503,
                b"HTTP/1.1 503 Oh\r\ntransfer-encoding: chunked\r\n\r\n9\r\nsor",
            ),
            (
                "status 502 with an empty page",
                502,
                b"HTTP/1.1 502 Oh\r\ncontent-length: 0\r\n\r\n",
            ),
        ];
        for (what, status, bytes) in answers {
            let address = broken::says(bytes).await;
            fetch(&client(), &address)
                .await
                .should_be(&Came::Status(status), what);
        }
    });
}

#[test]
fn a_server_that_is_not_there_is_a_broken_connection() {
    virtual_time(async |_lab: Lab| {
        let address = broken::nobody().await;
        match fetch_text(&client(), &address).await {
            Err(FetchError::Connection { source, .. }) => expect_eq(
                source.is_connect(),
                true,
                "nobody listens at the address, and the `source` of the error does not say so: \
                 keep the error that the client gave",
            ),
            _ => fetch(&client(), &address)
                .await
                .should_be(&Came::Connection, "an address at which nobody listens"),
        }
    });
}

#[test]
fn a_page_that_breaks_off_is_no_page() {
    virtual_time(async |_lab: Lab| {
        let answers: [(&str, &[u8]); 7] = [
            ("a server that hung up without a word", b""),
            ("a server that does not speak HTTP", b"220 mail ready\r\n"),
            ("a head that broke off", b"HTTP/1.1 200 OK\r\ncontent-le"),
            (
                "a page of which nothing came",
                b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n",
            ),
            (
                "a page whose last byte is missing",
                b"HTTP/1.1 200 OK\r\ncontent-length: 16\r\n\r\nonly the beginn",
            ),
            (
                "a page that ended in the middle of a chunk",
                b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nonly \r\n9\r\nthe",
            ),
            (
                "a page that ended before its last chunk",
                b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nonly \r\n",
            ),
        ];
        for (what, bytes) in answers {
            let address = broken::says(bytes).await;
            fetch(&client(), &address)
                .await
                .should_be(&Came::Connection, what);
        }
        // The end of the connection is the end of a page whose length nobody told.
        let address = broken::says(b"HTTP/1.0 200 OK\r\n\r\nall of it").await;
        fetch(&client(), &address).await.should_be(
            &Came::Text("all of it".to_owned()),
            "a page whose end is the end of its connection",
        );
    });
}

#[test]
fn bytes_that_are_no_text_are_an_error() {
    virtual_time(async |_lab: Lab| {
        let pages = Pages::start(answer).await;
        for (what, path, at) in [
            ("a page in Latin-1", "/latin", 3),
            (
                "a page that came in pieces, with a bad byte in the last,",
                "/latin/pieces",
                6,
            ),
            ("a page whose last character is cut", "/cut", 26),
            (
                "a page in Latin-1 that begins with a byte order mark, which is three of its bytes,",
                "/marked",
                6,
            ),
        ] {
            fetch(&client(), &pages.url(path))
                .await
                .should_be(&Came::NotText(at), what);
        }
        for (n, bad) in nasty::BAD_UTF8.iter().enumerate() {
            let at = std::str::from_utf8(bad).map_or_else(|error| error.valid_up_to(), str::len);
            fetch(&client(), &pages.url(&format!("/bad/{n}")))
                .await
                .should_be(&Came::NotText(at), &format!("a page of the bytes {bad:?}"));
        }
    });
}

#[test]
fn what_is_no_address_is_told_apart_from_a_bad_network() {
    virtual_time(async |_lab: Lab| {
        for address in [
            "no url",
            "",
            "/page",
            "127.0.0.1/page",
            "http://",
            "http://127.0.0.1:99999/page",
            "ftp://127.0.0.1/page",
            "mailto:ann@example.org",
            "file:///page",
        ] {
            fetch(&client(), address)
                .await
                .should_be(&Came::Address, &format!("the address {address:?}"));
        }
    });
}

#[test]
fn errors_name_the_address_as_it_was_given() {
    virtual_time(async |_lab: Lab| {
        let pages = Pages::start(answer).await;
        let host = pages.host();
        let nobody = broken::nobody().await.replace("http", "HTTP");
        for (came, address) in [
            (
                Came::Status(404),
                format!(" HTTP://{host}/a/../status/404?q=a b&c=\u{e9}#top"),
            ),
            (Came::Status(404), format!("http://{host}")),
            (
                Came::NotText(3),
                format!("http://me:secret@{host}/./latin#\u{e9}"),
            ),
            (Came::Connection, format!("{nobody}/../other page#top")),
            (Came::Address, "FTP://127.0.0.1/a b/../c#top ".to_owned()),
            (Came::Address, " NO url\t".to_owned()),
        ] {
            fetch(&client(), &address)
                .await
                .should_be(&came, &format!("the address {address:?}"));
        }
        let follows = Client::builder()
            .no_proxy()
            .build()
            .unwrap_or_else(|error| panic!("the test needs an HTTP client ({error})"));
        fetch(&follows, &pages.url("/redirect")).await.should_be(
            &Came::Status(404),
            "an address that led, over a redirect, to a page with status 404",
        );
    });
}

#[test]
fn pages_come_in_whichever_way_they_are_waited_for() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 6);
        let (pages, client) = (Pages::start(answer).await, client());
        for way in Way::ALL {
            for (path, expected) in [
                ("/slow", Came::Text("slow: 글자".to_owned())),
                ("/status/404", Came::Status(404)),
            ] {
                lab.case(format!("the page {path}, and a call that is {way}"));
                let began = lab.now();
                let came = lab.polled(way, fetch(&client, &pages.url(path))).await;
                let asked = requests(&pages);
                expect_eq(
                    asked,
                    vec![format!("GET {path}")],
                    format!("a call that was {way} should ask the server once, by `GET`"),
                );
                if path == "/slow" {
                    waits_for_it(&came, lab.now() - began);
                }
                came.should_be(&expected, &format!("a call that was {way}"));
            }
        }
    });
}
