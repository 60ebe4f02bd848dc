//! Mistake: asks for all pages at once, and then reads one after the other.
//! Breaks: "none waits for another"
//! Rejected by: a_page_is_read_while_another_one_is_still_to_come
//! Told: it waits for one page before it reads another

use futures::future::join_all;
use reqwest::{Client, Response};
use thiserror::Error;

#[derive(Debug, Error)]
pub enum FetchError {
    #[error("{url} did not come")]
    Connection { url: String, source: reqwest::Error },
    #[error("{url} has status {status}")]
    Status { url: String, status: u16 },
}

async fn read(url: &str, head: reqwest::Result<Response>) -> Result<String, FetchError> {
    let broken = |source| FetchError::Connection {
        url: url.to_owned(),
        source,
    };
    let response = head.map_err(broken)?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status {
            url: url.to_owned(),
            status: status.as_u16(),
        });
    }
    response.text().await.map_err(broken)
}

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let heads = join_all(urls.iter().map(|url| client.get(url).send())).await;
    let mut pages = Vec::new();
    for (url, head) in urls.iter().zip(heads) {
        pages.push(read(url, head).await);
    }
    pages
}
