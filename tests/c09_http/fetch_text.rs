//! `fetch_text`: a page, or an error that says which page failed and how.

use std::fmt::Debug;

use async_katas::c09_http::fetch_text::{FetchError, fetch_text};
use lab::{Lab, expect_eq, fail, real_time, virtual_time};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::broken;
use super::site::client;

/// A server on which every page has this answer.
async fn server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::builder().start().await;
    Mock::given(method("GET"))
        .and(path("/some/page"))
        .respond_with(answer)
        .mount(&server)
        .await;
    server
}

fn names(url: &str, expected: &str) {
    expect_eq(
        url,
        expected,
        "the error does not name the address as it was given",
    );
}

fn wrong(what: &str, should: &str, got: &impl Debug) -> ! {
    fail(format!("{what} should be {should}, not {got:?}"))
}

#[test]
fn the_whole_page_comes_back_as_it_was_sent() {
    real_time(async |_lab: Lab| {
        let long = "a long page, 긴 페이지\r\n".repeat(20_000);
        for text in ["Hello, Async!\n", "", long.as_str()] {
            let server = server(ResponseTemplate::new(200).set_body_string(text)).await;
            match fetch_text(&client(), &format!("{}/some/page", server.uri())).await {
                Ok(got) if got == text => {}
                Ok(got) => fail(format!(
                    "the page has {} bytes, but your function gave {} others",
                    text.len(),
                    got.len()
                )),
                Err(error) => fail(format!("the page is there, but the result is {error:?}")),
            }
        }
    });
}

#[test]
fn a_status_without_success_is_an_error() {
    real_time(async |_lab: Lab| {
        for status in [304, 400, 404, 418, 500, 503] {
            let answer = ResponseTemplate::new(status).set_body_string("<h1>sorry</h1>");
            let server = server(answer).await;
            let address = format!("{}/some/page", server.uri());
            match fetch_text(&client(), &address).await {
                Err(FetchError::Status { url, status: got }) => {
                    names(&url, &address);
                    expect_eq(got, status, "the error has another status");
                }
                other => wrong(
                    &format!("a page with status {status}"),
                    "`FetchError::Status`",
                    &other,
                ),
            }
        }
    });
}

#[test]
fn every_kind_of_success_is_a_success() {
    real_time(async |_lab: Lab| {
        for status in [201, 203, 206] {
            let server = server(ResponseTemplate::new(status).set_body_string("fine")).await;
            match fetch_text(&client(), &format!("{}/some/page", server.uri())).await {
                Ok(text) => expect_eq(text.as_str(), "fine", "the page came back changed"),
                other => wrong(&format!("a page with status {status}"), "a success", &other),
            }
        }
    });
}

#[test]
fn a_server_that_is_not_there_is_a_broken_connection() {
    virtual_time(async |_lab: Lab| {
        let address = broken::nobody().await;
        match fetch_text(&client(), &address).await {
            Err(FetchError::Connection { url, source }) => {
                names(&url, &address);
                expect_eq(
                    source.is_connect(),
                    true,
                    "the error lost what happened on the way",
                );
            }
            other => wrong(
                "an address at which nobody listens",
                "`FetchError::Connection`",
                &other,
            ),
        }
    });
}

#[test]
fn a_page_that_breaks_off_is_no_page() {
    virtual_time(async |_lab: Lab| {
        let answers: [(&str, &[u8]); 4] = [
            ("a server that hangs up without a word", b""),
            ("a server that does not speak HTTP", b"220 mail ready\r\n"),
            (
                "a page of which the last bytes are missing",
                b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly the beginn",
            ),
            (
                "a page that ends in the middle of a chunk",
                b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nonly \r\n9\r\nthe",
            ),
        ];
        for (what, bytes) in answers {
            let address = broken::says(bytes).await;
            match fetch_text(&client(), &address).await {
                Err(FetchError::Connection { url, .. }) => names(&url, &address),
                other => wrong(what, "`FetchError::Connection`", &other),
            }
        }
    });
}

#[test]
fn bytes_that_are_no_text_are_an_error() {
    real_time(async |_lab: Lab| {
        let page = ResponseTemplate::new(200).set_body_bytes(b"caf\xe9 au lait".as_slice());
        let server = server(page).await;
        let address = format!("{}/some/page", server.uri());
        match fetch_text(&client(), &address).await {
            Err(FetchError::NotText { url, source }) => {
                names(&url, &address);
                expect_eq(
                    source.utf8_error().valid_up_to(),
                    3,
                    "the error does not say where the text goes wrong",
                );
            }
            other => wrong("a page that is not UTF-8", "`FetchError::NotText`", &other),
        }
    });
}

#[test]
fn what_is_no_address_is_told_apart_from_a_bad_network() {
    virtual_time(async |_lab: Lab| {
        for address in ["no url", "", "ftp://127.0.0.1/page"] {
            match fetch_text(&client(), address).await {
                Err(FetchError::Address { url, .. }) => names(&url, address),
                other => wrong(
                    &format!("the address {address:?}"),
                    "`FetchError::Address`",
                    &other,
                ),
            }
        }
    });
}
