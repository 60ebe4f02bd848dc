//! Colour on a terminal, plain text everywhere else.

use std::env;
use std::io::IsTerminal;

/// Whether what is printed ends on a terminal that shows colour.
///
/// `NO_COLOR` (no-color.org) says no, `CARGO_TERM_COLOR` says `always` or `never`, and otherwise
/// standard output tells.
pub(crate) fn wanted() -> bool {
    decide(|name| env::var(name).ok(), std::io::stdout().is_terminal())
}

fn decide(variable: impl Fn(&str) -> Option<String>, terminal: bool) -> bool {
    if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return false;
    }
    match variable("CARGO_TERM_COLOR").as_deref() {
        Some("always") => true,
        Some("never") => false,
        _ => terminal && variable("TERM").is_none_or(|term| term != "dumb"),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn with<'a>(set: &'a [(&str, &str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| {
            set.iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        }
    }

    #[test]
    fn a_terminal_gets_colour_and_a_file_does_not() {
        assert!(decide(with(&[("TERM", "xterm")]), true));
        assert!(!decide(with(&[("TERM", "xterm")]), false));
        assert!(!decide(with(&[("TERM", "dumb")]), true));
    }

    #[test]
    fn no_color_wins_over_everything_and_an_empty_one_says_nothing() {
        assert!(!decide(
            with(&[("NO_COLOR", "1"), ("CARGO_TERM_COLOR", "always")]),
            true
        ));
        assert!(decide(with(&[("NO_COLOR", "")]), true));
    }

    #[test]
    fn cargos_own_setting_wins_over_the_terminal() {
        assert!(decide(with(&[("CARGO_TERM_COLOR", "always")]), false));
        assert!(!decide(with(&[("CARGO_TERM_COLOR", "never")]), true));
    }

    #[test]
    fn plain_text_is_what_was_painted() {
        assert_eq!(plain(&red("one", true)), "one");
        assert_eq!(plain(&format!("{} two", bold("one", true))), "one two");
    }
}
