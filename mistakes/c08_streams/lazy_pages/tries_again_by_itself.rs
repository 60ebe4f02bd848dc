//! Mistake: gives the error and fetches the same page again.
//! Breaks: "The stream itself does not try again."
//! Breaks: "Each page is fetched once."
//! Rejected by: what_came_before_an_error_is_given
//! Told: does not try again by itself

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
        let mut coming = Some(first);
        while let Some(page) = coming {
            match fetch(page).await {
                Ok(fetched) => {
                    for item in fetched.items {
                        yield Ok(item);
                    }
                    coming = fetched.next;
                }
                Err(source) => yield Err(PageError { page, source }),
            }
        }
    }
}
