//! Instead of strings, a `HeaderMap` for what all requests have, and `Url::join` on a base that allows it.

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Client, Method, RequestBuilder, Url};
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
    base: Url,
    /// What every request has.
    headers: HeaderMap,
}

impl ApiClient {
    /// A client of the service at this base address.
    ///
    /// # Errors
    /// [`ApiError::Base`].
    pub fn new(client: Client, base: &str) -> Result<Self, ApiError> {
        let refused = || ApiError::Base {
            base: base.to_owned(),
        };
        let mut url = Url::parse(base).map_err(|_| refused())?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(refused());
        }
        // `join` replaces what stands after the last `/`: so let nothing stand there.
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        let json = HeaderValue::from_static("application/json");
        Ok(ApiClient {
            client,
            base: url,
            headers: HeaderMap::from_iter([(ACCEPT, json)]),
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
        self.headers.insert(AUTHORIZATION, value);
        Ok(self)
    }

    /// Asks for what stands at this path.
    ///
    /// # Errors
    /// [`ApiError::Connection`], [`ApiError::InvalidBody`].
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<ApiResponse<T>, ApiError> {
        self.answer(Method::GET, path, |request| request).await
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
        self.answer(Method::POST, path, |request| request.json(body))
            .await
    }

    async fn answer<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        with_body: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<ApiResponse<T>, ApiError> {
        let Ok(url) = self.base.join(path.trim_start_matches('/')) else {
            return Err(ApiError::Base {
                base: format!("{}{path}", self.base),
            });
        };
        let lost = |source| ApiError::Connection {
            url: url.to_string(),
            source,
        };
        let request = self.client.request(method, url.clone());
        let request = with_body(request.headers(self.headers.clone()));
        let response = request.send().await.map_err(lost)?;
        let status = response.status().as_u16();
        let mut body = response.bytes().await.map_err(lost)?;
        if body.is_empty() {
            body = "null".into();
        }
        serde_json::from_slice(&body)
            .map(|data| ApiResponse { status, data })
            .map_err(|source| ApiError::InvalidBody {
                url: url.to_string(),
                status,
                source,
            })
    }
}
