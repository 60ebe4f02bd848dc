//! Mistake: looks every 100 ms whether it has been told to stop.
//! Breaks: "Without requests that is at once"
//! Breaks: "and then [`serve`] returns"
//! Rejected by: stopping_without_requests_is_at_once
//! Told: and nobody had connected

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

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
use tokio::time::sleep;
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
    let told = Arc::new(AtomicBool::new(false));
    let tells = Arc::clone(&told);
    tokio::spawn(async move {
        stop.await;
        tells.store(true, Ordering::SeqCst);
    });
    axum::serve(listener, router)
        .with_graceful_shutdown(async move {
            while !told.load(Ordering::SeqCst) {
                sleep(Duration::from_millis(100)).await;
            }
        })
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
    match serde_json::from_slice::<Message>(&body) {
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
