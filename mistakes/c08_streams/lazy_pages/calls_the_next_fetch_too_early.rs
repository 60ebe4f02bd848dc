//! Mistake: calls for the next page before it gives the items of this one, and awaits it later.
//! Breaks: "it is not called before that either"
//! Rejected by: a_fetch_that_begins_when_it_is_called_is_not_called_too_early
//! Told: `fetch` had been called for page 2 as well

use async_stream::stream;
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
    stream! {
        let (mut page, mut coming) = (first, fetch(first));
        loop {
            let fetched = match coming.await {
                Ok(fetched) => fetched,
                Err(source) => {
                    yield Err(PageError { page, source });
                    return;
                }
            };
            let Some(next) = fetched.next else {
                for item in fetched.items {
                    yield Ok(item);
                }
                return;
            };
            (page, coming) = (next, fetch(next));
            for item in fetched.items {
                yield Ok(item);
            }
        }
    }
}
