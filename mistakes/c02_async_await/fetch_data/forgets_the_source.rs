//! Mistake: leaves `#[source]` out of its error, so that nobody can ask for the reason.
//! Breaks: "as the source of a [`FetchError`]"
//! Rejected by: each_error_keeps_the_error_of_its_step_as_its_source
//! Told: does not give the step's own error

use std::io;
use std::string::FromUtf8Error;

use thiserror::Error;

#[derive(Debug, Error)]
pub enum FetchError {
    #[error("no connection")]
    Connect(io::Error),
    #[error("no answer")]
    Request(io::Error),
    #[error("the answer makes no sense")]
    Decode(FromUtf8Error),
}

pub async fn fetch_data<T>(
    connect: impl Future<Output = Result<(), io::Error>>,
    request: impl Future<Output = Result<Vec<u8>, io::Error>>,
    decode: impl AsyncFnOnce(Vec<u8>) -> Result<T, FromUtf8Error>,
) -> Result<T, FetchError> {
    connect.await.map_err(FetchError::Connect)?;
    let bytes = request.await.map_err(FetchError::Request)?;
    decode(bytes).await.map_err(FetchError::Decode)
}
