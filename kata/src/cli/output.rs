//! Standard output, which whoever reads it may close: `cargo kata list | head -1`.

use std::error::Error;
use std::io::{self, ErrorKind, Write, stdout};

use console::Term;
use thiserror::Error;

use super::width::fitted;

/// Why nothing more could be printed.
#[derive(Debug, Error)]
#[error("cannot write to standard output")]
pub struct PrintError(#[from] io::Error);

/// Prints a text as it is.
///
/// # Errors
/// [`PrintError`] where the output is closed or full.
pub fn print(text: impl AsRef<str>) -> Result<(), PrintError> {
    let mut out = stdout().lock();
    out.write_all(text.as_ref().as_bytes())?;
    Ok(out.flush()?)
}

/// Prints a line.
///
/// # Errors
/// As [`print`].
pub fn print_line(text: impl AsRef<str>) -> Result<(), PrintError> {
    print(format!("{}\n", text.as_ref()))
}

/// Prints what people read, as wide as their terminal.
///
/// # Errors
/// As [`print`].
pub fn say(text: impl AsRef<str>) -> Result<(), PrintError> {
    print(fitted(text.as_ref(), &Term::stdout()))
}

/// Says a line.
///
/// # Errors
/// As [`print`].
pub fn say_line(text: impl AsRef<str>) -> Result<(), PrintError> {
    say(format!("{}\n", text.as_ref()))
}

/// Prints to standard error, which nobody need read.
pub fn complain(text: impl AsRef<str>) {
    let text = fitted(text.as_ref(), &Term::stderr());
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Whether an error says that whoever read the output has had enough of it. That is no failure.
pub fn is_enough(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let system = error.downcast_ref::<io::Error>();
        if system.is_some_and(|error| error.kind() == ErrorKind::BrokenPipe) {
            return true;
        }
        cause = error.source();
    }
    false
}
