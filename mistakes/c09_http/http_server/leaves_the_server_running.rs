//! Mistake: returns when nothing is in work, and leaves server and connections to themselves.
//! Breaks: "connections on which nothing is going on are closed"
//! Breaks: "no new connection is taken"
//! Rejected by: stopping_does_not_wait_for_idle_connections
//! Told: a fresh connection was still open

use std::io;
use std::sync::Arc;

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
use tokio::sync::watch;
pub const MAX_BODY: usize = 16 * 1024;
pub async fn serve<W, F, S>(listener: TcpListener, work: W, stop: S) -> io::Result<()>
where
    W: Fn(String) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = String> + Send + 'static,
    S: Future<Output = ()> + Send + 'static,
{
    let in_work = Arc::new(watch::Sender::new(0_usize));
    let router = Router::new()
        .route("/health", get(health))
        .route("/translate", post(translate::<W, F>))
        .fallback(async || refuse(StatusCode::NOT_FOUND, "there is nothing at this path"))
        .method_not_allowed_fallback(async || {
            refuse(StatusCode::METHOD_NOT_ALLOWED, "not with this method")
        })
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state((work, Arc::clone(&in_work)));
    tokio::spawn(async { axum::serve(listener, router).await });
    stop.await;
    let mut none = in_work.subscribe();
    let _none = none.wait_for(|count| *count == 0).await;
    Ok(())
}
#[derive(Serialize, Deserialize)]
struct Message {
    text: String,
}

async fn health() -> Response {
    Json(json!({ "status": "ok" })).into_response()
}
async fn translate<W, F>(
    State((work, in_work)): State<(W, Arc<watch::Sender<usize>>)>,
    body: Result<Bytes, BytesRejection>,
) -> Response
where
    W: Fn(String) -> F,
    F: Future<Output = String>,
{
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return refuse(rejection.status(), &rejection.body_text()),
    };
    match serde_json::from_slice::<Message>(&body) {
        Ok(Message { text }) => {
            in_work.send_modify(|count| *count += 1);
            let text = work(text).await;
            in_work.send_modify(|count| *count -= 1);
            Json(Message { text }).into_response()
        }
        Err(error) => refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

fn refuse(status: StatusCode, why: &str) -> Response {
    (status, Json(json!({ "error": why }))).into_response()
}
