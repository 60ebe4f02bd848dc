//! Mistake: keeps the kind of an error and throws the error itself away.
//! Breaks: "The step's own error comes back unchanged"
//! Rejected by: an_error_of_the_system_keeps_its_number
//! Told: and nothing else in it: hand on the step's own error

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
    let again = |error: io::Error| io::Error::from(error.kind());
    connect
        .await
        .map_err(|error| FetchError::Connect(again(error)))?;
    let bytes = request
        .await
        .map_err(|error| FetchError::Request(again(error)))?;
    decode(bytes).await.map_err(FetchError::Decode)
}
