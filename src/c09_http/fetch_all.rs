//! # fetch_all: many pages at once
//!
//! Why: most of the time of a request is waiting for somebody else. Ten requests can wait
//! together, and so can a thousand.
//!
//! Build: [`fetch_all`] asks for all pages at once and gives a result for each, in the order of the
//! addresses.
//! - All requests are on their way together, however many they are: none waits for another.
//! - A good page gives its text, all of it, however long that takes to come.
//! - One page that fails costs the others nothing, and is not asked for again.
//! - All requests go through the one client that it gets. Its connections stay open, so that a
//!   second round needs no new ones.
//!
//! Bad input: no addresses give no results at once.
//! - A status that is not a success (200 to 299) is [`FetchError::Status`], whatever page comes
//!   with it.
//! - A page that does not come or breaks off is [`FetchError::Connection`], and so is an address
//!   that is none.
//! - Both errors name the address as it was given.
//!
//! Left open: what stands in the text where a page is not UTF-8 or begins with a byte order mark
//! (`text` of reqwest is good enough here), whether an address that is there twice is asked for once
//! or twice, and what becomes of the requests on their way if the future is dropped.
//!
//! Good to know: a client of your own for each request would connect anew each time. A clone of the
//! client is the same client: it shares all connections.
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
