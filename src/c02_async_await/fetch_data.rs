//! # fetch_data: three steps, three ways to fail
//!
//! Why: real work is a row of awaits, each of which can fail in its own way. `?` after `.await`
//! leaves at the first error. What the caller learns from it depends on how you pack the error:
//! which step failed, and why.
//!
//! Build: [`fetch_data`] awaits `connect`, then awaits `request`, which gives bytes, then calls
//! `decode` with those bytes, as they came, and awaits it. Each step begins at the instant the one
//! before it ended. The decoded data come back as the last step ends.
//!
//! Bad input: the first step that fails ends it all, at that instant, and no later step begins. That
//! goes for every failure, whatever the kind of its `io::Error`. The step's own error comes back
//! unchanged, as the source of a [`FetchError`] whose variant names the step.
//! - `connect` fails: [`FetchError::Connect`]
//! - `request` fails: [`FetchError::Request`]
//! - `decode` fails: [`FetchError::Decode`]
//!
//! Good to know: `connect` and `request` fail with the same type, `io::Error`. So a plain `?` cannot
//! know which variant you mean: you have to say it.
//!
//! In asyncio you would write `raise FetchError(...) from error`. Here the field marked `#[source]`
//! is that "from": `error.source()` gives it.
//!
//! Rule of thumb: an error says what failed, and keeps why.

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
    todo!("three steps, each awaited in its turn", with connect, request, decode)
}
