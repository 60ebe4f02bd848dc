//! Mistake: does not look at the status, so that an error page counts as the page.
//! Breaks: "Any status that is not a success"
//! Rejected by: a_status_without_success_is_an_error
//! Told: gave their text, as if that were a success

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
    let bytes = response.bytes().await.map_err(broken)?;
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
