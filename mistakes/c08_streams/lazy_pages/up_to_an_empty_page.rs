//! Mistake: goes on after the last page, until one is empty or cannot be fetched.
//! Breaks: "after one that says `None` the stream ends, at once"
//! Rejected by: pages_may_jump_and_be_empty
//! Told: whose `next` is `None`, page

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
        let mut last = false;
        while let Some(page) = coming {
            let fetched = match fetch(page).await {
                Ok(fetched) => fetched,
                Err(_) if last => break,
                Err(source) => Err(PageError { page, source })?,
            };
            for item in fetched.items {
                yield item;
            }
            last = fetched.next.is_none();
            coming = fetched.next.or(page.checked_add(1));
        }
    }
}
