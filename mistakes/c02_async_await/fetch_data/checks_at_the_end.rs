//! Mistake: awaits the next step before it has looked at how the one before it ended.
//! Breaks: "the first step that fails ends it all, at that instant, and no later step begins"
//! Breaks: "the steps after it are never begun"
//! Rejected by: whatever_fails_the_steps_before_it_ran_and_none_after_it
//! Told: carried on after an error

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
    let connected = connect.await;
    let answer = request.await;
    connected.map_err(FetchError::Connect)?;
    let bytes = answer.map_err(FetchError::Request)?;
    decode(bytes).await.map_err(FetchError::Decode)
}
