//! Two loops, one in the other. The generator stands still at each `yield`, so the next fetch
//! begins with the poll that finds the page used up.

use async_stream::try_stream;
use futures::stream::Stream;
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
    mut fetch: impl AsyncFnMut(u32) -> Result<Page<T>, E>,
) -> impl Stream<Item = Result<T, PageError<E>>> {
    try_stream! {
        let mut coming = Some(first);
        while let Some(page) = coming {
            // `?` gives the error as an item and ends the stream.
            let fetched = fetch(page).await.map_err(|source| PageError { page, source })?;
            for item in fetched.items {
                yield item;
            }
            coming = fetched.next;
        }
    }
}
