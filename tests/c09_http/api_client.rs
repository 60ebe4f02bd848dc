//! `api_client`: where, who and how are said once; status and data stay together.

use std::time::Duration;

use async_katas::c09_http::api_client::{ApiClient, ApiError, ApiResponse};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use lab::{A_DAY, Lab, Way, expect_eq, fail, ms, real_time, secs, virtual_time};
use reqwest::{Client, Url};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::border::border;
use super::broken;
use super::counting::Connections;
use super::names::no_names;
use super::pages::{Asked, Pages, pieces};
use super::site::client;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct User {
    name: String,
    age: u8,
}

const TWO_VALUES: &str = "two JSON values";
const TWO: &str = r#"{"name": "Ann", "age": 30} {"name": "Bob", "age": 41}"#;

/// What came of a request, in words of the test's own.
#[derive(Clone, Debug, PartialEq)]
enum Came<T> {
    Data(u16, T),
    Connection,
    InvalidBody(u16),
    /// Neither of the two that a request may give.
    AnotherError(String),
}

/// How the service is asked: with `get`, or with `post` and a value.
#[derive(Clone, Copy, Debug)]
enum Ask {
    Get,
    Post,
}

const BOTH: [Ask; 2] = [Ask::Get, Ask::Post];

impl Ask {
    /// Asks. An error has to name this address.
    async fn at<T: DeserializeOwned>(self, base: &str, path: &str, whole: &str) -> Came<T> {
        self.with(&api(base), path, whole).await
    }

    async fn with<T: DeserializeOwned>(self, api: &ApiClient, path: &str, whole: &str) -> Came<T> {
        let result = match self {
            Ask::Get => api.get(path).await,
            Ask::Post => api.post(path, &json!({ "n": 1 })).await,
        };
        let (url, came) = match result {
            Ok(ApiResponse { status, data }) => return Came::Data(status, data),
            Err(ApiError::Connection { url, .. }) => (url, Came::Connection),
            Err(ApiError::InvalidBody { url, status, .. }) => (url, Came::InvalidBody(status)),
            Err(other) => return Came::AnotherError(format!("{other:?}")),
        };
        let as_url = Url::parse(whole).map(String::from).unwrap_or_default();
        if url != whole && url != as_url {
            let base = whole.strip_suffix(path.trim_start_matches('/'));
            fail(format!(
                "{} was asked for {whole:?}, and the error names {url:?}: it should name the whole \
                 address{}",
                self.name(),
                joined(base.unwrap_or_default().trim_end_matches('/'), path, &url)
            ));
        }
        came
    }

    fn name(self) -> &'static str {
        match self {
            Ask::Get => "`get`",
            Ask::Post => "`post`",
        }
    }
}

/// Whether this address, or its path, is what `Url::join` makes of a base and a path. Ends a sentence.
fn joined(base: &str, path: &str, address: &str) -> String {
    let base = Url::parse(base).ok();
    let made = base.as_ref().and_then(|base| base.join(path).ok());
    let (Some(base), Some(made)) = (base, made) else {
        return String::new();
    };
    let last = base.path().rsplit('/').next().unwrap_or_default();
    if last.is_empty() || (made.as_str() != address && made.path() != address) {
        return String::new();
    }
    format!(
        "; this is what `Url::join` makes of the two: it replaces the last part of the base, \
         `{last}`, where all of the base should stay"
    )
}

/// What became of a path that should have stayed as it was. Ends a sentence.
fn rewritten(asked: &str, whole: &str) -> &'static str {
    if whole.replace("//", "/") == asked {
        return "; each two slashes became one, also those of the caller: only where base and path \
                meet should there be no more than one";
    }
    if whole.replace('?', "%3F") == asked {
        return "; its `?` became `%3F`, a letter of the path: it should begin the query";
    }
    if whole.split('?').next() == Some(asked) {
        return "; its query is missing";
    }
    ""
}

fn should_be<T: Serialize + PartialEq>(came: &Came<T>, expected: &Came<T>, what: &str) {
    if came != expected {
        fail(format!(
            "{what} gave {}; it should give {}",
            told(came),
            told(expected)
        ));
    }
}

/// The answer to `/tomorrow/1` is there after 18 hours, and its connection does not break.
fn waits_for_it<T>(came: &Came<T>, after: Duration, ask: Ask) {
    if matches!(came, Came::Connection) && after < 3 * A_DAY / 4 {
        fail(format!(
            "an answer to {} was on its way for 18h, and your code gave up on it after {after:?} \
             with `ApiError::Connection`: nobody has limited how long an answer may take",
            ask.name()
        ));
    }
}

fn told<T: Serialize>(came: &Came<T>) -> String {
    match came {
        Came::Data(status, data) => match json!(data).to_string() {
            long if long.len() > 60 => format!("status {status} with data of some length"),
            data => format!("status {status} with the data {data}"),
        },
        Came::Connection => "`ApiError::Connection`".to_owned(),
        Came::InvalidBody(status) => format!("`ApiError::InvalidBody` with status {status}"),
        Came::AnotherError(error) => format!("the error {error}"),
    }
}

fn api(base: &str) -> ApiClient {
    match ApiClient::new(client(), base) {
        Ok(api) => api,
        Err(error) => fail(format!("{base:?} is a good base, but gave {error:?}")),
    }
}

fn with_token(api: ApiClient, token: &str) -> ApiClient {
    match api.with_token(token) {
        Ok(api) => api,
        Err(error) => fail(format!("{token:?} is a good token, but gave {error:?}")),
    }
}

/// The one request that came.
fn the_one(pages: &Pages, ask: Ask) -> Asked {
    let mut asked = pages.asked();
    match asked.pop() {
        Some(one) if asked.is_empty() => one,
        one => fail(format!(
            "one call of {} should make one request, and made {}",
            ask.name(),
            asked.len() + usize::from(one.is_some())
        )),
    }
}

const LONG: usize = 11 * 1024 * 1024;

/// What the service answers, by the path.
fn answer(asked: &Asked) -> (Duration, Response) {
    let (folder, last) = asked.path.rsplit_once('/').unwrap_or_default();
    let status = last
        .parse()
        .ok()
        .and_then(|status| StatusCode::from_u16(status).ok());
    let raw = |body: &'static [u8]| (secs(0), (status.unwrap_or_default(), body).into_response());
    match folder {
        "/json" => raw(br#"{"error":"no such user"}"#),
        "/typed" => {
            let head = [("content-type", "text/html; charset=utf-16")];
            let body = "{\"name\":\"Ann, \\\"\u{c564}\\\"\",\"age\":30}";
            (secs(0), (head, body).into_response())
        }
        "/empty" => raw(b""),
        "/html" => raw(b"<html>bad gateway</html>"),
        "/half" => raw(br#"{"name": "Ann""#),
        "/other" => raw(br#"{"name": "Ann", "age": "thirty"}"#),
        "/two" => raw(TWO.as_bytes()),
        "/latin" => raw(b"{\"name\": \"Ren\xe9\", \"age\": 30}"),
        "/tomorrow" => (A_DAY / 4, pieces(A_DAY / 4, &[b"[", b"1]"]).into_response()),
        "/long" => {
            let length = last.parse().unwrap_or(LONG);
            (
                secs(0),
                format!("\"{}\"", "x".repeat(length - 2)).into_response(),
            )
        }
        _ => (secs(0), axum::Json(json!({})).into_response()),
    }
}

#[test]
fn paths_go_after_the_base() {
    virtual_time(async |_lab: Lab| {
        let pages = Pages::start(answer).await;
        for (base, path, whole) in [
            ("", "users", "/users"),
            ("/", "/users", "/users"),
            ("/api/v1", "users", "/api/v1/users"),
            ("/api/v1/", "users", "/api/v1/users"),
            ("/api/v1", "/users/7/", "/api/v1/users/7/"),
            ("/api/v1/", "/users", "/api/v1/users"),
            ("/api/v1", "users?page=2", "/api/v1/users?page=2"),
            (
                "/api/v1/",
                "/users/Ann%2FBob/é?page=2&by=a%20b",
                "/api/v1/users/Ann%2FBob/%C3%A9?page=2&by=a%20b",
            ),
            (
                "/api//v1",
                "users//7?from=http://example.org//x/",
                "/api//v1/users//7?from=http://example.org//x/",
            ),
        ] {
            for ask in BOTH {
                let whole_url = pages.url(whole);
                let came = ask.at::<Value>(&pages.url(base), path, &whole_url).await;
                should_be(
                    &came,
                    &Came::Data(200, json!({})),
                    &format!(
                        "{} with the base {base:?} and the path {path:?}",
                        ask.name()
                    ),
                );
                let asked = the_one(&pages, ask).path;
                let why = match joined(&pages.url(base), path, &asked) {
                    why if why.is_empty() => rewritten(&asked, whole).to_owned(),
                    why => why,
                };
                expect_eq(
                    asked.as_str(),
                    whole,
                    format!(
                        "with the base {base:?}, {} looked for {path:?} in the wrong place{why}",
                        ask.name()
                    ),
                );
            }
        }
    });
}

#[test]
fn every_request_says_who_asks_and_for_what() {
    virtual_time(async |_lab: Lab| {
        let pages = Pages::start(answer).await;
        let base = pages.url("/api");
        for token in [None, Some("s3cret"), Some("a longer=token, with/more+.")] {
            let api = match token {
                Some(token) => with_token(api(&base), token),
                None => api(&base),
            };
            for ask in [Ask::Get, Ask::Post, Ask::Get, Ask::Post] {
                let whole = format!("{base}/users");
                ask.with::<Value>(&api, "users", &whole).await;
                let asked = the_one(&pages, ask);
                expect_eq(
                    asked.header("accept"),
                    Some("application/json"),
                    format!(
                        "a request of {} did not say in `accept` that it wants JSON",
                        ask.name()
                    ),
                );
                let bearer = token.map(|token| format!("Bearer {token}"));
                expect_eq(
                    asked.header("authorization"),
                    bearer.as_deref(),
                    match token {
                        Some(_) => format!(
                            "a request of {} should have the token in `authorization`",
                            ask.name()
                        ),
                        None => format!(
                            "a request of {} had an `authorization`, though no token was given",
                            ask.name()
                        ),
                    },
                );
            }
        }
    });
}

#[test]
fn another_token_takes_the_place_of_the_first() {
    virtual_time(async |_lab: Lab| {
        let pages = Pages::start(answer).await;
        let api = with_token(api(&pages.url("")), "the first");
        let api = with_token(api, "the second");
        let _answer = api.get::<Value>("users").await;
        let asked = the_one(&pages, Ask::Get);
        let tokens: Vec<String> = asked
            .headers
            .get_all("authorization")
            .iter()
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .collect();
        expect_eq(
            tokens,
            vec!["Bearer the second".to_owned()],
            "a second token was given, which takes the place of the first: a request should have \
             that one in `authorization`, once, and no other",
        );
    });
}

#[test]
fn what_fails_is_not_asked_for_again() {
    virtual_time(async |_lab: Lab| {
        for ask in BOTH {
            let (nameless, looked_up) = no_names(1);
            let api = match ApiClient::new(nameless, "http://name.test") {
                Ok(api) => api,
                Err(error) => fail(format!("a good base gave {error:?}")),
            };
            should_be(
                &ask.with::<Value>(&api, "users", "http://name.test/users")
                    .await,
                &Came::Connection,
                "a service whose name is not found",
            );
            if looked_up.entered() == 0 {
                fail(format!(
                    "{} did not ask for the name of the service by way of the client that was \
                     handed in: the request should come from that one, and came from another",
                    ask.name()
                ));
            }
            expect_eq(
                looked_up.entered(),
                1,
                format!(
                    "the name of the service was not found, and it was looked up again: each call \
                     of {} makes one request",
                    ask.name()
                ),
            );
            let connections = Connections::default();
            let base = broken::says_to(
                &connections,
                b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}",
            )
            .await;
            let whole = format!("{base}/users");
            should_be(
                &ask.at::<Value>(&base, "users", &whole).await,
                &Came::Connection,
                "an answer that broke off",
            );
            expect_eq(
                connections.count(),
                1,
                format!(
                    "the answer broke off, and the service was asked again: each call of {} makes \
                     one request",
                    ask.name()
                ),
            );
        }
    });
}

#[test]
fn values_go_out_and_come_in_as_json() {
    virtual_time(async |_lab: Lab| {
        let pages = Pages::start(answer).await;
        let api = api(&pages.url(""));
        let ann = User {
            name: "Ann, \"\u{c564}\"".to_owned(),
            age: 30,
        };
        for what in [
            json!(null),
            json!("a text of \"quotes\", \\ and \u{0} \u{1f980}"),
            json!([1, -2.5, u64::MAX, [], {}]),
            json!({ "n": { "ame": "Ann & Bob=1" }, "": true }),
            json!(ann),
        ] {
            match api.post::<Value, User>("typed/user", &what).await {
                Ok(ApiResponse { status: 200, data }) => expect_eq(
                    data,
                    ann.clone(),
                    "the data should be what the JSON in the answer's body says",
                ),
                Ok(ApiResponse { status, .. }) => fail(format!(
                    "the service answered `post` with status 200, but the response has {status}"
                )),
                Err(error) => fail(format!(
                    "the service answered `post` with status 200 and the JSON of a user in the body, which \
                     counts whatever its content type, and `post` gave {error:?}"
                )),
            }
            let asked = the_one(&pages, Ask::Post);
            expect_eq(
                asked.method.as_str(),
                "POST",
                "`post` sent another request than a POST",
            );
            expect_eq(
                asked.header("content-type"),
                Some("application/json"),
                "`post` did not say in `content-type` that what it sends is JSON",
            );
            expect_eq(
                serde_json::from_slice(&asked.body).ok(),
                Some(what),
                "the body that `post` sent is not the value as JSON",
            );
        }
        // A value of unknown size: a text.
        let _answer = api.post::<str, Value>("typed/user", "text").await;
        expect_eq(
            the_one(&pages, Ask::Post).body.as_ref(),
            b"\"text\"",
            "the body that `post` sent is not the text as JSON",
        );
        let _answer = api.get::<Value>("typed/user").await;
        expect_eq(
            the_one(&pages, Ask::Get).method.as_str(),
            "GET",
            "`get` sent another request than a GET",
        );
    });
}

#[test]
fn the_body_counts_whatever_its_content_type() {
    virtual_time(async |_lab: Lab| {
        let pages = Pages::start(answer).await;
        let whole = pages.url("/typed/user");
        for ask in BOTH {
            let ann = User {
                name: "Ann, \"\u{c564}\"".to_owned(),
                age: 30,
            };
            should_be(
                &ask.at(&pages.url(""), "typed/user", &whole).await,
                &Came::Data(200, ann),
                &format!(
                    "an answer to {} with JSON in it that calls itself HTML",
                    ask.name()
                ),
            );
        }
    });
}

#[test]
fn an_unhappy_status_comes_with_its_data() {
    virtual_time(async |_lab: Lab| {
        let pages = Pages::start(answer).await;
        let api = api(&pages.url("/json"));
        for status in [
            200, 201, 202, 203, 206, 226, 299, 300, 301, 302, 303, 307, 308, 400, 401, 403, 404,
            409, 418, 422, 429, 451, 499, 500, 501, 502, 503, 504, 599,
        ] {
            for ask in BOTH {
                let (path, whole) = (status.to_string(), format!("/json/{status}"));
                let came = ask.with::<Value>(&api, &path, &pages.url(&whole)).await;
                let asked = the_one(&pages, ask).path;
                if asked != whole {
                    fail(format!(
                        "with the base \"/json\", {} looked for {path:?} at {asked:?}{}",
                        ask.name(),
                        joined(&pages.url("/json"), &path, &asked)
                    ));
                }
                should_be(
                    &came,
                    &Came::Data(status, json!({ "error": "no such user" })),
                    &format!("an answer to {} with status {status} and JSON", ask.name()),
                );
            }
        }
    });
}

#[test]
fn no_body_is_null() {
    virtual_time(async |_lab: Lab| {
        let pages = Pages::start(answer).await;
        let api = api(&pages.url("/empty"));
        for status in [204, 200, 201, 404, 500] {
            for ask in BOTH {
                let (path, whole) = (status.to_string(), pages.url(&format!("/empty/{status}")));
                let what = format!(
                    "an answer to {} with status {status} and without a body",
                    ask.name()
                );
                should_be(
                    &ask.with::<()>(&api, &path, &whole).await,
                    &Came::Data(status, ()),
                    &format!("{what}, had as `()`,"),
                );
                should_be(
                    &ask.with::<Option<User>>(&api, &path, &whole).await,
                    &Came::Data(status, None),
                    &format!("{what}, had as an `Option`,"),
                );
                should_be(
                    &ask.with::<User>(&api, &path, &whole).await,
                    &Came::InvalidBody(status),
                    &format!("{what}, where the caller wanted a `User`,"),
                );
            }
        }
    });
}

#[test]
fn a_body_that_cannot_be_read_is_an_error_with_its_status() {
    virtual_time(async |_lab: Lab| {
        let pages = Pages::start(answer).await;
        let base = pages.url("");
        for (path, body) in [
            ("html/502", "a page in HTML"),
            ("html/200", "a page in HTML"),
            ("half/200", "JSON that is cut off"),
            ("half/404", "JSON that is cut off"),
            ("other/200", "JSON of another kind"),
            ("other/422", "JSON of another kind"),
            ("two/201", TWO_VALUES),
            ("latin/200", "JSON with bytes that are not UTF-8"),
        ] {
            let status = path[path.len() - 3..].parse().unwrap_or_default();
            for ask in BOTH {
                let whole = format!("{base}/{path}");
                let came = ask.at::<User>(&base, path, &whole).await;
                let what = format!(
                    "an answer to {} with status {status} and {body}",
                    ask.name()
                );
                if let Came::Data(_, user) = &came
                    && body == TWO_VALUES
                    && user.name == "Ann"
                {
                    fail(format!(
                        "{what} gave {}: that is the first of the two, and what stands behind it was not \
                         looked at. The body was {TWO}; a body is one value, up to its end, and where \
                         something else than blanks follows it should give {}",
                        told(&came),
                        told(&Came::<User>::InvalidBody(status))
                    ));
                }
                should_be(&came, &Came::InvalidBody(status), &what);
            }
        }
    });
}

#[test]
fn a_broken_connection_is_told_apart_from_a_bad_body() {
    virtual_time(async |_lab: Lab| {
        let answers: [(&str, &[u8]); 5] = [
            (
                "an answer that broke off, though what had come was JSON,",
                b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{}",
            ),
            (
                "an answer with status 500 that broke off",
                b"HTTP/1.1 500 Oh\r\ncontent-length: 100\r\n\r\n{\"err",
            ),
            (
                "an answer that broke off before its body",
                b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n",
            ),
            (
                "an answer that ended before its last chunk",
                b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n",
            ),
            ("a service that does not speak HTTP", b"220 mail ready\r\n"),
        ];
        let mut bad = vec![("a service that is not there", broken::nobody().await)];
        for (what, bytes) in answers {
            bad.push((what, broken::says(bytes).await));
        }
        for (what, base) in bad {
            for ask in BOTH {
                let whole = format!("{base}/users/7?by=name");
                should_be(
                    &ask.at::<Value>(&base, "users/7?by=name", &whole).await,
                    &Came::Connection,
                    &format!("{} (asked with {})", what.trim_end_matches(','), ask.name()),
                );
            }
        }
    });
}

#[test]
fn an_answer_may_be_late() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 2);
        let pages = Pages::start(answer).await;
        let base = pages.url("");
        for ask in BOTH {
            let whole = pages.url("/tomorrow/1");
            let began = lab.now();
            let came = ask.at(&base, "tomorrow/1", &whole).await;
            waits_for_it(&came, lab.now() - began, ask);
            should_be(
                &came,
                &Came::Data(200, json!([1])),
                &format!(
                    "an answer to {} whose head came after 6 h, and its body in two pieces within \
                     the next 12,",
                    ask.name()
                ),
            );
        }
    });
}

// In real time: a virtual clock would go on while the system is busy handing over so much.
#[test]
fn an_answer_may_be_long() {
    real_time(async |_lab: Lab| {
        let pages = Pages::start(answer).await;
        let base = pages.url("");
        // What came of an answer of so many bytes, if that is not what it holds.
        let wrong = async |length: usize| {
            let path = format!("long/{length}");
            let whole = pages.url(&format!("/{path}"));
            match Ask::Get.at::<String>(&base, &path, &whole).await {
                Came::Data(200, text) if text.len() == length - 2 => None,
                came => Some(told(&came)),
            }
        };
        let Some(mut came) = wrong(LONG).await else {
            return;
        };
        if wrong(100).await.is_some() {
            fail(format!(
                "an answer of {LONG} bytes gave {came}; it should give all that it holds"
            ));
        }
        let (read, _) = border(100, LONG, async |length| match wrong(length).await {
            None => true,
            Some(that) => {
                came = that;
                false
            }
        })
        .await;
        fail(format!(
            "an answer of {read} bytes, a text in JSON, was read as it should be, and one of a byte \
             more gave {came}: your code takes no more of a body than that, and nobody has set a \
             limit; it should give all that it holds"
        ));
    });
}

#[test]
fn a_base_that_is_none_is_refused_at_once() {
    virtual_time(async |_lab: Lab| {
        for bad in [
            "",
            "no url",
            "/api",
            "127.0.0.1/api",
            "localhost:8080/api",
            "http://",
            "http://127.0.0.1:99999/api",
            "httpx://127.0.0.1/api",
            "ftp://127.0.0.1/api",
            "file:///api",
        ] {
            match ApiClient::new(client(), bad) {
                Err(ApiError::Base { base }) => expect_eq(
                    base.as_str(),
                    bad,
                    "the error does not name the base as it was given",
                ),
                Err(other) => fail(format!(
                    "the base {bad:?} gave {other:?}; it should give `ApiError::Base`"
                )),
                Ok(_) => fail(format!(
                    "the base {bad:?} was taken, though no request can go there"
                )),
            }
        }
        for good in [
            "https://example.org/api",
            "HTTP://127.0.0.1",
            "Https://EXAMPLE.org:8080/",
            "http://[::1]:8080/api",
            "http://ann:pass@example.org",
        ] {
            let _not_asked = api(good);
        }
    });
}

#[test]
fn a_token_that_no_header_can_hold_is_refused_at_once() {
    virtual_time(async |_lab: Lab| {
        for bad in ["s3cret\r\nx-admin: yes", "s3cret\n", "\rs3cret", "s3\0cret"] {
            match api("http://127.0.0.1/").with_token(bad) {
                Err(ApiError::Token) => {}
                Err(other) => fail(format!(
                    "the token {bad:?} gave {other:?}; it should give `ApiError::Token`"
                )),
                Ok(_) => fail(format!(
                    "the token {bad:?} was taken, though no header can hold it"
                )),
            }
        }
    });
}

#[test]
fn all_requests_share_the_client_and_one_connection() {
    virtual_time(async |_lab: Lab| {
        let pages = Pages::start(answer).await;
        let given = Client::builder()
            .no_proxy()
            .user_agent("given by the test")
            .build()
            .unwrap_or_else(|error| panic!("the test needs an HTTP client ({error})"));
        let base = pages.url("/json");
        let without = match ApiClient::new(given.clone(), &base) {
            Ok(api) => api,
            Err(error) => fail(format!("{base:?} is a good base, but gave {error:?}")),
        };
        let token = match ApiClient::new(given, &base) {
            Ok(api) => with_token(api, "s3cret"),
            Err(error) => fail(format!("{base:?} is a good base, but gave {error:?}")),
        };
        for (api, which) in [(&without, "without a token"), (&token, "with a token")] {
            for n in 0..5 {
                for ask in BOTH {
                    let status = if n % 2 == 0 { 200 } else { 404 };
                    let whole = pages.url(&format!("/json/{status}"));
                    ask.with::<Value>(api, &status.to_string(), &whole).await;
                    // A connection is free again when everything has come to rest.
                    sleep(ms(1)).await;
                    expect_eq(
                        the_one(&pages, ask).header("user-agent"),
                        Some("given by the test"),
                        format!(
                            "a request of {}, {which}, did not come from the client that was \
                             handed in",
                            ask.name()
                        ),
                    );
                }
            }
        }
        expect_eq(
            pages.connections(),
            1,
            "twenty requests, one after another, should need one connection: use the client that \
             was handed in for all of them, and read each body to its end",
        );
    });
}

#[test]
fn answers_come_in_whichever_way_they_are_waited_for() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 9);
        let pages = Pages::start(answer).await;
        let (api, whole) = (api(&pages.url("")), pages.url("/tomorrow/1"));
        for way in Way::ALL {
            for ask in BOTH {
                lab.case(format!("{}, and a call that is {way}", ask.name()));
                let began = lab.now();
                let came = lab.polled(way, ask.with(&api, "tomorrow/1", &whole)).await;
                waits_for_it(&came, lab.now() - began, ask);
                should_be(
                    &came,
                    &Came::Data(200, json!([1])),
                    &format!("a call of {} that was {way}", ask.name()),
                );
                the_one(&pages, ask);
            }
        }
    });
}
