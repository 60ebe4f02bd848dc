//! Mistake: reads a page as Latin-1 if its head says that it is.
//! Breaks: "A page counts as UTF-8, whatever its head says about it"
//! Rejected by: a_page_counts_as_utf_8_whatever_its_head_says
//! Told: was read as a character of its own, as in Latin-1

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
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status {
            url: url.to_owned(),
            status: status.as_u16(),
        });
    }
    let kind = response.headers().get("content-type");
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_latin = kind.contains("iso-8859-1");
    let bytes = response.bytes().await.map_err(broken)?;
    if is_latin {
        return Ok(bytes.iter().copied().map(char::from).collect());
    }
    String::from_utf8(bytes.into()).map_err(|source| FetchError::NotText {
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
