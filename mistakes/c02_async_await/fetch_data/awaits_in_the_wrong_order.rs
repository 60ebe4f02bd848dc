//! Mistake: has the request answered before it is connected.
//! Breaks: "awaits `connect`, then awaits `request`"
//! Rejected by: the_steps_run_one_after_another
//! Told: `request` came before `connect`

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
    let bytes = request.await.map_err(FetchError::Request)?;
    connect.await.map_err(FetchError::Connect)?;
    decode(bytes).await.map_err(FetchError::Decode)
}
