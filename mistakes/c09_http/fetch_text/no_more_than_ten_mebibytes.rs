//! Mistake: takes the first 10 MiB of a page for all of it.
//! Breaks: "however large the page is"
//! Rejected by: a_page_may_be_large
//! Told: only its first 10485760 of 16800000 bytes came out

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
    let mut response = client.get(url).send().await.map_err(broken)?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status {
            url: url.to_owned(),
            status: status.as_u16(),
        });
    }
    let mut bytes = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(broken)? {
        let room = 10 * 1024 * 1024 - bytes.len();
        bytes.extend_from_slice(&piece[..piece.len().min(room)]);
        if piece.len() >= room {
            break;
        }
    }
    String::from_utf8(bytes).map_err(|source| FetchError::NotText {
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
