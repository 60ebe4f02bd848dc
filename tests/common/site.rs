//! A small HTTP server that lives in the runtime of the test, so that virtual time holds for it:
//! what it waits for is up to the test, and nothing of it is left when the test is over.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::Request;
use axum::response::IntoResponse;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;

/// A server, and how many connections were made to it.
pub struct Site {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Site {
    /// Starts a server that gives each request, by its path and query, what `answer` gives.
    pub async fn start<A, F, R>(answer: A) -> Site
    where
        A: Fn(String) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = R> + Send + 'static,
        R: IntoResponse,
    {
        let listener = listen().await;
        let address = address(&listener);
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&connections);
        let listener = listener.tap_io(move |_connection| {
            counter.fetch_add(1, Ordering::SeqCst);
        });
        let router =
            Router::new().fallback(move |request: Request| answer(request.uri().to_string()));
        tokio::spawn(async move {
            let _until_the_test_is_over = axum::serve(listener, router).await;
        });
        Site {
            address,
            connections,
        }
    }

    /// The address of a page.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// How many connections were made so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// A client that follows no proxy of this machine and no redirect.
pub fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap_or_else(|error| panic!("the test needs an HTTP client ({error})"))
}

/// A listener on a port of this machine that nobody else has.
pub async fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap_or_else(|error| panic!("the test needs a port to listen on ({error})"))
}

/// Where it listens.
pub fn address(listener: &TcpListener) -> SocketAddr {
    listener
        .local_addr()
        .unwrap_or_else(|error| panic!("the test's listener has no address ({error})"))
}
