//! # error_chain: what were you doing when it broke?
//!
//! Why: "No such file or directory" helps nobody at three in the morning. "starting the server:
//! reading the settings: opening app.toml: no such file" does. Every layer on the way up knows one
//! thing that the others do not: what it was doing. It should add that, and take nothing away.
//!
//! Build: three functions around [`Doing`], which is an error with what was being done:
//! - [`doing`] awaits the work, however long that takes, and gives its value. If the work fails, it
//!   gives a [`Doing`] with the text, and with the work's error, as it is, for its source. Wrapping
//!   what is already a `Doing` adds one more link.
//! - The text of a `Doing` is its own alone, without that of its source: whoever prints the chain
//!   would see everything twice.
//! - [`chain`] lists the texts from the outermost error down to the root, one for each error,
//!   following [`Error::source`], however many there are.
//! - [`find`] looks for an error of a certain type: the error itself first, then its source, then
//!   the source of that, and so on down to the root. It gives the first one that is of that type.
//! - `chain` and `find` work for any error, whether or not there is a `Doing` in its chain.
//!
//! Bad input: an error without a source is a chain of one. Asking for a type that is not in the
//! chain gives `None`.
//!
//! Good to know: with `find` a caller can still act on the kind of an error, however many layers
//! were added. The source is `Send + Sync`, so that an error can leave the task and the thread it
//! comes from, and `'static`, without which nobody could ask for its type again.
//!
//! In asyncio, as in all of Python, `raise … from error` sets `__cause__`; [`Error::source`] is the same link.
//!
//! Rule of thumb: add what you were doing, and keep what you were told. An error turned into a text
//! can be read by people only.

use std::error::Error;

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
    todo!("run the work, and say what it was for where it fails", with what, work)
}

/// The texts of an error and of all its sources, the outermost first.
pub fn chain(error: &dyn Error) -> Vec<String> {
    todo!("the text of `{error}`, and of all that is below it")
}

/// The first error of this type among an error and its sources, if there is one.
pub fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    todo!("is `{error}` of this type, or is one of those below it?")
}
