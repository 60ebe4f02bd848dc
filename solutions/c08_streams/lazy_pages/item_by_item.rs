//! Instead of two loops, one step from item to item, over what is left of a page.

use std::vec;

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

/// What a stream stands at.
struct Reading<T, F> {
    fetch: F,
    items: vec::IntoIter<T>,
    next: Option<u32>,
}

/// The items of all pages, beginning with the page `first`; each page is fetched when it is needed.
pub fn lazy_pages<T, E>(
    first: u32,
    fetch: impl AsyncFnMut(u32) -> Result<Page<T>, E>,
) -> impl Stream<Item = Result<T, PageError<E>>> {
    let reading = Reading {
        fetch,
        items: Vec::new().into_iter(),
        next: Some(first),
    };
    stream::unfold(reading, async |mut reading| {
        loop {
            if let Some(item) = reading.items.next() {
                return Some((Ok(item), reading));
            }
            let page = reading.next.take()?;
            match (reading.fetch)(page).await {
                Ok(fetched) => {
                    reading.items = fetched.items.into_iter();
                    reading.next = fetched.next;
                }
                // No page comes next, so the stream ends with the next poll.
                Err(source) => return Some((Err(PageError { page, source }), reading)),
            }
        }
    })
}
