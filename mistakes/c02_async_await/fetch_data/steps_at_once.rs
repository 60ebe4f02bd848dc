//! Mistake: sends the request while it still connects, to save time.
//! Breaks: "Each step begins at the instant the one before it ended"
//! Rejected by: the_steps_run_one_after_another
//! Told: ran at once

use std::io;
use std::string::FromUtf8Error;

use thiserror::Error;

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
    let connect = async { connect.await.map_err(FetchError::Connect) };
    let request = async { request.await.map_err(FetchError::Request) };
    let ((), bytes) = tokio::try_join!(connect, request)?;
    decode(bytes).await.map_err(FetchError::Decode)
}
