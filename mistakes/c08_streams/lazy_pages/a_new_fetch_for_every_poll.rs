//! Mistake: makes the fetch inside the poll, so that it is dropped when the poll returns `Pending`.
//! Breaks: "the same fetch goes on"
//! Rejected by: a_page_is_fetched_when_its_first_item_is_wanted, a_wait_given_up_loses_nothing
//! Told: keep a fetch that has begun from one poll to the next

use std::collections::VecDeque;
use std::pin::pin;
use std::task::{Poll, ready};

use futures::stream::{self, Stream};
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
    let mut coming = Some(first);
    let mut items = VecDeque::new();
    stream::poll_fn(move |cx| {
        loop {
            if let Some(item) = items.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            let Some(page) = coming else {
                return Poll::Ready(None);
            };
            match ready!(pin!(fetch(page)).poll(cx)) {
                Ok(Page { items: more, next }) => {
                    items.extend(more);
                    coming = next;
                }
                Err(source) => {
                    coming = None;
                    return Poll::Ready(Some(Err(PageError { page, source })));
                }
            }
        }
    })
}
