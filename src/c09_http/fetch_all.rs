//! # fetch_all: many pages at once
//!
//! Why: most of the time of a request is waiting for somebody else. Ten requests can wait
//! together.
//!
//! Build: [`fetch_all`] asks for all pages at once, with the one client that it gets, and gives a
//! result for each, in the order of the addresses.
//! - All requests are on their way together, none waits for another. The tests have a server that
//!   answers only when all have come.
//! - One page that fails costs the others nothing.
//! - Use the client that you get. It keeps connections open, so that a second round needs no new
//!   ones. A client of your own for each request would connect anew each time.
//!
//! Bad input: no addresses give no results at once. A status that is not a success is
//! [`FetchError::Status`]; a page that does not come, or breaks off, or has an address that is
//! none is [`FetchError::Connection`]. Both name the address as it was given. What is not UTF-8 in
//! a page may be replaced: `text` of reqwest is good enough here.
//!
//! In asyncio this is `gather(..., return_exceptions=True)` over one `ClientSession`.
//!
//! Rule of thumb: one client for the whole program.

use reqwest::Client;
use thiserror::Error;

/// Why a page could not be had.
#[derive(Debug, Error)]
pub enum FetchError {
    /// The page did not come, or not all of it.
    #[error("{url} did not come")]
    Connection {
        /// The address as it was given.
        url: String,
        /// What happened on the way.
        source: reqwest::Error,
    },
    /// The server answered, but not with success.
    #[error("{url} has status {status}")]
    Status {
        /// The address as it was given.
        url: String,
        /// The status, 404 for example.
        status: u16,
    },
}

/// The text of each page, or why there is none, in the order of the addresses.
pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    todo!("let {client:?} ask for {urls:?}, all at once")
}
