//! `api_client`: where, who and how are said once; status and data stay together.

use std::fmt::Debug;

use async_katas::c09_http::api_client::{ApiClient, ApiError, ApiResponse};
use axum::Json;
use lab::{Lab, expect_eq, fail, ms, real_time, virtual_time};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::sleep;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::broken;
use super::site::{Site, client};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct User {
    name: String,
    age: u8,
}

/// A server that gives this answer to whatever is asked.
async fn server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::builder().start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

/// The one request that came.
async fn request(server: &MockServer) -> Request {
    let mut requests = server.received_requests().await.unwrap_or_default();
    expect_eq(requests.len(), 1, "one call should make one request");
    requests.remove(0)
}

fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request
        .headers
        .get(name)
        .and_then(|value| value.to_str().ok())
}

fn api(base: &str) -> ApiClient {
    well(ApiClient::new(client(), base), "a good base address")
}

fn well<T>(result: Result<T, ApiError>, what: &str) -> T {
    result.unwrap_or_else(|error| fail(format!("{what} gave an error: {error:?}")))
}

fn wrong<T: Debug>(what: &str, should: &str, got: &Result<ApiResponse<T>, ApiError>) -> ! {
    fail(format!("{what} should be {should}, not {got:?}"))
}

#[test]
fn paths_go_after_the_base() {
    real_time(async |_lab: Lab| {
        for (base, path, whole) in [
            ("", "users", "/users"),
            ("/", "/users", "/users"),
            ("/api/v1", "users", "/api/v1/users"),
            ("/api/v1/", "users", "/api/v1/users"),
            ("/api/v1", "/users", "/api/v1/users"),
            (
                "/api/v1/",
                "/users/7?page=2&by=name",
                "/api/v1/users/7?page=2&by=name",
            ),
        ] {
            let server = server(ResponseTemplate::new(200).set_body_json(json!({}))).await;
            let api = api(&format!("{}{base}", server.uri()));
            let _answer = well(api.get::<Value>(path).await, "a good request");
            let url = request(&server).await.url;
            let got = url.query().map_or_else(
                || url.path().to_owned(),
                |query| format!("{}?{query}", url.path()),
            );
            expect_eq(
                got.as_str(),
                whole,
                format!("with the base {base:?}, {path:?} was looked for in the wrong place"),
            );
        }
    });
}

#[test]
fn every_request_says_who_asks_and_for_what() {
    real_time(async |_lab: Lab| {
        let answer = ResponseTemplate::new(200).set_body_json(json!({}));
        for post in [false, true] {
            let server = server(answer.clone()).await;
            let api = well(api(&server.uri()).with_token("s3cret"), "a good token");
            let answer = match post {
                false => api.get::<Value>("users").await,
                true => api.post("users", &json!({})).await,
            };
            let _answer = well(answer, "a good request");
            let request = request(&server).await;
            expect_eq(
                header(&request, "accept"),
                Some("application/json"),
                "every request should say in `accept` that it wants JSON",
            );
            expect_eq(
                header(&request, "authorization"),
                Some("Bearer s3cret"),
                "every request should have the token in `authorization`",
            );
        }
    });
}

#[test]
fn values_go_out_and_come_in_as_json() {
    real_time(async |_lab: Lab| {
        let (ann, bob) = (
            User {
                name: "Ann, \"앤\"".to_owned(),
                age: 30,
            },
            User {
                name: "Bob".to_owned(),
                age: 41,
            },
        );
        let server = server(ResponseTemplate::new(201).set_body_json(&bob)).await;
        let answer = api(&server.uri()).post::<User, User>("users", &ann).await;
        expect_eq(
            well(answer, "a good request"),
            ApiResponse {
                status: 201,
                data: bob,
            },
            "status and data should be those of the response",
        );
        let request = request(&server).await;
        expect_eq(request.method.as_str(), "POST", "`post` should send a POST");
        expect_eq(
            header(&request, "content-type"),
            Some("application/json"),
            "what is sent should say in `content-type` that it is JSON",
        );
        expect_eq(
            request.body_json::<User>().ok(),
            Some(ann),
            "the body should be the value as JSON",
        );
    });
}

#[test]
fn an_unhappy_status_comes_with_its_data() {
    real_time(async |_lab: Lab| {
        for status in [404, 422, 500] {
            let told = json!({ "error": "no such user" });
            let server = server(ResponseTemplate::new(status).set_body_json(&told)).await;
            expect_eq(
                well(
                    api(&server.uri()).get::<Value>("users/7").await,
                    &format!("a response with status {status} and JSON"),
                ),
                ApiResponse { status, data: told },
                "status and data should be those of the response",
            );
        }
    });
}

#[test]
fn a_body_that_cannot_be_read_is_an_error_with_its_status() {
    real_time(async |_lab: Lab| {
        for (status, body) in [
            (502, "<html>bad gateway</html>"),
            (200, r#"{"name": "Ann""#),
            (200, r#"{"name": "Ann", "age": "thirty"}"#),
            (200, ""),
        ] {
            let server = server(ResponseTemplate::new(status).set_body_string(body)).await;
            match api(&server.uri()).get::<User>("users/7").await {
                Err(ApiError::InvalidBody {
                    url, status: got, ..
                }) => {
                    expect_eq(got, status, "the error has another status");
                    expect_eq(
                        url,
                        format!("{}/users/7", server.uri()),
                        "the error does not name the whole address",
                    );
                }
                other => wrong(
                    &format!("status {status} with the body {body:?}"),
                    "`ApiError::InvalidBody`",
                    &other,
                ),
            }
        }
    });
}

#[test]
fn no_body_is_null() {
    real_time(async |_lab: Lab| {
        let server = server(ResponseTemplate::new(204)).await;
        let api = api(&server.uri());
        expect_eq(
            well(
                api.get::<()>("users/7").await,
                "a response without a body, had as `()`,",
            ),
            ApiResponse {
                status: 204,
                data: (),
            },
            "status and data should be those of the response",
        );
        expect_eq(
            well(
                api.get::<Option<User>>("users/7").await,
                "a response without a body",
            )
            .data,
            None,
            "no body is `null`, and that is `None`",
        );
    });
}

#[test]
fn a_broken_connection_is_told_apart_from_a_bad_body() {
    virtual_time(async |_lab: Lab| {
        let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{}";
        for (what, base) in [
            ("a service that is not there", broken::nobody().await),
            ("a response that breaks off", broken::says(cut).await),
        ] {
            match api(&base).get::<Value>("users").await {
                Err(ApiError::Connection { url, .. }) => expect_eq(
                    url,
                    format!("{base}/users"),
                    "the error does not name the whole address",
                ),
                other => wrong(what, "`ApiError::Connection`", &other),
            }
        }
    });
}

#[test]
fn a_base_or_a_token_that_is_none_is_refused_at_once() {
    virtual_time(async |_lab: Lab| {
        for bad in ["", "no url", "127.0.0.1/api", "ftp://127.0.0.1/api"] {
            match ApiClient::new(client(), bad) {
                Err(ApiError::Base { base }) => {
                    expect_eq(base.as_str(), bad, "the error does not name the address");
                }
                Err(other) => fail(format!(
                    "the base {bad:?} should be `ApiError::Base`, not {other:?}"
                )),
                Ok(_) => fail(format!(
                    "the base {bad:?} was taken, though no request can go there"
                )),
            }
        }
        match api("http://127.0.0.1/").with_token("s3cret\r\nx-admin: yes") {
            Err(error @ ApiError::Token) => expect_eq(
                format!("{error:?} {error}").contains("s3cret"),
                false,
                "the error repeats the token, and errors end up in logs",
            ),
            Err(other) => fail(format!(
                "a token with a line break should be `ApiError::Token`, not {other:?}"
            )),
            Ok(_) => fail("a token with a line break was taken, though no header can hold it"),
        }
    });
}

#[test]
fn all_requests_share_one_connection() {
    virtual_time(async |_lab: Lab| {
        let site = Site::start(|_path| async { Json(json!({ "ok": true })) }).await;
        let api = api(&site.url("/api"));
        for _ in 0..5 {
            let _answer = well(api.get::<Value>("users").await, "a good request");
            // A connection is free again when everything has come to rest.
            sleep(ms(1)).await;
            let _answer = well(api.post::<_, Value>("users", &1).await, "a good request");
            sleep(ms(1)).await;
        }
        expect_eq(
            site.connections(),
            1,
            "ten requests, one after another, should need one connection: use the client that was \
             handed in for all of them, and read each body to its end",
        );
    });
}
