//! Mistake: lets pass what already says what was being done, so that only the innermost layer is
//! heard of.
//! Breaks: "Wrapping what is already a `Doing` adds one more link"
//! Rejected by: the_whole_chain_is_there_in_order
//! Told: also to an error that is a layer itself

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
        Err(error) => Err(
            match (Box::new(error) as Box<dyn Error + Send + Sync>).downcast() {
                Ok(already) => *already,
                Err(source) => Doing {
                    what: what.into(),
                    source,
                },
            },
        ),
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
