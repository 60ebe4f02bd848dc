//! Mistake: takes the page after this one to be this one plus one.
//! Breaks: "only next counts"
//! Rejected by: pages_may_jump_and_be_empty
//! Told: whose `next` is 3, page 8 was fetched

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
            if fetched.next.is_none() {
                break;
            }
            page += 1;
        }
    }
}
