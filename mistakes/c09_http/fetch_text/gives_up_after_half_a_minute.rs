//! Mistake: waits for no page longer than 30 s.
//! Breaks: "however long that takes"
//! Rejected by: a_page_may_take_a_day
//! Told: your function gave up on it after 30s

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
    let request = client.get(url).timeout(std::time::Duration::from_secs(30));
    let response = request.send().await.map_err(broken)?;
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
    let url = url.to_owned();
    if source.is_builder() {
        FetchError::Address { url, source }
    } else {
        FetchError::Connection { url, source }
    }
}
