//! Mistake: gives the results in the order in which the answers came.
//! Breaks: "in the order of the addresses"
//! Rejected by: results_keep_the_order_of_the_addresses
//! Told: the results are out of order

use futures::stream::{FuturesUnordered, StreamExt};
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
    urls.iter()
        .map(|url| fetch(client, url))
        .collect::<FuturesUnordered<_>>()
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
