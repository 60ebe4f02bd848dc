//! Mistake: makes a text of each piece as it comes, though a piece may end in the middle of a
//! character.
//! Breaks: "It waits for all of the page"
//! Breaks: "keeps the place of the first bad byte in the page"
//! Rejected by: a_page_may_take_a_day, bytes_that_are_no_text_are_an_error
//! Told: gave `FetchError::NotText` from byte

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
    let mut text = String::new();
    while let Some(piece) = response.chunk().await.map_err(broken)? {
        let piece = String::from_utf8(piece.into()).map_err(|source| FetchError::NotText {
            url: url.to_owned(),
            source,
        })?;
        text.push_str(&piece);
    }
    Ok(text)
}
fn broken(url: &str, source: reqwest::Error) -> FetchError {
    let url = url.to_owned();
    if source.is_builder() {
        FetchError::Address { url, source }
    } else {
        FetchError::Connection { url, source }
    }
}
