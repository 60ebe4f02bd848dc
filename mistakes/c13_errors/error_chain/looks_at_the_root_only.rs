//! Mistake: goes down to the root and asks only that one for its type.
//! Breaks: "the error itself first, then its source"
//! Rejected by: an_error_is_found_wherever_it_stands
//! Told: finds the root, and nothing that stands above it

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
        texts.push(error.to_string());
        below = error.source();
    }
    texts
}

pub fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    match error.source() {
        Some(below) => find(below),
        None => error.downcast_ref(),
    }
}
