//! A small HTTP server that lives in the runtime of the test, so that virtual time holds for it:
//! what it waits for is up to the test, and nothing of it is left when the test is over.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::Request;
use axum::response::IntoResponse;
use axum::serve::{Listener, ListenerExt};
use tokio::net::{TcpListener, TcpStream};

/// A server of pages.
pub struct Site(SocketAddr);

impl Site {
    /// Starts a server that gives each request, by its path and query, what `answer` gives.
    pub async fn start<A, F, R>(answer: A) -> Site
    where
        A: Fn(String) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = R> + Send + 'static,
        R: IntoResponse,
    {
        Site::on(listen().await.tap_io(in_time), answer)
    }

    /// As [`start`](Site::start), on a listener of the test's own making.
    pub fn on<L, A, F, R>(listener: L, answer: A) -> Site
    where
        L: Listener<Addr = SocketAddr>,
        A: Fn(String) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = R> + Send + 'static,
        R: IntoResponse,
    {
        let address = address(&listener);
        let router =
            Router::new().fallback(move |request: Request| answer(request.uri().to_string()));
        lab::background(async move {
            let _until_the_test_is_over = axum::serve(listener, router).await;
        });
        Site(address)
    }

    /// The address of a page.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.0)
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

/// Lets a connection send each piece at once. Otherwise the system may keep one back for 40 ms of
/// real time, to send it together with the next, while a virtual clock goes on by hours.
pub fn in_time(connection: &mut TcpStream) {
    connection
        .set_nodelay(true)
        .unwrap_or_else(|error| panic!("the test's connection cannot be set up ({error})"));
}

/// Where it listens.
pub fn address(listener: &impl Listener<Addr = SocketAddr>) -> SocketAddr {
    listener
        .local_addr()
        .unwrap_or_else(|error| panic!("the test's listener has no address ({error})"))
}
