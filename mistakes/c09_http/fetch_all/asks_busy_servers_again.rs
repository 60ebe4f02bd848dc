//! Mistake: asks once more where the server is too busy or has trouble.
//! Breaks: "and is not asked for again"
//! Rejected by: only_a_success_gives_a_page
//! Told: each page should be asked for once

use futures::future::join_all;
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
    join_all(urls.iter().map(|url| fetch(client, url))).await
}

async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let broken = |source| FetchError::Connection {
        url: url.to_owned(),
        source,
    };
    let mut response = client.get(url).send().await.map_err(broken)?;
    if matches!(response.status().as_u16(), 429 | 503) {
        response = client.get(url).send().await.map_err(broken)?;
    }
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status {
            url: url.to_owned(),
            status: status.as_u16(),
        });
    }
    response.text().await.map_err(broken)
}
