//! Each step is awaited in its turn, and `map_err` says which step an error belongs to before `?`
//! hands it to the caller.

use std::io;
use std::string::FromUtf8Error;

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
    // Two steps fail with an `io::Error`: `#[from]` could not tell them apart.
    connect.await.map_err(FetchError::Connect)?;
    let bytes = request.await.map_err(FetchError::Request)?;
    decode(bytes).await.map_err(FetchError::Decode)
}
