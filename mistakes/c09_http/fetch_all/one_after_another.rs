//! Mistake: waits for each page before it asks for the next.
//! Breaks: "asks for all pages at once"
//! Rejected by: all_requests_are_on_their_way_together
//! Told: only 1 of 2 requests

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
    let mut results = Vec::new();
    for url in urls {
        results.push(fetch(client, url).await);
    }
    results
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
