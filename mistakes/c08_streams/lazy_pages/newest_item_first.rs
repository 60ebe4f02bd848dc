//! Mistake: takes the items of a page from its end.
//! Breaks: "gives the items of all pages as one stream"
//! Rejected by: a_page_is_fetched_when_its_first_item_is_wanted
//! Told: the last of each page first

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
            let mut fetched = fetch(page).await.map_err(|source| PageError { page, source })?;
            while let Some(item) = fetched.items.pop() {
                yield item;
            }
            coming = fetched.next;
        }
    }
}
