//! Mistake: sets the steps a time limit that nobody asked for.
//! Breaks: "The decoded data come back as the last step ends"
//! Rejected by: a_step_may_take_a_day
//! Told: nobody has set a limit

use std::io;
use std::string::FromUtf8Error;
use std::time::Duration;

use thiserror::Error;
use tokio::time::timeout;

#[derive(Debug, Error)]
pub enum FetchError {
    #[error("no connection")]
    Connect(#[source] io::Error),
    #[error("no answer")]
    Request(#[source] io::Error),
    #[error("the answer makes no sense")]
    Decode(#[source] FromUtf8Error),
}

pub async fn fetch_data<T>(
    connect: impl Future<Output = Result<(), io::Error>>,
    request: impl Future<Output = Result<Vec<u8>, io::Error>>,
    decode: impl AsyncFnOnce(Vec<u8>) -> Result<T, FromUtf8Error>,
) -> Result<T, FetchError> {
    let limit = Duration::from_secs(60);
    let late = |_| io::Error::from(io::ErrorKind::TimedOut);
    let connected = timeout(limit, connect).await.map_err(late);
    connected.flatten().map_err(FetchError::Connect)?;
    let answer = timeout(limit, request).await.map_err(late);
    let bytes = answer.flatten().map_err(FetchError::Request)?;
    decode(bytes).await.map_err(FetchError::Decode)
}
