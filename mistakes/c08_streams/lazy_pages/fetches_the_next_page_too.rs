//! Mistake: fetches the next page before it gives the items of this one.
//! Breaks: "A page is fetched when its first item is wanted, and never before"
//! Rejected by: a_page_is_fetched_when_its_first_item_is_wanted
//! Told: when none of the 2 items before it had been given

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
        let mut fetched = fetch(page).await.map_err(|source| PageError { page, source })?;
        loop {
            let mut following = None;
            if let Some(next) = fetched.next {
                page = next;
                let next = fetch(page).await.map_err(|source| PageError { page, source })?;
                following = Some(next);
            }
            for item in fetched.items {
                yield item;
            }
            match following {
                Some(next) => fetched = next,
                None => break,
            }
        }
    }
}
