//! Mistake: keeps the text of the error and loses the error: nobody can match its kind any more.
//! Breaks: "with the work's error, as it is, for its source"
//! Breaks: "The work's own error, as the source of what was being done"
//! Rejected by: the_kind_can_still_be_matched
//! Told: kept only as a text

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
            source: error.to_string().into(),
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
    match error.downcast_ref() {
        Some(found) => Some(found),
        None => find(error.source()?),
    }
}
