//! Mistake: takes an empty page for the end of the list.
//! Breaks: "A page may be empty, and the stream then goes on with the next one."
//! Rejected by: pages_may_jump_and_be_empty
//! Told: an empty page is no end

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
        let mut coming = Some(first);
        while let Some(page) = coming {
            let fetched = fetch(page).await.map_err(|source| PageError { page, source })?;
            if fetched.items.is_empty() {
                break;
            }
            for item in fetched.items {
                yield item;
            }
            coming = fetched.next;
        }
    }
}
