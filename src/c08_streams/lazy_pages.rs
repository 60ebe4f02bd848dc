//! # lazy_pages: a paged API as one stream
//!
//! Why: servers give long lists page by page. Whoever reads the list wants items, not pages, and
//! a reader who stops after ten items should not have fetched a hundred pages.
//!
//! Build: [`lazy_pages`] gives the items of all pages as one stream, beginning with the page
//! `first`, however many pages there are and however long a fetch takes. A [`Page`] says which page
//! comes next; after one that says `None` the stream ends, at once. Page numbers may jump: only
//! `next` counts. A page may be empty, and the stream then goes on with the next one.
//!
//! A page is fetched when its first item is wanted, and never before: not when the stream is
//! made, and not while items of the page before it are left. Since a fetch may begin when `fetch`
//! is called, it is not called before that either. The last item of a page is given without a
//! fetch. Each page is fetched once. Whoever gives up waiting and asks again later loses nothing:
//! the same fetch goes on.
//!
//! Bad input: when a fetch fails, the stream gives one error and then ends. The items of the pages
//! before it have all been given by then. [`PageError`] names the page that could not be fetched,
//! and why. The stream itself does not try again.
//!
//! Left open: a list whose pages point back to one that has been fetched; a stream that is asked
//! again after its end.
//!
//! Good to know: since the error names the page, the caller can go on from there with a new stream.
//!
//! In asyncio this is an async generator with two loops, one in the other.
//!
//! Rule of thumb: a stream does its next piece of work when it is polled, and not a poll sooner.

use futures::stream::{self, Stream};
use thiserror::Error;

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// The page after it, if there is one.
    pub next: Option<u32>,
}

/// A page could not be fetched.
#[derive(Clone, Debug, Error, PartialEq)]
#[error("page {page} could not be fetched")]
pub struct PageError<E> {
    /// Which page: a new stream may begin with it.
    pub page: u32,
    /// Why.
    pub source: E,
}

/// The items of all pages, beginning with the page `first`; each page is fetched when it is needed.
pub fn lazy_pages<T, E>(
    first: u32,
    fetch: impl AsyncFnMut(u32) -> Result<Page<T>, E>,
) -> impl Stream<Item = Result<T, PageError<E>>> {
    // Only there because a `todo!` alone is no stream: replace all of it.
    stream::poll_fn(move |_| todo!("the items of one page after the other", with first, fetch))
}
