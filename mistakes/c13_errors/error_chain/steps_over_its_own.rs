//! Mistake: looks below its own errors only, until another one comes, and then at the root.
//! Breaks: "and so on down to the root"
//! Rejected by: a_doing_may_stand_anywhere_in_a_chain
//! Told: and not an error of another type that stands there

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
        what: what.into(),
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
    let own = links(error).take_while(|error| error.is::<Doing>()).count();
    let root = links(error).last();
    let looked_at = links(error).take(own).chain(root);
    looked_at.into_iter().find_map(|error| error.downcast_ref())
}
