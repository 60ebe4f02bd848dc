//! Mistake: asks for the first page by itself, as if there always were one.
//! Breaks: "no addresses give no results at once"
//! Rejected by: no_pages_and_a_single_page_work_too
//! Told: your code panicked

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
    let (first, rest) = urls.split_first().expect("there is a page to fetch");
    let rest = join_all(rest.iter().map(|url| fetch(client, url)));
    let (first, rest) = tokio::join!(fetch(client, first), rest);
    let mut results = vec![first];
    results.extend(rest);
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
