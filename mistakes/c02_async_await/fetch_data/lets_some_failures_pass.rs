//! Mistake: takes a connection that is there already for no failure.
//! Breaks: "whatever the kind of its `io::Error`"
//! Rejected by: a_failed_connection_ends_it
//! Told: connecting failed with AlreadyExists

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
    match connect.await {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        connected => connected.map_err(FetchError::Connect)?,
    }
    let bytes = request.await.map_err(FetchError::Request)?;
    decode(bytes).await.map_err(FetchError::Decode)
}
