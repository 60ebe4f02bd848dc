//! Mistake: fetches all pages before it gives the first item, so that an error loses them all.
//! Breaks: "The items of the pages before it have all been given by then."
//! Rejected by: what_came_before_an_error_is_given
//! Told: the items before it did not come before the error

use async_stream::try_stream;
use futures::stream::Stream;
use thiserror::Error;

#[derive(Clone, Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<u32>,
}

#[derive(Clone, Debug, Error, PartialEq)]
#[error("page {page} could not be fetched")]
pub struct PageError<E> {
    pub page: u32,
    pub source: E,
}

pub fn lazy_pages<T, E>(
    first: u32,
    mut fetch: impl AsyncFnMut(u32) -> Result<Page<T>, E>,
) -> impl Stream<Item = Result<T, PageError<E>>> {
    try_stream! {
        let mut all = Vec::new();
        let mut coming = Some(first);
        while let Some(page) = coming {
            let fetched = fetch(page).await.map_err(|source| PageError { page, source })?;
            all.extend(fetched.items);
            coming = fetched.next;
        }
        for item in all {
            yield item;
        }
    }
}
