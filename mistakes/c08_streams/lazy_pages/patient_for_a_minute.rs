//! Mistake: takes a fetch that lasts longer than a minute for the end of the list.
//! Breaks: "however many pages there are and however long a fetch takes"
//! Rejected by: a_fetch_of_a_year_is_awaited_too
//! Told: a fetch is awaited however long it takes

use std::time::Duration;

use async_stream::try_stream;
use futures::stream::Stream;
use thiserror::Error;
use tokio::time::timeout;

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
            let Ok(fetched) = timeout(Duration::from_secs(60), fetch(page)).await else {
                break;
            };
            let fetched = fetched.map_err(|source| PageError { page, source })?;
            for item in fetched.items {
                yield item;
            }
            coming = fetched.next;
        }
    }
}
