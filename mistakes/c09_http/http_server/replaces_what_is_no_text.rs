//! Mistake: makes a text of the bytes that replaces what is no UTF-8, and reads that as JSON.
//! Breaks: "A body that is not JSON, or has no `text` that is a string: 400"
//! Rejected by: bad_json_is_a_bad_request
//! Told: give the bytes themselves to the parser

use std::io;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::net::TcpListener;

pub const MAX_BODY: usize = 16 * 1024;

pub async fn serve<W, F, S>(listener: TcpListener, work: W, stop: S) -> io::Result<()>
where
    W: Fn(String) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = String> + Send + 'static,
    S: Future<Output = ()> + Send + 'static,
{
    let router = Router::new()
        .route("/health", get(health))
        .route("/translate", post(translate::<W, F>))
        .fallback(async || refuse(StatusCode::NOT_FOUND, "there is nothing at this path"))
        .method_not_allowed_fallback(async || {
            refuse(StatusCode::METHOD_NOT_ALLOWED, "not with this method")
        })
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(work);
    axum::serve(listener, router)
        .with_graceful_shutdown(stop)
        .await
}

#[derive(Serialize, Deserialize)]
struct Message {
    text: String,
}

async fn health() -> Response {
    Json(json!({ "status": "ok" })).into_response()
}

async fn translate<W, F>(State(work): State<W>, body: Result<Bytes, BytesRejection>) -> Response
where
    W: Fn(String) -> F,
    F: Future<Output = String>,
{
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return refuse(rejection.status(), &rejection.body_text()),
    };
    match serde_json::from_str::<Message>(&String::from_utf8_lossy(&body)) {
        Ok(Message { text }) => Json(Message {
            text: work(text).await,
        })
        .into_response(),
        Err(error) => refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

fn refuse(status: StatusCode, why: &str) -> Response {
    (status, Json(json!({ "error": why }))).into_response()
}
