//! `http_server`: clear answers, many at once, and an end that breaks nothing off.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_katas::c09_http::http_server::{MAX_BODY, serve};
use lab::timeline::{Item, short};
use lab::{A_DAY, Gauge, Lab, Timeline, expect_eq, fail, ms, secs, virtual_time};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Barrier, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::border::border;
use super::places::places;
use super::site::{address, client, listen};

/// The longest body, as the task says.
const LONGEST: usize = 16 * 1024;

/// What `work` was asked to translate.
type Heard = Arc<Mutex<Vec<String>>>;

fn heard(heard: &Heard) -> Vec<String> {
    std::mem::take(&mut *heard.lock().unwrap_or_else(PoisonError::into_inner))
}

/// A server of the code under test, which translates to capitals and never stops.
async fn shouting() -> (String, Heard) {
    let listener = listen().await;
    let base = format!("http://{}", address(&listener));
    let heard = Heard::default();
    let hears = Arc::clone(&heard);
    let shout = move |text: String| {
        hears
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(text.clone());
        async move { text.to_uppercase() }
    };
    lab::background(serve(listener, shout, never()));
    (base, heard)
}

/// A server whose work takes as long as the text says, in milliseconds, and that is told to stop.
async fn stopped_after(lab: &Lab, stop: Duration) -> (String, Server) {
    let listener = listen().await;
    let base = format!("http://{}", address(&listener));
    let (at_work, at_stop) = (lab.clone(), lab.clone());
    let work = move |text: String| {
        let lab = at_work.clone();
        async move {
            let time = ms(text.parse().unwrap_or_default());
            lab.span(&format!("work {text}"), sleep(time)).await;
            text
        }
    };
    let stop = async move {
        sleep(stop).await;
        at_stop.explain("stop", "the server is told to stop");
        at_stop.mark("stop", 's');
    };
    let (stop, asked) = watched(stop);
    let server = tokio::spawn(lab.span("server", serve(listener, work, stop)));
    (base, Server { server, asked })
}

/// A server that is told to stop, and how far its `stop` has got.
struct Server {
    server: JoinHandle<io::Result<()>>,
    asked: Asked,
}

/// Whether `stop` was polled, and whether it was ready then.
type Asked = Arc<Mutex<(bool, bool)>>;

fn noted(asked: &Asked) -> (bool, bool) {
    *asked.lock().unwrap_or_else(PoisonError::into_inner)
}

/// This `stop`, and what is asked of it.
fn watched(
    stop: impl Future<Output = ()> + Send + 'static,
) -> (impl Future<Output = ()> + Send + 'static, Asked) {
    let asked = Asked::default();
    let notes = Arc::clone(&asked);
    let note = move |what| *notes.lock().unwrap_or_else(PoisonError::into_inner) = what;
    let stop = async move {
        note((true, false));
        stop.await;
        note((true, true));
    };
    (stop, asked)
}

/// Waits for a server that was told to stop, but not for ever.
async fn ended(Server { server, asked }: Server, limit: Duration, what: &str) {
    match timeout(limit, server).await {
        Ok(Ok(Ok(()))) => {}
        Ok(other) => fail(format!(
            "the server was told to stop, and ended with {other:?}"
        )),
        Err(_) => {
            let why = match noted(&asked) {
                (false, _) => {
                    "your function never polled `stop`, so it could not hear of it: the server \
                     should run until `stop` is ready"
                }
                (true, false) => {
                    "your function polled `stop`, but no more when it was ready: it should go on \
                     waiting for it"
                }
                (true, true) => {
                    "your function heard of it, for `stop` was polled to its end: with nothing \
                     left to answer, it should return"
                }
            };
            fail(format!(
                "`stop` was ready, and {limit:?} later the server was still there, though {what}; \
                 {why}"
            ))
        }
    }
}

/// A request to stop that does not come as long as the test goes on.
fn never() -> impl Future<Output = ()> + Send {
    let (keeps_it_open, closed) = oneshot::channel::<()>();
    lab::background(async move {
        std::future::pending::<()>().await;
        drop(keeps_it_open);
    });
    async {
        let _closed = closed.await;
    }
}

async fn ask(method: Method, url: String, body: impl Into<reqwest::Body>) -> (u16, Value) {
    ask_as("", method, url, body).await
}

/// Asks with a content type, or without one.
async fn ask_as(
    content_type: &str,
    method: Method,
    url: String,
    body: impl Into<reqwest::Body>,
) -> (u16, Value) {
    let what = format!("{method} {url}");
    let mut request = client().request(method, url).body(body);
    if !content_type.is_empty() {
        request = request.header("content-type", content_type);
    }
    match request.send().await {
        Ok(response) => read(response, &what).await,
        Err(error) => fail(format!("{what} was not answered: {error:?}")),
    }
}

async fn read(response: Response, what: &str) -> (u16, Value) {
    let status = response.status().as_u16();
    let body = response.text().await.unwrap_or_default();
    match serde_json::from_str(&body) {
        Ok(value) => (status, value),
        Err(_) => {
            let is_debug = body.contains("\\u{");
            fail(format!(
                "the answer to {what} has status {status} and the body {}, which is not JSON{}",
                match is_debug {
                    // Escaped once more it would be taken for that.
                    true => format!("`{body}`"),
                    false => format!("{body:?}"),
                },
                match is_debug {
                    true =>
                        ": in it stands `\\u{`, as in the texts that `{:?}` writes. In JSON it is `\\u` with \
                         four digits; have serde_json write it",
                    false => "",
                }
            ))
        }
    }
}

fn refused((status, body): (u16, Value), expected: u16, what: &str) {
    if status != expected {
        // Bytes that are no character stand in `what` by their numbers.
        let replaced =
            status == 200 && what.contains("\\x") && body.to_string().contains('\u{fffd}');
        fail(format!(
            "{what} was answered with {status} and {}; it should be answered with {expected}{}",
            shortened(&body.to_string()),
            match replaced {
                true =>
                    ": it has a byte that is no UTF-8, and where that stood the answer has a `\u{fffd}`. \
                         What is bad was replaced before the body was read as JSON, as `from_utf8_lossy` \
                         does; give the bytes themselves to the parser",
                false => "",
            }
        ));
    }
    if body["error"].as_str().is_none_or(str::is_empty) {
        fail(format!(
            "the answer to {what} should say why, as `{{\"error\":\"...\"}}`; it says {}",
            shortened(&body.to_string())
        ));
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[test]
fn stopping_without_requests_is_at_once() {
    virtual_time(async |lab: Lab| {
        let work = |text: String| async move { text };
        let (stop, asked) = watched(std::future::ready(()));
        let listener = listen().await;
        let health = format!("http://{}/health", address(&listener));
        let server = tokio::spawn(lab.span("server", serve(listener, work, stop)));
        sleep(ms(1)).await;
        let was_told = noted(&asked) == (true, true);
        if !server.is_finished()
            && was_told
            && timeout(secs(600), client().get(health).send())
                .await
                .is_ok_and(|answer| answer.is_ok())
        {
            fail(
                "`stop` was ready from the beginning, and 1ms later the server took a new \
                 connection all the same, and answered it: from the instant at which `stop` is \
                 ready no new connection is taken, and a server with nothing to do returns",
            );
        }
        let server = Server { server, asked };
        ended(server, secs(600), "nobody had connected").await;
        let returned = lab.timeline().items("server").first().map(Item::end);
        if let Some(at) = returned.filter(|at| *at > ms(0)) {
            fail(format!(
                "`stop` was ready from the beginning, nobody had connected, and the server \
                 returned {} later: there was nothing to wait for, so it should return at once",
                short(at)
            ));
        }
        let told_at = lab.now() + ms(1003);
        let (_, server) = stopped_after(&lab, ms(1003)).await;
        ended(server, secs(600), "nobody had connected").await;
        expect_eq(
            lab.now(),
            told_at,
            "the server was told to stop 1.003s after its start, and nobody had connected: it \
             should return at that instant",
        );
    });
}

#[test]
fn good_requests_get_their_answers() {
    virtual_time(async |_lab: Lab| {
        let (base, hears) = shouting().await;
        for path in ["/health", "/health?verbose=1"] {
            expect_eq(
                ask(Method::GET, format!("{base}{path}"), "").await,
                (200, json!({ "status": "ok" })),
                format!("`GET {path}` was not answered with 200 and `{{\"status\":\"ok\"}}`"),
            );
        }
        for text in [
            "hello",
            "",
            " spaces at both ends\t",
            "\"ß\"\\n\n\r\n",
            "한글, é, 🦀 and \u{0}\u{feff}\u{2028}",
            "{\"text\":\"inner\"}",
        ] {
            let body = json!({ "text": text }).to_string();
            expect_eq(
                ask(Method::POST, format!("{base}/translate"), body).await,
                (200, json!({ "text": text.to_uppercase() })),
                format!("`POST /translate` did not give what `work` made of the text {text:?}"),
            );
            expect_eq(
                heard(&hears),
                vec![text.to_owned()],
                "`work` should be called once for each request, with the text as it came",
            );
        }
        for body in [
            r#" { "lang" : "ko", "text" : "h\u00e9\/llo", "more" : [{"text":7}] } "#,
            "\n{\"Text\":1,\"text\":\"h\u{e9}/llo\",\"a\":null}\r\n",
        ] {
            for content_type in ["", "application/json", "text/plain", "image/png; x=1"] {
                let url = format!("{base}/translate?from=en");
                expect_eq(
                    ask_as(content_type, Method::POST, url, body).await,
                    (200, json!({ "text": "H\u{c9}/LLO" })),
                    format!(
                        "the body {body:?} with the content type {content_type:?} has a `text` \
                         that is a string: that should do"
                    ),
                );
            }
        }
    });
}

#[test]
fn unknown_paths_and_wrong_methods_are_told_apart() {
    virtual_time(async |_lab: Lab| {
        let (base, hears) = shouting().await;
        let body = r#"{"text":"hello"}"#;
        for path in [
            "/",
            "/nowhere",
            "/Health",
            "/healthy",
            "/health/more",
            "/translate/",
            "/api/translate",
        ] {
            for method in [Method::GET, Method::POST, Method::DELETE] {
                let what = format!("{method} {path}, a path that is unknown,");
                let answer = ask(method, format!("{base}{path}"), body).await;
                refused(answer, 404, &what);
            }
        }
        let others = [Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];
        for (known, path) in [(Method::POST, "/health"), (Method::GET, "/translate")] {
            for method in [&[known], others.as_slice()].concat() {
                let what = format!("{method} {path}, a path that knows another method,");
                let answer = ask(method, format!("{base}{path}"), body).await;
                refused(answer, 405, &what);
            }
        }
        expect_eq(
            heard(&hears),
            Vec::new(),
            "`work` was called for requests that are refused",
        );
    });
}

#[test]
fn bad_json_is_a_bad_request() {
    virtual_time(async |_lab: Lab| {
        let (base, hears) = shouting().await;
        let bodies: [&[u8]; 14] = [
            b"",
            b" ",
            b"hello",
            b"text=hello",
            b"{\"text\":",
            b"{\"text\":\"hello\"",
            b"{\"text\":\"hello\"} {}",
            b"{}",
            b"{\"text\":7}",
            b"{\"text\":null}",
            b"{\"text\":[\"hello\"]}",
            b"{\"Text\":\"hello\"}",
            b"\"text\"",
            b"{\"text\":\"caf\xe9\"}",
        ];
        for body in bodies {
            for content_type in ["", "application/json", "text/plain"] {
                let url = format!("{base}/translate");
                let answer = ask_as(content_type, Method::POST, url, body).await;
                refused(
                    answer,
                    400,
                    &format!(
                        "the body \"{}\" with the content type {content_type:?}",
                        body.escape_ascii()
                    ),
                );
            }
        }
        expect_eq(
            heard(&hears),
            Vec::new(),
            "`work` was called for requests that are refused",
        );
    });
}

/// A body of so many bytes, with a good text in it.
fn body_of(length: usize) -> String {
    let frame = json!({ "text": "" }).to_string().len();
    json!({ "text": "x".repeat(length - frame) }).to_string()
}

/// Sends a body in chunks of this size, so that nobody announces how long it is. What status comes?
async fn status_of_chunks(base: &str, body: &[u8], chunk: usize) -> io::Result<String> {
    let mut request = b"POST /translate HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\
                        transfer-encoding: chunked\r\n\r\n"
        .to_vec();
    for chunk in body.chunks(chunk) {
        request.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
        request.extend(chunk);
        request.extend(b"\r\n");
    }
    request.extend(b"0\r\n\r\n");
    let mut connection = TcpStream::connect(base.trim_start_matches("http://")).await?;
    connection.write_all(&request).await?;
    let mut line = [0; 12];
    connection.read_exact(&mut line).await?;
    Ok(String::from_utf8_lossy(&line).into_owned())
}

/// Said of a body of one byte more than the longest that was taken all the same: where the limit is.
async fn where_the_limit_is(base: &str) -> String {
    const MANY: usize = 3 << 20;
    let is_taken = async |length: usize| {
        let request = client().post(format!("{base}/translate"));
        let answer = request.body(body_of(length)).send().await;
        answer.is_ok_and(|answer| answer.status() == 200)
    };
    if is_taken(MANY).await {
        return format!(
            "and so was one of {MANY} bytes: up to there, your code has no limit on what it takes"
        );
    }
    let (taken, refused) = border(LONGEST + 1, MANY, is_taken).await;
    let whose = match taken {
        0x20_0000 => ", the limit that axum has of its own",
        _ => "",
    };
    format!(
        "and so was one of {taken} bytes, but none of {refused}{whose}: the limit should be \
         MAX_BODY, which is {LONGEST}"
    )
}

#[test]
fn a_body_has_a_limit() {
    virtual_time(async |_lab: Lab| {
        expect_eq(
            MAX_BODY,
            LONGEST,
            "`MAX_BODY` is part of the task, and has another value now",
        );
        let (base, hears) = shouting().await;
        let translate = || format!("{base}/translate");
        let (status, _) = ask(Method::POST, translate(), body_of(LONGEST)).await;
        expect_eq(
            status,
            200,
            "a body of exactly MAX_BODY bytes was refused: it is fine",
        );
        heard(&hears);
        let with_spaces = format!("{}{}", body_of(LONGEST - 10), " ".repeat(11));
        for (what, body) in [
            ("a body of MAX_BODY + 1 bytes", body_of(LONGEST + 1)),
            (
                "a body of MAX_BODY + 1 bytes, the last 11 of them spaces,",
                with_spaces,
            ),
            (
                "a body of MAX_BODY + 1 bytes that is not JSON",
                "x".repeat(LONGEST + 1),
            ),
            ("a body of twice MAX_BODY bytes", body_of(2 * LONGEST)),
        ] {
            let answer = ask(Method::POST, translate(), body.clone()).await;
            // What is no more than the longest body with spaces behind it may be cut off.
            if answer.0 == 200 && body == body_of(LONGEST + 1) {
                fail(format!(
                    "{what} was answered with 200, {}; it should be answered with 413",
                    where_the_limit_is(&base).await
                ));
            }
            refused(answer, 413, what);
            for chunk in [LONGEST / 2, 1000, LONGEST] {
                match status_of_chunks(&base, body.as_bytes(), chunk).await {
                    Ok(line) => expect_eq(
                        line.as_str(),
                        "HTTP/1.1 413",
                        format!(
                            "{what} that comes in chunks of {chunk} bytes should be answered with \
                             413"
                        ),
                    ),
                    Err(error) => fail(format!(
                        "{what} that comes in chunks was not answered: {error}"
                    )),
                }
            }
        }
        expect_eq(
            heard(&hears),
            Vec::new(),
            "`work` was called for requests that are refused",
        );
        for chunk in [LONGEST, 999] {
            match status_of_chunks(&base, body_of(LONGEST).as_bytes(), chunk).await {
                Ok(line) => expect_eq(
                    line.as_str(),
                    "HTTP/1.1 200",
                    "a body of exactly MAX_BODY bytes that came in chunks was refused: it is fine",
                ),
                Err(error) => fail(format!(
                    "a body that came in chunks was not answered: {error}"
                )),
            }
        }
    });
}

#[test]
fn requests_are_served_at_once() {
    virtual_time(async |_lab: Lab| {
        for count in [2, 20, places(300)] {
            let listener = listen().await;
            let url = format!("http://{}/translate", address(&listener));
            let barrier = Arc::new(Barrier::new(count));
            let at_work = Gauge::default();
            let inside = at_work.clone();
            let work = move |text: String| {
                let (barrier, inside) = (Arc::clone(&barrier), inside.enter());
                async move {
                    barrier.wait().await;
                    drop(inside);
                    text
                }
            };
            lab::background(serve(listener, work, never()));
            let client = client();
            let requests = (0..count).map(|n| {
                let body = json!({ "text": n.to_string() }).to_string();
                let request = client.post(&url).body(body).send();
                async move {
                    // A listener has no room for more than 128 who knock at one moment.
                    sleep(ms(n as u64 / 50)).await;
                    match request.await {
                        Ok(response) => read(response, "a request beside others").await,
                        Err(error) => fail(format!("a request was not answered: {error:?}")),
                    }
                }
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
                    "{count} requests came together, and only {} of them were served at once: one \
                     that takes its time must not hold up the others",
                    at_work.peak()
                )),
            }
        }
    });
}

#[test]
fn work_may_take_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(2 * A_DAY);
        // The server is told to stop only long after this test is over.
        lab.allow_tasks();
        let (base, _server) = stopped_after(&lab, 10 * A_DAY).await;
        let body = json!({ "text": A_DAY.as_millis().to_string() });
        let slow = async {
            let answer = ask(Method::POST, format!("{base}/translate"), body.to_string()).await;
            (answer, lab.now())
        };
        let health = async {
            sleep(A_DAY / 2).await;
            let answer = ask(Method::GET, format!("{base}/health"), "").await;
            expect_eq(
                (answer, lab.now()),
                ((200, json!({ "status": "ok" })), A_DAY / 2),
                "`GET /health` was asked after 12h, while `work` was busy, and should be answered \
                 then",
            );
        };
        let ((answer, at), ()) = futures::future::join(slow, health).await;
        if at < A_DAY {
            fail(format!(
                "`work` takes a day, and its request was answered after {} already, with {} and \
                 {}: nobody has limited how long `work` may take, so the answer is its text, as \
                 soon as there is one",
                short(at),
                answer.0,
                shortened(&answer.1.to_string())
            ));
        }
        expect_eq(
            answer,
            (200, body),
            "`work` took a day, and this was the answer then, where its text should be",
        );
        if at > A_DAY {
            fail(format!(
                "`work` took a day, and its request was answered only {} after that: the answer is \
                 due as soon as `work` is done",
                short(at - A_DAY)
            ));
        }
    });
}

#[test]
fn stopping_finishes_what_has_begun() {
    virtual_time(async |lab: Lab| {
        let (base, server) = stopped_after(&lab, ms(1003)).await;
        let requests: Vec<_> = ["1217", "3217", "2003"]
            .into_iter()
            .map(|time| {
                let body = json!({ "text": time }).to_string();
                let request = ask(Method::POST, format!("{base}/translate"), body);
                tokio::spawn(lab.span(&format!("request {time}"), request))
            })
            .collect();
        sleep(ms(1500)).await;
        let again = client().get(format!("{base}/health")).send();
        if timeout(secs(600), again)
            .await
            .is_ok_and(|answer| answer.is_ok())
        {
            fail(
                "the server was told to stop at 1.003s, and took a new connection at 1.5s: it \
                 should take no more, also while it still has work to do",
            );
        }
        let answers = futures::future::join_all(requests).await;
        ended(
            server,
            secs(600),
            "all requests that had begun were answered",
        )
        .await;
        let mut expected =
            Timeline::new()
                .span("server", secs(0), ms(3217))
                .mark("stop", ms(1003), 's');
        for time in [1217, 3217, 2003] {
            expected = expected
                .span(&format!("request {time}"), secs(0), ms(time))
                .span(&format!("work {time}"), secs(0), ms(time));
        }
        lab.expect_because(
            expected,
            "the server was told to stop at 1.003s, while three requests were being served: it \
             should finish and answer each of them in its time, and return at 3.217 s with the \
             last, not earlier and not later",
        );
        let answers: Vec<_> = answers.into_iter().flatten().collect();
        expect_eq(
            answers,
            ["1217", "3217", "2003"]
                .map(|time| (200, json!({ "text": time })))
                .to_vec(),
            "the requests that were on their way were not answered as if nothing had happened",
        );
    });
}

#[test]
fn stopping_waits_a_day_for_what_has_begun() {
    virtual_time(async |lab: Lab| {
        lab.lasts(3 * A_DAY);
        let (base, server) = stopped_after(&lab, ms(1003)).await;
        let body = json!({ "text": A_DAY.as_millis().to_string() });
        let url = format!("{base}/translate");
        let request = tokio::spawn(client().post(url).body(body.to_string()).send());
        ended(server, 2 * A_DAY, "the one request that had begun was over").await;
        let waited = lab.now().saturating_sub(ms(1003));
        if (ms(1)..A_DAY - secs(2)).contains(&waited) {
            fail(format!(
                "the server was told to stop at 1.003s, while `work` was busy for a day, and \
                 returned {waited:?} later, before that was done: it should wait for all that has \
                 begun, however long that takes"
            ));
        }
        expect_eq(
            lab.now(),
            A_DAY,
            "the server was told to stop at 1.003s, while `work` was busy for a day: it should \
             return after 24h, when that is done and answered",
        );
        let answer = match request.await {
            Ok(Ok(response)) => read(response, "the request that had begun").await,
            _ => fail("the request that had begun when the server was told to stop got no answer"),
        };
        expect_eq(
            answer,
            (200, body),
            "the request that had begun should be answered as if nothing had happened",
        );
    });
}

#[test]
fn stopping_does_not_wait_for_idle_connections() {
    virtual_time(async |lab: Lab| {
        let (base, server) = stopped_after(&lab, ms(1003)).await;
        let host = base.trim_start_matches("http://").to_owned();
        // One has asked and keeps its connection for a next request, one has not asked yet.
        let (mut fresh, mut used) = match (
            TcpStream::connect(&host).await,
            TcpStream::connect(&host).await,
        ) {
            (Ok(fresh), Ok(used)) => (fresh, used),
            (fresh, used) => fail(format!(
                "the server should take connections, but gave {fresh:?} and {used:?}"
            )),
        };
        let _sent = used
            .write_all(b"GET /health HTTP/1.1\r\nhost: test\r\n\r\n")
            .await;
        sleep(ms(10)).await;
        ended(
            server,
            secs(600),
            "nothing was going on any more, only two clients had kept their connections",
        )
        .await;
        expect_eq(
            lab.now(),
            ms(1003),
            "the server was told to stop at 1.003s, and had nothing left to do: it should return \
             at once",
        );
        for (which, connection) in [("a fresh", &mut fresh), ("a used", &mut used)] {
            let mut rest = Vec::new();
            let closed = timeout(secs(60), connection.read_to_end(&mut rest)).await;
            if closed.is_err() {
                fail(format!(
                    "the server was told to stop, and a minute later {which} connection was still \
                     open, though nothing was going on on it: it should be closed"
                ));
            }
        }
    });
}
