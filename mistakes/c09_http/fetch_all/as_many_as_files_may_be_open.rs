//! Mistake: has no more than 1024 requests on their way, as many as a process may have open files.
//! Breaks: "however many they are"
//! Rejected by: a_thousand_requests_are_on_their_way_together_and_each_once
//! Told: only 1024 of 1100 requests

use futures::stream::{self, StreamExt};
use reqwest::Client;
use thiserror::Error;
#[derive(Debug, Error)]
pub enum FetchError {
    #[error("{url} did not come")]
    Connection { url: String, source: reqwest::Error },
    #[error("{url} has status {status}")]
    Status { url: String, status: u16 },
}
pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    stream::iter(urls)
        .map(|url| fetch(client, url))
        .buffered(1024)
        .collect()
        .await
}
async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let broken = |source| FetchError::Connection {
        url: url.to_owned(),
        source,
    };
    let response = client.get(url).send().await.map_err(broken)?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status {
            url: url.to_owned(),
            status: status.as_u16(),
        });
    }
    response.text().await.map_err(broken)
}
