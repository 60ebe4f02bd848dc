//! Mistake: turns every `io::Error` into the same variant by `#[from]`.
//! Breaks: "`request` fails: [`FetchError::Request`]"
//! Rejected by: a_failed_request_ends_it_and_is_told_from_a_failed_connection
//! Told: no `Request` with that error came back

use std::io;
use std::string::FromUtf8Error;

use thiserror::Error;

#[derive(Debug, Error)]
pub enum FetchError {
    #[error("no connection")]
    Connect(#[from] io::Error),
    #[error("no answer")]
    Request(#[source] io::Error),
    #[error("the answer makes no sense")]
    Decode(#[from] FromUtf8Error),
}

pub async fn fetch_data<T>(
    connect: impl Future<Output = Result<(), io::Error>>,
    request: impl Future<Output = Result<Vec<u8>, io::Error>>,
    decode: impl AsyncFnOnce(Vec<u8>) -> Result<T, FromUtf8Error>,
) -> Result<T, FetchError> {
    connect.await?;
    let bytes = request.await?;
    Ok(decode(bytes).await?)
}
