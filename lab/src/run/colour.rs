//! Colour on a terminal, plain text everywhere else.

use std::env;
use std::io::IsTerminal;

/// Whether what is printed ends on a terminal that shows colour.
///
/// `NO_COLOR` (no-color.org) says no, `CARGO_TERM_COLOR` says `always` or `never`, and otherwise
/// standard output tells.
pub(crate) fn wanted() -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    if set("NO_COLOR") {
        return false;
    }
    match env::var("CARGO_TERM_COLOR").as_deref() {
        Ok("always") => true,
        Ok("never") => false,
        _ => std::io::stdout().is_terminal() && env::var_os("TERM").is_none_or(|t| t != "dumb"),
    }
}

pub(crate) fn bold(text: &str, colour: bool) -> String {
    paint("1", text, colour)
}

pub(crate) fn red(text: &str, colour: bool) -> String {
    paint("1;31", text, colour)
}

pub(crate) fn dim(text: &str, colour: bool) -> String {
    paint("2", text, colour)
}

fn paint(code: &str, text: &str, colour: bool) -> String {
    if colour {
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}

/// The text without its ANSI escapes.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // An escape that sets a colour ends with its first letter.
            chars.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(c);
        }
    }
    plain
}
