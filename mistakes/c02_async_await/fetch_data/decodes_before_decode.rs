//! Mistake: makes sure that the bytes are text before it calls `decode`.
//! Breaks: "calls `decode` with those bytes, as they came"
//! Rejected by: what_the_bytes_mean_is_for_decode_alone_to_say
//! Told: an error came back before `decode` was called

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
    let bytes = request.await.map_err(FetchError::Request)?;
    let text = String::from_utf8(bytes).map_err(FetchError::Decode)?;
    decode(text.into_bytes()).await.map_err(FetchError::Decode)
}
