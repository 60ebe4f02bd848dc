//! Everything that all requests have in common is in one place, and the status is read before the body.

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use reqwest::{Client, RequestBuilder, Url};
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
pub struct ApiClient {
    client: Client,
    /// Without a `/` at its end.
    base: String,
    authorization: Option<HeaderValue>,
}

impl ApiClient {
    /// A client of the service at this base address.
    ///
    /// # Errors
    /// [`ApiError::Base`].
    pub fn new(client: Client, base: &str) -> Result<Self, ApiError> {
        let is_http = |url: &Url| matches!(url.scheme(), "http" | "https");
        if !Url::parse(base).is_ok_and(|url| is_http(&url)) {
            return Err(ApiError::Base {
                base: base.to_owned(),
            });
        }
        Ok(ApiClient {
            client,
            base: base.trim_end_matches('/').to_owned(),
            authorization: None,
        })
    }

    /// The same client, which says with this token who asks.
    ///
    /// # Errors
    /// [`ApiError::Token`].
    pub fn with_token(mut self, token: &str) -> Result<Self, ApiError> {
        let value = HeaderValue::try_from(format!("Bearer {token}"));
        let mut value = value.map_err(|_| ApiError::Token)?;
        // Whoever prints the request for debugging does not print the token.
        value.set_sensitive(true);
        self.authorization = Some(value);
        Ok(self)
    }

    /// Asks for what stands at this path.
    ///
    /// # Errors
    /// [`ApiError::Connection`], [`ApiError::InvalidBody`].
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<ApiResponse<T>, ApiError> {
        let url = self.url(path);
        self.answer(self.client.get(&url), url).await
    }

    /// Sends this value to this path.
    ///
    /// # Errors
    /// [`ApiError::Connection`], [`ApiError::InvalidBody`].
    pub async fn post<B, T>(&self, path: &str, body: &B) -> Result<ApiResponse<T>, ApiError>
    where
        B: Serialize + ?Sized + Sync,
        T: DeserializeOwned,
    {
        let url = self.url(path);
        self.answer(self.client.post(&url).json(body), url).await
    }

    fn url(&self, path: &str) -> String {
        format!("{}/{}", self.base, path.trim_start_matches('/'))
    }

    /// The one place that all requests go through.
    async fn answer<T: DeserializeOwned>(
        &self,
        mut request: RequestBuilder,
        url: String,
    ) -> Result<ApiResponse<T>, ApiError> {
        request = request.header(ACCEPT, "application/json");
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        let received = async {
            let response = request.send().await?;
            Ok((response.status().as_u16(), response.bytes().await?))
        };
        let (status, bytes) = match received.await {
            Ok(received) => received,
            Err(source) => return Err(ApiError::Connection { url, source }),
        };
        let body = match bytes.as_ref() {
            b"" => b"null",
            bytes => bytes,
        };
        // Not `response.json()`: its error would no longer know the status.
        match serde_json::from_slice(body) {
            Ok(data) => Ok(ApiResponse { status, data }),
            Err(source) => Err(ApiError::InvalidBody {
                url,
                status,
                source,
            }),
        }
    }
}
