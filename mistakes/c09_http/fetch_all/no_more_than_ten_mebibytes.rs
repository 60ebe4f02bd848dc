//! Mistake: takes no more than 10 MiB of a page.
//! Breaks: "A good page gives its text, all of it"
//! Rejected by: a_page_may_be_long
//! Told: all of it should come

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
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status {
            url: url.to_owned(),
            status: status.as_u16(),
        });
    }
    let mut bytes = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(broken)? {
        let room = 10 * 1024 * 1024 - bytes.len();
        bytes.extend_from_slice(&piece[..piece.len().min(room)]);
        if piece.len() >= room {
            break;
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
