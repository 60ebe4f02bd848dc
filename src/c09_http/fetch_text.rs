//! # fetch_text: GET a page
//!
//! Why: a page can fail to come in several ways, and what to do about it differs: ask again, tell
//! the user, mend the address. So each way is an error of its own.
//!
//! Build: [`fetch_text`] asks for one page with the client that it gets, and gives its text.
//! - It sends one `GET` request, and no second one if that fails.
//! - It waits for all of the page, however long that takes and however large the page is.
//! - The text is exactly what was sent. A page counts as UTF-8, whatever its head says about it.
//!
//! Bad input: every error names the address as it was given.
//! - No address of a page, such as `"no url"` or `"ftp://127.0.0.1/page"`: [`FetchError::Address`].
//! - Nobody listens there, it does not speak HTTP, or the connection breaks off before the whole
//!   page has come: [`FetchError::Connection`].
//! - Any status that is not a success (200 to 299), whatever page comes with it:
//!   [`FetchError::Status`].
//! - A page that is not UTF-8: [`FetchError::NotText`], which keeps the place of the first bad byte
//!   in the page.
//!
//! Left open: which error a redirect gives that leads to no address of a page, and whether the page
//! that comes with a bad status is waited for. Addresses that begin with `https` need TLS, which
//! the reqwest of this course does not have.
//!
//! Good to know: the client is lent. A `reqwest::Client` keeps its connections open for the next
//! request, so a program has one and hands it around. What is wrong with an address comes out of
//! `send`, and `is_builder` of the error tells that it never got as far as the network.
//!
//! In asyncio, with aiohttp, a 404 is a response like others too, unless you look at it. In both,
//! the call that sends the request returns when the head of the response is there. The page comes
//! after that, and may still break off.
//!
//! Rule of thumb: an error that says which address failed and how saves an hour of search.

use std::string::FromUtf8Error;

use reqwest::Client;
use thiserror::Error;

/// Why a page could not be had.
#[derive(Debug, Error)]
pub enum FetchError {
    /// That is no address of a page.
    #[error("{url} is no address of a page")]
    Address {
        /// The address as it was given.
        url: String,
        /// What is wrong with it.
        source: reqwest::Error,
    },
    /// The server could not be reached, or the connection broke off.
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
    /// The page came, but is not UTF-8.
    #[error("{url} is not a text")]
    NotText {
        /// The address as it was given.
        url: String,
        /// Where it stops being UTF-8.
        source: FromUtf8Error,
    },
}

/// The text of the page at this address.
///
/// # Errors
/// Each of [`FetchError`], for its reason.
pub async fn fetch_text(client: &Client, url: &str) -> Result<String, FetchError> {
    todo!("let {client:?} ask for {url}")
}
