//! Mistake: ends the stream at an error as if the list were complete.
//! Breaks: "the stream gives one error and then ends"
//! Rejected by: what_came_before_an_error_is_given
//! Told: the caller did not get the error

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
            let Ok(fetched) = fetch(page).await else {
                break;
            };
            for item in fetched.items {
                yield Ok(item);
            }
            coming = fetched.next;
        }
    }
}
