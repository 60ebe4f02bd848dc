//! Mistake: reports bytes that cannot be decoded as a failed request.
//! Breaks: "`decode` fails: [`FetchError::Decode`]"
//! Rejected by: an_answer_that_makes_no_sense_is_an_error_of_its_own
//! Told: no `Decode` with the

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
    let invalid = |error| io::Error::new(io::ErrorKind::InvalidData, error);
    decode(bytes)
        .await
        .map_err(|error| FetchError::Request(invalid(error)))
}
