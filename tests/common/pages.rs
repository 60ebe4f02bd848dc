//! A server that notes what it is asked: what for, how, and over how many connections.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::response::Response;
use futures::stream::{self, StreamExt};
use tokio::time::sleep;

use super::counting::Connections;
use super::site::address;

/// One request, as it came.
#[derive(Clone)]
pub struct Asked {
    /// `GET` for example.
    pub method: String,
    /// Path and query.
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Asked {
    /// What a header says, if it is there once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => value.to_str().ok(),
            _ => None,
        }
    }
}

/// A server of pages.
pub struct Pages {
    host: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    connections: Connections,
}

impl Pages {
    /// Starts a server that answers each request so, after so long.
    pub async fn start(answer: fn(&Asked) -> (Duration, Response)) -> Pages {
        let connections = Connections::default();
        let listener = connections.listen().await;
        let host = address(&listener).to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&asked);
        let router = Router::new().fallback(move |request: Request| {
            let noted = Arc::clone(&noted);
            async move {
                let (head, body) = request.into_parts();
                let one = Asked {
                    method: head.method.to_string(),
                    path: head.uri.to_string(),
                    headers: head.headers,
                    body: to_bytes(body, usize::MAX).await.unwrap_or_default(),
                };
                let (after, response) = answer(&one);
                noted
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(one);
                sleep(after).await;
                response
            }
        });
        lab::background(async move {
            let _until_the_test_is_over = axum::serve(listener, router).await;
        });
        Pages {
            host,
            asked,
            connections,
        }
    }

    /// Its name and port, as they stand in an address.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The address of a page.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.host)
    }

    /// What it was asked for since it was last looked at.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.asked.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many connections to it were made so far.
    pub fn connections(&self) -> usize {
        self.connections.count()
    }
}

/// A body that comes in these pieces, each so long after the one before.
pub fn pieces(pause: Duration, pieces: &'static [&'static [u8]]) -> Body {
    Body::from_stream(stream::iter(pieces).then(move |piece| async move {
        sleep(pause).await;
        Ok::<_, Infallible>(Bytes::from_static(piece))
    }))
}
