//! Mistake: trims the text, and puts one in its place where there is none.
//! Breaks: "gives a [`Doing`] with the text"
//! Rejected by: a_text_is_kept_as_it_is
//! Told: as it was given

use std::error::Error;
use std::iter::successors;

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
    work.await.map_err(|error| Doing {
        what: match what.into().trim() {
            "" => "doing something".to_owned(),
            text => text.to_owned(),
        },
        // Boxed, not printed: the error itself stays within reach.
        source: Box::new(error),
    })
}

fn links<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    successors(Some(error), |&error| error.source())
}

pub fn chain(error: &dyn Error) -> Vec<String> {
    let below = error.source().into_iter().flat_map(links);
    std::iter::once(error.to_string())
        .chain(below.map(|error| error.to_string()))
        .collect()
}

pub fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    links(error).find_map(|error| error.downcast_ref())
}
