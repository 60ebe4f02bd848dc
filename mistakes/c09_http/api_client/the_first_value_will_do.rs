//! Mistake: reads the first JSON value and does not look at what follows.
//! Breaks: "A body that is not the JSON that the caller wants"
//! Rejected by: a_body_that_cannot_be_read_is_an_error_with_its_status
//! Told: what stands behind it was not looked at

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use reqwest::{Client, RequestBuilder, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiResponse<T> {
    pub status: u16,
    pub data: T,
}
#[derive(Debug, Error)]
pub enum ApiError {
    #[error("{base} is not the address of a service")]
    Base { base: String },
    #[error("the token cannot be sent")]
    Token,
    #[error("{url} did not answer")]
    Connection { url: String, source: reqwest::Error },
    #[error("{url} has status {status} and a body that cannot be read")]
    InvalidBody {
        url: String,
        status: u16,
        source: serde_json::Error,
    },
}
pub struct ApiClient {
    client: Client,
    base: String,
    authorization: Option<HeaderValue>,
}

impl ApiClient {
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
    pub fn with_token(mut self, token: &str) -> Result<Self, ApiError> {
        let value = HeaderValue::try_from(format!("Bearer {token}"));
        let mut value = value.map_err(|_| ApiError::Token)?;
        value.set_sensitive(true);
        self.authorization = Some(value);
        Ok(self)
    }
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<ApiResponse<T>, ApiError> {
        let url = self.url(path);
        self.answer(self.client.get(&url), url).await
    }
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
        match T::deserialize(&mut serde_json::Deserializer::from_slice(body)) {
            Ok(data) => Ok(ApiResponse { status, data }),
            Err(source) => Err(ApiError::InvalidBody {
                url,
                status,
                source,
            }),
        }
    }
}
