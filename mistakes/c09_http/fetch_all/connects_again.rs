//! Mistake: connects once more where the first time failed, as nothing was sent yet.
//! Breaks: "and is not asked for again"
//! Rejected by: a_thousand_requests_are_on_their_way_together_and_each_once
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
    let broken = |source| FetchError::Connection {
        url: url.to_owned(),
        source,
    };
    let mut sent = client.get(url).send().await;
    if sent.as_ref().is_err_and(reqwest::Error::is_connect) {
        sent = client.get(url).send().await;
    }
    let response = sent.map_err(broken)?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status {
            url: url.to_owned(),
            status: status.as_u16(),
        });
    }
    response.text().await.map_err(broken)
}
