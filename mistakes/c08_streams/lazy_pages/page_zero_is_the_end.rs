//! Mistake: keeps the number of the next page, with 0 for none.
//! Breaks: "Page numbers may jump: only `next` counts."
//! Rejected by: pages_may_jump_and_be_empty
//! Told: 0 is the number of a page like any other

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
        let mut page = first;
        loop {
            let fetched = fetch(page).await.map_err(|source| PageError { page, source })?;
            for item in fetched.items {
                yield item;
            }
            page = fetched.next.unwrap_or(0);
            if page == 0 {
                break;
            }
        }
    }
}
