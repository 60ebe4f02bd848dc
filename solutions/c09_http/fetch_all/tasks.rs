//! Instead of one future of many, a task a page: the client is cloned, and its clones share all.

use reqwest::Client;
use thiserror::Error;
use tokio_util::task::AbortOnDropHandle;

/// Why a page could not be had.
#[derive(Debug, Error)]
pub enum FetchError {
    /// The page did not come, or not all of it.
    #[error("{url} did not come")]
    Connection {
        /// The address as it was given.
        url: String,
        /// What happened on the way.
        source: reqwest::Error,
    },
    /// The server answered, but not with success.
    #[error("{url} has status {status}")]
    Status {
        /// The address as it was given.
        url: String,
        /// The status, 404 for example.
        status: u16,
    },
}

/// The text of each page, or why there is none, in the order of the addresses.
pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let tasks: Vec<_> = urls
        .iter()
        .cloned()
        .map(|url| {
            let client = client.clone();
            // On drop nothing is left on its way: see `AbortOnDropHandle`.
            AbortOnDropHandle::new(tokio::spawn(async move { fetch(&client, &url).await }))
        })
        .collect();
    let mut results = Vec::with_capacity(tasks.len());
    // All are on their way; waiting for them in their order keeps the order.
    for task in tasks {
        match task.await {
            Ok(result) => results.push(result),
            // Nobody aborts them, so it panicked: then so do we.
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
    results
}

/// The text of one page.
async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let broken = |source| FetchError::Connection {
        url: url.to_owned(),
        source,
    };
    let response = client.get(url).send().await.map_err(broken)?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status {
            url: url.to_owned(),
            status: status.as_u16(),
        });
    }
    response.text().await.map_err(broken)
}
