//! Mistake: makes a new client for each request, whose connection nobody uses again.
//! Breaks: "All requests go through the one client that it gets"
//! Breaks: "so that a second round needs no new ones"
//! Rejected by: a_second_round_needs_no_new_connections
//! Told: connected anew

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
    let _shared = client;
    join_all(urls.iter().map(|url| async move {
        let client = Client::new();
        fetch(&client, url).await
    }))
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
