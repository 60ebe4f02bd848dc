//! Mistake: does not tell an address that is none from a server that is not there.
//! Breaks: "No address of a page, such as"
//! Rejected by: what_is_no_address_is_told_apart_from_a_bad_network
//! Told: it should give `FetchError::Address`

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
    let bytes = response.bytes().await.map_err(broken)?;
    String::from_utf8(bytes.into()).map_err(|source| FetchError::NotText {
        url: url.to_owned(),
        source,
    })
}

fn broken(url: &str, source: reqwest::Error) -> FetchError {
    FetchError::Connection {
        url: url.to_owned(),
        source,
    }
}
