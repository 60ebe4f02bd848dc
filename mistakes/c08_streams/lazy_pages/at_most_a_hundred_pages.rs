//! Mistake: stops after a hundred pages, for fear of a list without an end.
//! Breaks: "however many pages there are and however long a fetch takes"
//! Rejected by: thousands_of_pages_full_and_empty
//! Told: though the last of them named a next one

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
        let mut pages = 0;
        while let Some(page) = coming {
            pages += 1;
            if pages > 100 {
                break;
            }
            let fetched = fetch(page).await.map_err(|source| PageError { page, source })?;
            for item in fetched.items {
                yield item;
            }
            coming = fetched.next;
        }
    }
}
