//! Mistake: asks up to three times for what fails.
//! Breaks: "and is not asked for again"
//! Rejected by: one_failure_leaves_the_rest
//! Told: a page that failed was asked for again

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
    let mut result = fetch_once(client, url).await;
    for _ in 0..2 {
        if result.is_err() {
            result = fetch_once(client, url).await;
        }
    }
    result
}

async fn fetch_once(client: &Client, url: &str) -> Result<String, FetchError> {
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
