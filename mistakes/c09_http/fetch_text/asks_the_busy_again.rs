//! Mistake: asks once more where the server says that there were too many requests.
//! Breaks: "and no second one if that fails"
//! Rejected by: a_status_without_success_is_an_error
//! Told: status 429 were asked for more than once

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
    if response.status().as_u16() == 429 {
        response = client.get(url).send().await.map_err(broken)?;
    }
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

fn broken(url: &str, source: reqwest::Error) -> FetchError {
    let url = url.to_owned();
    if source.is_builder() {
        FetchError::Address { url, source }
    } else {
        FetchError::Connection { url, source }
    }
}
