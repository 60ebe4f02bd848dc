//! Chapter 9: HTTP.

#[cfg_attr(feature = "solutions", path = "../../solutions/c09_http/api_client.rs")]
pub mod api_client;
#[cfg_attr(feature = "solutions", path = "../../solutions/c09_http/fetch_all.rs")]
pub mod fetch_all;
#[cfg_attr(feature = "solutions", path = "../../solutions/c09_http/fetch_text.rs")]
pub mod fetch_text;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c09_http/http_server.rs"
)]
pub mod http_server;
