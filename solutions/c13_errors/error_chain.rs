//! Every layer wraps the error that it got; whoever wants to know walks down the sources.

use std::error::Error;
use std::iter::successors;

/// What was being done when something failed, and what failed.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct Doing {
    what: String,
    source: Box<dyn Error + Send + Sync>,
}

/// Awaits the work, and adds what was being done if it fails.
///
/// # Errors
/// The work's own error, as the source of what was being done.
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

/// An error, its source, the source of that, down to the root.
fn links<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    successors(Some(error), |&error| error.source())
}

/// The texts of an error and of all its sources, the outermost first.
pub fn chain(error: &dyn Error) -> Vec<String> {
    let below = error.source().into_iter().flat_map(links);
    std::iter::once(error.to_string())
        .chain(below.map(|error| error.to_string()))
        .collect()
}

/// The first error of this type among an error and its sources, if there is one.
pub fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    links(error).find_map(|error| error.downcast_ref())
}
