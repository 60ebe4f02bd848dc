//! Mistake: unwraps each step, so that an error becomes a panic.
//! Breaks: "The step's own error comes back unchanged"
//! Rejected by: a_failed_connection_ends_it, a_failed_request_ends_it_and_is_told_from_a_failed_connection
//! Told: your code panicked

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
    connect.await.unwrap();
    let bytes = request.await.unwrap();
    Ok(decode(bytes).await.unwrap())
}
