//! Instead of a generator, `try_unfold` from page to page, flattened into a stream of items.

use futures::stream::{self, Stream, TryStreamExt};
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
    stream::try_unfold((Some(first), fetch), async |(coming, mut fetch)| {
        let Some(page) = coming else {
            return Ok(None);
        };
        match fetch(page).await {
            Ok(Page { items, next }) => Ok(Some((
                stream::iter(items.into_iter().map(Ok)),
                (next, fetch),
            ))),
            Err(source) => Err(PageError { page, source }),
        }
    })
    .try_flatten()
}
