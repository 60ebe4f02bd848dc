//! Mistake: keeps the last item of a page back until the next page is there.
//! Breaks: "The last item of a page is given without a fetch."
//! Rejected by: a_page_is_fetched_when_its_first_item_is_wanted
//! Told: when only 1 of the 2 items before it had been given

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
        let mut kept = None;
        while let Some(page) = coming {
            let fetched = fetch(page).await.map_err(|source| PageError { page, source })?;
            for item in fetched.items {
                if let Some(before) = kept.replace(item) {
                    yield before;
                }
            }
            coming = fetched.next;
        }
        if let Some(last) = kept {
            yield last;
        }
    }
}
