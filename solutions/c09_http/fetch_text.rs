//! Send, look at the status, wait for the bytes, make them a text: each step has its own error.

use std::string::FromUtf8Error;

use reqwest::Client;
use thiserror::Error;

/// Why a page could not be had.
#[derive(Debug, Error)]
pub enum FetchError {
    /// That is no address of a page.
    #[error("{url} is no address of a page")]
    Address {
        /// The address as it was given.
        url: String,
        /// What is wrong with it.
        source: reqwest::Error,
    },
    /// The server could not be reached, or the connection broke off.
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
    /// The page came, but is not UTF-8.
    #[error("{url} is not a text")]
    NotText {
        /// The address as it was given.
        url: String,
        /// Where it stops being UTF-8.
        source: FromUtf8Error,
    },
}

/// The text of the page at this address.
///
/// # Errors
/// Each of [`FetchError`], for its reason.
pub async fn fetch_text(client: &Client, url: &str) -> Result<String, FetchError> {
    let broken = |source: reqwest::Error| broken(url, source);
    let response = client.get(url).send().await.map_err(broken)?;
    // A response with any status is a response: the client does not look at it.
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status {
            url: url.to_owned(),
            status: status.as_u16(),
        });
    }
    // The head is here, the page is not: this waits for it, and fails if it breaks off.
    let bytes = response.bytes().await.map_err(broken)?;
    String::from_utf8(bytes.into()).map_err(|source| FetchError::NotText {
        url: url.to_owned(),
        source,
    })
}

/// The error for what went wrong before or while the page came.
fn broken(url: &str, source: reqwest::Error) -> FetchError {
    let url = url.to_owned();
    if source.is_builder() {
        FetchError::Address { url, source }
    } else {
        FetchError::Connection { url, source }
    }
}
