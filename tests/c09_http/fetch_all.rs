//! `fetch_all`: all requests on their way together, results in order, one client.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_katas::c09_http::fetch_all::{FetchError, fetch_all};
use axum::http::StatusCode;
use axum::serve::Listener;
use lab::{Lab, expect_eq, fail, ms, secs, virtual_time};
use tokio::sync::{Barrier, watch};
use tokio::time::{sleep, timeout};

use super::broken;
use super::counting::Connections;
use super::site::{Site, client, listen};

/// Fetches, but does not wait for a server that will never answer.
async fn fetch(
    client: &reqwest::Client,
    urls: &[String],
    came: &AtomicUsize,
) -> Vec<Result<String, FetchError>> {
    let all = urls.len();
    came.store(0, Ordering::SeqCst);
    match timeout(secs(60), fetch_all(client, urls)).await {
        Ok(results) => results,
        Err(_) => fail(format!(
            "only {} of {all} requests were on their way together: the server answers when all \
             have come, and none may wait for the answer to another",
            came.load(Ordering::SeqCst)
        )),
    }
}

/// A server that answers when so many requests have come, and a count of those.
fn all_together(
    listener: impl Listener<Addr = SocketAddr>,
    count: usize,
) -> (Site, Arc<AtomicUsize>) {
    let (barrier, came) = (Arc::new(Barrier::new(count)), Arc::new(AtomicUsize::new(0)));
    let counter = Arc::clone(&came);
    let site = Site::on(listener, move |path| {
        counter.fetch_add(1, Ordering::SeqCst);
        let barrier = Arc::clone(&barrier);
        async move {
            barrier.wait().await;
            format!("text of {path}")
        }
    });
    (site, came)
}

fn pages(site: &Site, count: usize) -> Vec<String> {
    (0..count).map(|n| site.url(&format!("/{n}"))).collect()
}

fn texts(results: Vec<Result<String, FetchError>>) -> Vec<String> {
    results
        .into_iter()
        .map(|result| match result {
            Ok(text) => text,
            Err(error) => fail(format!("a page that is there gave an error: {error:?}")),
        })
        .collect()
}

fn texts_of(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("text of /{n}")).collect()
}

#[test]
fn all_requests_are_on_their_way_together() {
    virtual_time(async |_lab: Lab| {
        for count in [2, 7, 60] {
            let (site, came) = all_together(listen().await, count);
            let results = fetch(&client(), &pages(&site, count), &came).await;
            expect_eq(
                texts(results),
                texts_of(count),
                "every page belongs to its own address",
            );
        }
    });
}

#[test]
fn results_keep_the_order_of_the_addresses() {
    virtual_time(async |_lab: Lab| {
        // The server answers the last request first.
        let (next, _) = watch::channel(4_usize);
        let next = Arc::new(next);
        let came = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&came);
        let site = Site::start(move |path: String| {
            counter.fetch_add(1, Ordering::SeqCst);
            let next = Arc::clone(&next);
            async move {
                let own = path.trim_start_matches('/').parse().unwrap_or(0);
                let mut turn = next.subscribe();
                let _came = turn.wait_for(|next| *next == own).await.is_ok();
                next.send_modify(|next| *next = next.saturating_sub(1));
                format!("text of {path}")
            }
        })
        .await;
        let results = fetch(&client(), &pages(&site, 5), &came).await;
        expect_eq(
            texts(results),
            texts_of(5),
            "the results are out of order: they belong in the order of the addresses, not of the \
             answers",
        );
    });
}

#[test]
fn one_failure_leaves_the_rest() {
    virtual_time(async |_lab: Lab| {
        let site = Site::start(|path: String| async move {
            match path.as_str() {
                "/missing" => (StatusCode::NOT_FOUND, "no such page".to_owned()),
                path => (StatusCode::OK, format!("text of {path}")),
            }
        })
        .await;
        let cut =
            broken::says(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly the beginn").await;
        let urls = [
            site.url("/missing"),
            site.url("/one"),
            broken::nobody().await,
            cut,
            "no url".to_owned(),
            site.url("/two"),
        ];
        let results = fetch_all(&client(), &urls).await;
        expect_eq(
            results.len(),
            6,
            "there should be a result for each address, whatever became of it",
        );
        for (n, (result, asked)) in results.into_iter().zip(&urls).enumerate() {
            match (n, result) {
                (1, Ok(text)) => expect_eq(text.as_str(), "text of /one", "another page came"),
                (5, Ok(text)) => expect_eq(text.as_str(), "text of /two", "another page came"),
                (0, Err(FetchError::Status { url, status })) => {
                    expect_eq(&url, asked, "the error names another address");
                    expect_eq(status, 404, "the error has another status");
                }
                (2..=4, Err(FetchError::Connection { url, .. })) => {
                    expect_eq(&url, asked, "the error names another address");
                }
                (n, other) => {
                    let what = [
                        "a page with status 404",
                        "a good page beside bad ones",
                        "an address at which nobody listens",
                        "a page that breaks off",
                        "an address that is none",
                        "a good page beside bad ones",
                    ][n];
                    fail(format!(
                        "{what} should not give {other:?}; the results stand in the order of the \
                         addresses"
                    ))
                }
            }
        }
    });
}

#[test]
fn a_second_round_needs_no_new_connections() {
    virtual_time(async |_lab: Lab| {
        let connections = Connections::default();
        let (site, came) = all_together(connections.listen().await, 5);
        let (client, urls) = (client(), pages(&site, 5));
        let _first = texts(fetch(&client, &urls, &came).await);
        // Connections are free again when everything has come to rest.
        sleep(ms(1)).await;
        let _second = texts(fetch(&client, &urls, &came).await);
        expect_eq(
            connections.count(),
            5,
            "the second round connected anew: use the one client that you get, which keeps its \
             connections",
        );
    });
}

#[test]
fn no_pages_and_a_single_page_work_too() {
    virtual_time(async |_lab: Lab| {
        let connections = Connections::default();
        let (site, came) = all_together(connections.listen().await, 1);
        let client = client();
        let none = fetch(&client, &[], &came).await;
        expect_eq(none.len(), 0, "no addresses should give no results");
        expect_eq(
            connections.count(),
            0,
            "your function connected though there was nothing to fetch",
        );
        let one = fetch(&client, &pages(&site, 1), &came).await;
        expect_eq(texts(one), texts_of(1), "a single page should be fetched");
    });
}
