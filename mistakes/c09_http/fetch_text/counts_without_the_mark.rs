//! Mistake: reads a page without the byte order mark before it where it has bad bytes, so that
//! their place is three too low.
//! Breaks: "keeps the place of the first bad byte"
//! Rejected by: bytes_that_are_no_text_are_an_error
//! Told: is 3 bytes too low

use std::string::FromUtf8Error;

use reqwest::Client;
use thiserror::Error;

#[derive(Debug, Error)]
pub enum FetchError {
    #[error("{url} is no address of a page")]
    Address { url: String, source: reqwest::Error },
    #[error("{url} did not come")]
    Connection { url: String, source: reqwest::Error },
    #[error("{url} has status {status}")]
    Status { url: String, status: u16 },
    #[error("{url} is not a text")]
    NotText { url: String, source: FromUtf8Error },
}

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
    let bytes: Vec<u8> = bytes.into();
    if let Ok(text) = std::str::from_utf8(&bytes) {
        return Ok(text.to_owned());
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    String::from_utf8(text.to_vec()).map_err(|source| FetchError::NotText {
        url: url.to_owned(),
        source,
    })
}

fn broken(url: &str, source: reqwest::Error) -> FetchError {
    let url = url.to_owned();
    if source.is_builder() {
        FetchError::Address { url, source }
    } else {
        FetchError::Connection { url, source }
    }
}
