//! Mistake: goes on with no bytes at all when the request has failed.
//! Breaks: "the first step that fails ends it all"
//! Breaks: "The error of the first step that fails"
//! Rejected by: after_a_failed_request_nothing_is_decoded
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
    connect.await.map_err(FetchError::Connect)?;
    let bytes = request.await.unwrap_or_default();
    decode(bytes).await.map_err(FetchError::Decode)
}
