//! Instead of the whole body at once, its pieces as they come: here is where a limit would go.

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
    let mut response = client.get(url).send().await.map_err(broken)?;
    if !response.status().is_success() {
        return Err(FetchError::Status {
            url: url.to_owned(),
            status: response.status().as_u16(),
        });
    }
    let mut bytes = Vec::new();
    // A page that breaks off ends with an error, not with `None`.
    while let Some(piece) = response.chunk().await.map_err(broken)? {
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|source| FetchError::NotText {
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
