//! `join_all` over one future a page; the results are values, so that an error stops nobody.

use futures::future::join_all;
use reqwest::Client;
use thiserror::Error;

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
    join_all(urls.iter().map(|url| fetch(client, url))).await
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
