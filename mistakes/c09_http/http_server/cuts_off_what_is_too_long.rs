//! Mistake: reads no more than the limit, and looks only at what it has read.
//! Breaks: "A body longer than [`MAX_BODY`] bytes, whatever it holds: 413"
//! Rejected by: a_body_has_a_limit
//! Told: the last 11 of them spaces, was answered with 200

use std::io;

use axum::body::Body;
use axum::http::{Method, StatusCode, Uri};
use axum::{Json, Router};
use futures::StreamExt;
use serde_json::{Value, json};
use tokio::net::TcpListener;
pub const MAX_BODY: usize = 16 * 1024;
pub async fn serve<W, F, S>(listener: TcpListener, work: W, stop: S) -> io::Result<()>
where
    W: Fn(String) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = String> + Send + 'static,
    S: Future<Output = ()> + Send + 'static,
{
    let router = Router::new().fallback(move |method: Method, uri: Uri, body: Body| {
        let work = work.clone();
        async move {
            let answer = answer(method, uri.path(), body, work).await;
            let (status, value) = match answer {
                Ok(value) => (StatusCode::OK, value),
                Err((status, why)) => (status, json!({ "error": why })),
            };
            (status, Json(value))
        }
    });
    axum::serve(listener, router)
        .with_graceful_shutdown(stop)
        .await
}

type Refused = (StatusCode, String);

async fn answer<W, F>(method: Method, path: &str, body: Body, work: W) -> Result<Value, Refused>
where
    W: Fn(String) -> F,
    F: Future<Output = String>,
{
    match (path, method) {
        ("/health", Method::GET) => Ok(json!({ "status": "ok" })),
        ("/translate", Method::POST) => {
            let text = text(body).await?;
            Ok(json!({ "text": work(text).await }))
        }
        ("/health" | "/translate", method) => {
            Err((StatusCode::METHOD_NOT_ALLOWED, format!("not with {method}")))
        }
        _ => Err((StatusCode::NOT_FOUND, format!("nothing at {path}"))),
    }
}
async fn text(body: Body) -> Result<String, Refused> {
    let mut pieces = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|error| (StatusCode::BAD_REQUEST, error.to_string()))?;
        bytes.extend_from_slice(&piece);
        if bytes.len() > MAX_BODY {
            bytes.truncate(MAX_BODY);
            break;
        }
    }
    let value: Value = serde_json::from_slice(&bytes).map_err(|error| {
        let is_cut = bytes.len() == MAX_BODY;
        let status = if is_cut {
            StatusCode::PAYLOAD_TOO_LARGE
        } else {
            StatusCode::BAD_REQUEST
        };
        (status, error.to_string())
    })?;
    match value.get("text").and_then(Value::as_str) {
        Some(text) => Ok(text.to_owned()),
        None => Err((StatusCode::BAD_REQUEST, "where is the text?".to_owned())),
    }
}
