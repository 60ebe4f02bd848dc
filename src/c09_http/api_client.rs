//! # api_client: JSON in, JSON out
//!
//! Why: a program that talks to a service asks a hundred times, but wants to say only once where
//! the service is, who asks, and that both speak JSON. A small type around the client does that,
//! and the rest of the program deals with values.
//!
//! Build: [`ApiClient`], made with a base address such as `http://127.0.0.1:8080/api/v1` and the
//! `reqwest::Client` that all its requests use, so that its connections are used again.
//! - A path goes after the base, with exactly one `/` in between, whether or not the base ends with
//!   one and the path begins with one. A query may follow: `get("users?page=2")`.
//! - Every request has the header `accept: application/json`, and after
//!   [`with_token`](ApiClient::with_token) also `authorization: Bearer <the token>`.
//! - [`get`](ApiClient::get) asks with a `GET`. [`post`](ApiClient::post) sends a value as JSON with
//!   a `POST`, and says so: `content-type: application/json`.
//! - Each call makes one request, and no second one if that fails.
//! - Both wait for the answer however long it takes, and give an [`ApiResponse`]: the status,
//!   whatever it is, and the data.
//! - The data is the JSON in the body, whatever the answer's own `content-type` says. An empty body
//!   counts as the JSON value `null`, so that a 204 can be had as `()`.
//!
//! Bad input: every error but [`ApiError::Token`] names the address: [`ApiError::Base`] the base as
//! it was given, the others the whole address, as you put it together or as `Url` writes it.
//! - A base that is no address, or whose scheme is not `http` or `https`: [`ApiError::Base`].
//! - A token that cannot stand in a header, because of a line break for example:
//!   [`ApiError::Token`].
//! - A connection that fails or breaks off: [`ApiError::Connection`].
//! - A body that is not the JSON that the caller wants: [`ApiError::InvalidBody`] with the status.
//!
//! Left open: a value that cannot be written as JSON, a body of nothing but spaces, a base with a
//! query, a fragment or spaces around it, a path that looks like an address of its own, and which
//! address an error names after a redirect.
//!
//! Good to know: whoever sends a `POST` again by himself may order twice. A service explains a 404 or 422 in JSON too, and the caller wants to read it. A
//! proxy's error page is HTML, and "502" tells more than "expected value at line 1". `Url::join`
//! replaces the last part of the base. [`ApiError::Token`] does not hold the token, since errors end
//! up in logs.
//!
//! In asyncio, with aiohttp, `response.json()` raises such errors without the status of the
//! response.
//!
//! Rule of thumb: keep the status with the data until somebody has looked at both.

use reqwest::Client;
use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

/// What a service answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiResponse<T> {
    /// The status, 200 for example.
    pub status: u16,
    /// What the body holds.
    pub data: T,
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum ApiError {
    /// The base address is none.
    #[error("{base} is not the address of a service")]
    Base {
        /// The address as it was given.
        base: String,
    },
    /// The token cannot stand in a header.
    #[error("the token cannot be sent")]
    Token,
    /// The service could not be reached, or the connection broke off.
    #[error("{url} did not answer")]
    Connection {
        /// The whole address.
        url: String,
        /// What happened on the way.
        source: reqwest::Error,
    },
    /// The body is not the JSON that was wanted.
    #[error("{url} has status {status} and a body that cannot be read")]
    InvalidBody {
        /// The whole address.
        url: String,
        /// The status of the response.
        status: u16,
        /// What is wrong with the body.
        source: serde_json::Error,
    },
}

/// Talks JSON with one service.
pub struct ApiClient {/* yours */}

impl ApiClient {
    /// A client of the service at this base address.
    ///
    /// # Errors
    /// [`ApiError::Base`], if that is no base address.
    pub fn new(client: Client, base: &str) -> Result<Self, ApiError> {
        todo!("send requests with {client:?} to {base}")
    }

    /// The same client, which says with this token who asks.
    ///
    /// # Errors
    /// [`ApiError::Token`], if no header can hold it.
    pub fn with_token(self, token: &str) -> Result<Self, ApiError> {
        todo!("keep a token of {} bytes for every request", token.len())
    }

    /// Asks for what stands at this path.
    ///
    /// # Errors
    /// [`ApiError::Connection`] and [`ApiError::InvalidBody`], each for its reason.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<ApiResponse<T>, ApiError> {
        todo!("ask for {path}")
    }

    /// Sends this value to this path.
    ///
    /// # Errors
    /// [`ApiError::Connection`] and [`ApiError::InvalidBody`], as [`get`](ApiClient::get) gives them.
    pub async fn post<B, T>(&self, path: &str, body: &B) -> Result<ApiResponse<T>, ApiError>
    where
        B: Serialize + ?Sized + Sync,
        T: DeserializeOwned,
    {
        todo!("send the body as JSON to this path", with path, body)
    }
}
