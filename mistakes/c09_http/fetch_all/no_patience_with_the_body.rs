//! Mistake: waits as long as it takes for the head of a page, and a minute for the rest.
//! Breaks: "however long that takes to come"
//! Rejected by: a_page_may_take_a_day
//! Told: all of a page should come, however long that takes

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
    let response = client.get(url).send().await.map_err(broken)?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status {
            url: url.to_owned(),
            status: status.as_u16(),
        });
    }
    match tokio::time::timeout(std::time::Duration::from_secs(60), response.text()).await {
        Ok(text) => text.map_err(broken),
        Err(_) => Ok(String::new()),
    }
}
