//! Mistake: keeps the results by address, so that an address that is there twice has one result.
//! Breaks: "gives a result for each"
//! Rejected by: an_address_that_is_there_twice_has_two_results
//! Told: as many as there are different addresses

use std::collections::HashMap;

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
    let results = join_all(urls.iter().map(async |url| (url, fetch(client, url).await))).await;
    let mut by_address: HashMap<_, _> = results.into_iter().collect();
    urls.iter()
        .filter_map(|url| by_address.remove(url))
        .collect()
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
