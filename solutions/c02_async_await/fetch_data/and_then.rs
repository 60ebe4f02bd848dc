//! Instead of `?`, futures chained by the combinators of the crate `futures`.

use std::io;
use std::string::FromUtf8Error;

use futures::TryFutureExt;
use thiserror::Error;

/// Why there are no data.
#[derive(Debug, Error)]
pub enum FetchError {
    /// The server could not be reached.
    #[error("no connection")]
    Connect(#[source] io::Error),
    /// The server did not answer the request.
    #[error("no answer")]
    Request(#[source] io::Error),
    /// The answer is not what it should be.
    #[error("the answer makes no sense")]
    Decode(#[source] FromUtf8Error),
}

/// Connects, requests, decodes, and gives the data.
///
/// # Errors
/// The error of the first step that fails; the steps after it are never begun.
pub async fn fetch_data<T>(
    connect: impl Future<Output = Result<(), io::Error>>,
    request: impl Future<Output = Result<Vec<u8>, io::Error>>,
    decode: impl AsyncFnOnce(Vec<u8>) -> Result<T, FromUtf8Error>,
) -> Result<T, FetchError> {
    connect
        .map_err(FetchError::Connect)
        .and_then(|()| request.map_err(FetchError::Request))
        .and_then(async |bytes| decode(bytes).await.map_err(FetchError::Decode))
        .await
}
