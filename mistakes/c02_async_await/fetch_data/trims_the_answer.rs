//! Mistake: trims the bytes before they are decoded.
//! Breaks: "calls `decode` with those bytes, as they came"
//! Rejected by: the_bytes_are_decoded_as_they_came
//! Told: with other bytes than those that the request had given

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
    let bytes = bytes.trim_ascii().to_vec();
    decode(bytes).await.map_err(FetchError::Decode)
}
