//! `http_server`: clear answers, many at once, and an end that breaks nothing off.

use std::sync::Arc;

use async_katas::c09_http::http_server::{MAX_BODY, serve};
use lab::{Lab, Timeline, expect_eq, fail, ms, secs, virtual_time};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Barrier;
use tokio::time::{sleep, timeout};

use super::site::{address, client, listen};

/// A server of the code under test, which translates to capitals and never stops.
async fn shouting() -> String {
    let listener = listen().await;
    let base = format!("http://{}", address(&listener));
    let shout = |text: String| async move { text.to_uppercase() };
    tokio::spawn(serve(listener, shout, std::future::pending()));
    base
}

async fn ask(method: Method, url: String, body: impl Into<reqwest::Body>) -> (u16, Value) {
    let what = format!("{method} {url}");
    match client().request(method, url).body(body).send().await {
        Ok(response) => read(response, &what).await,
        Err(error) => fail(format!("{what} was not answered: {error:?}")),
    }
}

async fn read(response: Response, what: &str) -> (u16, Value) {
    let status = response.status().as_u16();
    let body = response.text().await.unwrap_or_default();
    match serde_json::from_str(&body) {
        Ok(value) => (status, value),
        Err(_) => fail(format!(
            "the answer to {what} has status {status} and the body {body:?}, which is not JSON"
        )),
    }
}

fn refused((status, body): (u16, Value), expected: u16, what: &str) {
    expect_eq(
        status,
        expected,
        format!("{what} should be answered with {expected}"),
    );
    if body["error"].as_str().is_none_or(str::is_empty) {
        fail(format!(
            "the answer to {what} should say why, as `{{\"error\":\"...\"}}`; it says {body}"
        ));
    }
}

#[test]
fn good_requests_get_their_answers() {
    virtual_time(async |_lab: Lab| {
        let base = shouting().await;
        expect_eq(
            ask(Method::GET, format!("{base}/health"), "").await,
            (200, json!({ "status": "ok" })),
            "`GET /health` should say that all is well",
        );
        for (text, shouted) in [("hello", "HELLO"), ("", ""), ("\"ß\"\n", "\"SS\"\n")] {
            let body = json!({ "text": text }).to_string();
            expect_eq(
                ask(Method::POST, format!("{base}/translate"), body).await,
                (200, json!({ "text": shouted })),
                "`POST /translate` should give what `work` makes of the text",
            );
        }
    });
}

#[test]
fn unknown_paths_and_wrong_methods_are_told_apart() {
    virtual_time(async |_lab: Lab| {
        let base = shouting().await;
        for path in ["/", "/nowhere", "/health/more", "/translate/"] {
            let answer = ask(Method::GET, format!("{base}{path}"), "").await;
            refused(answer, 404, &format!("the unknown path {path}"));
        }
        for (method, path) in [
            (Method::POST, "/health"),
            (Method::GET, "/translate"),
            (Method::DELETE, "/translate"),
        ] {
            let what = format!("{method} {path}");
            let answer = ask(method, format!("{base}{path}"), "").await;
            refused(answer, 405, &what);
        }
    });
}

#[test]
fn bad_json_is_a_bad_request() {
    virtual_time(async |_lab: Lab| {
        let base = shouting().await;
        for body in ["", "hello", "{\"text\":", "{}", "{\"text\":7}", "[]"] {
            let answer = ask(Method::POST, format!("{base}/translate"), body).await;
            refused(answer, 400, &format!("the body {body:?}"));
        }
        let bytes = b"{\"text\":\"caf\xe9\"}".as_slice();
        let answer = ask(Method::POST, format!("{base}/translate"), bytes).await;
        refused(answer, 400, "a body that is not UTF-8");
    });
}

#[test]
fn a_body_has_a_limit() {
    virtual_time(async |_lab: Lab| {
        let base = shouting().await;
        let frame = json!({ "text": "" }).to_string().len();
        let body = |length: usize| json!({ "text": "x".repeat(length - frame) }).to_string();
        let (status, _) = ask(Method::POST, format!("{base}/translate"), body(MAX_BODY)).await;
        expect_eq(status, 200, "a body of exactly MAX_BODY bytes is fine");
        let answer = ask(
            Method::POST,
            format!("{base}/translate"),
            body(MAX_BODY + 1),
        )
        .await;
        refused(answer, 413, "a body of MAX_BODY + 1 bytes");

        // The same in chunks: nobody announces how long it will be.
        let body = body(MAX_BODY + 1);
        let (first, rest) = body.split_at(MAX_BODY / 2);
        let request = format!(
            "POST /translate HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\
             transfer-encoding: chunked\r\n\r\n{:x}\r\n{first}\r\n{:x}\r\n{rest}\r\n0\r\n\r\n",
            first.len(),
            rest.len(),
        );
        let answer = async {
            let mut connection = TcpStream::connect(base.trim_start_matches("http://")).await?;
            connection.write_all(request.as_bytes()).await?;
            let mut line = [0; 12];
            connection.read_exact(&mut line).await?;
            std::io::Result::Ok(String::from_utf8_lossy(&line).into_owned())
        };
        match answer.await {
            Ok(line) => expect_eq(
                line.as_str(),
                "HTTP/1.1 413",
                "a body of MAX_BODY + 1 bytes that comes in chunks should be answered with 413",
            ),
            Err(error) => fail(format!(
                "a body that comes in chunks was not answered: {error}"
            )),
        }
    });
}

#[test]
fn requests_are_served_at_once() {
    virtual_time(async |_lab: Lab| {
        for count in [2, 20] {
            let listener = listen().await;
            let url = format!("http://{}/translate", address(&listener));
            let barrier = Arc::new(Barrier::new(count));
            let work = move |text: String| {
                let barrier = Arc::clone(&barrier);
                async move {
                    barrier.wait().await;
                    text
                }
            };
            tokio::spawn(serve(listener, work, std::future::pending()));
            let requests = (0..count).map(|n| {
                let body = json!({ "text": n.to_string() }).to_string();
                ask(Method::POST, url.clone(), body)
            });
            let all = futures::future::join_all(requests);
            match timeout(secs(60), all).await {
                Ok(answers) => expect_eq(
                    answers,
                    (0..count)
                        .map(|n| (200, json!({ "text": n.to_string() })))
                        .collect::<Vec<_>>(),
                    "each request should have its own answer",
                ),
                Err(_) => fail(format!(
                    "{count} requests came together, but not all of them were served at once: one \
                     that takes its time must not hold up the others"
                )),
            }
        }
    });
}

#[test]
fn stopping_finishes_what_has_begun() {
    virtual_time(async |lab: Lab| {
        let listener = listen().await;
        let base = format!("http://{}", address(&listener));
        let work = {
            let lab = lab.clone();
            move |text: String| {
                let lab = lab.clone();
                async move {
                    lab.span("work", sleep(secs(3))).await;
                    text.to_uppercase()
                }
            }
        };
        let stop = {
            let lab = lab.clone();
            async move {
                sleep(secs(1)).await;
                lab.mark("stop", 's');
            }
        };
        let server = tokio::spawn(lab.span("server", serve(listener, work, stop)));
        let url = format!("{base}/translate");
        let body = json!({ "text": "hello" }).to_string();
        let request = tokio::spawn(lab.span("request", ask(Method::POST, url, body)));
        sleep(secs(2)).await;
        if client().get(format!("{base}/health")).send().await.is_ok() {
            fail("the server took a new connection after it was told to stop");
        }
        let answer = timeout(secs(60), request).await;
        let _ended = timeout(secs(60), server).await;
        lab.expect_because(
            Timeline::new()
                .span("server", secs(0), secs(3))
                .span("request", secs(0), secs(3))
                .span("work", secs(0), secs(3))
                .mark("stop", secs(1), 's'),
            "the server was told to stop at 1 s, while a request was being served: it should \
             finish that, answer it at 3 s, and return then, not earlier and not later",
        );
        expect_eq(
            answer.ok().and_then(Result::ok),
            Some((200, json!({ "text": "HELLO" }))),
            "the request in flight was not answered as if nothing had happened",
        );
    });
}

#[test]
fn stopping_does_not_wait_for_idle_connections() {
    virtual_time(async |lab: Lab| {
        let listener = listen().await;
        let url = format!("http://{}/health", address(&listener));
        let work = |text: String| async move { text };
        let server = tokio::spawn(serve(listener, work, sleep(secs(1))));
        // This client keeps its connection open for a next request.
        let client = client();
        match client.get(&url).send().await {
            Ok(response) => {
                let _body = response.bytes().await;
            }
            Err(error) => fail(format!("GET /health was not answered: {error:?}")),
        }
        match timeout(secs(60), server).await {
            Ok(Ok(Ok(()))) => {}
            Ok(other) => fail(format!(
                "the server was told to stop, and ended with {other:?}"
            )),
            Err(_) => fail(
                "the server was told to stop, and a minute later it had not: nothing was going on \
                 any more, only a client had kept its connection",
            ),
        }
        expect_eq(
            lab.now(),
            secs(1),
            "the server was told to stop at 1 s, and had nothing left to do",
        );
        sleep(ms(1)).await;
        drop(client);
    });
}
