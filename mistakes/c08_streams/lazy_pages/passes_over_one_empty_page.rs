//! Mistake: fetches the next page when one is empty, but once, and not as often as it takes.
//! Breaks: "A page may be empty, and the stream then goes on with the next one"
//! Rejected by: pages_may_jump_and_be_empty
//! Told: however many empty pages follow one another

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
        let mut wanted = Some(first);
        while let Some(page) = wanted {
            let mut found = fetch(page).await.map_err(|source| PageError { page, source })?;
            if found.items.is_empty() && let Some(page) = found.next {
                found = fetch(page).await.map_err(|source| PageError { page, source })?;
            }
            wanted = match found.items.is_empty() {
                true => None,
                false => found.next,
            };
            for item in found.items {
                yield item;
            }
        }
    }
}
