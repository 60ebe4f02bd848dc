//! Mistake: takes two errors with the same text for one, and lists it once.
//! Breaks: "one for each error"
//! Rejected by: links_of_the_same_text_are_each_a_link
//! Told: a link of its own

use std::error::Error;

#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct Doing {
    what: String,
    source: Box<dyn Error + Send + Sync>,
}

pub async fn doing<T, E>(
    what: impl Into<String>,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, Doing>
where
    E: Error + Send + Sync + 'static,
{
    match work.await {
        Ok(value) => Ok(value),
        Err(error) => Err(Doing {
            what: what.into(),
            source: error.into(),
        }),
    }
}

pub fn chain(error: &dyn Error) -> Vec<String> {
    let mut texts = vec![error.to_string()];
    let mut below = error.source();
    while let Some(error) = below {
        let text = error.to_string();
        if texts.last() != Some(&text) {
            texts.push(text);
        }
        below = error.source();
    }
    texts
}

pub fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    match error.downcast_ref() {
        Some(found) => Some(found),
        None => find(error.source()?),
    }
}
