//! Mistake: takes no notice of how connecting went.
//! Breaks: "the first step that fails ends it all"
//! Breaks: "`connect` fails: [`FetchError::Connect`]"
//! Rejected by: a_failed_connection_ends_it
//! Told: no `Connect` with that error came back

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
    let _ = connect.await;
    let bytes = request.await.map_err(FetchError::Request)?;
    decode(bytes).await.map_err(FetchError::Decode)
}
