//! Mistake: puts the text of the source into its own: whoever prints the chain sees it all twice.
//! Breaks: "The text of a `Doing` is its own alone, without that of its source"
//! Rejected by: the_whole_chain_is_there_in_order, a_text_is_kept_as_it_is
//! Told: text

use std::error::Error;

#[derive(Debug, thiserror::Error)]
#[error("{what}: {source}")]
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
    match error.downcast_ref() {
        Some(found) => Some(found),
        None => find(error.source()?),
    }
}
