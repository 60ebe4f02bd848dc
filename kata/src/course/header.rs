//! The headers of answers: what a mistake says it does wrong, which tests a repair kata's stub
//! fails. They are the first lines of the file's module docs, as `Key: text`.

use thiserror::Error;

/// The keys that begin a part of a header.
const KEYS: [&str; 4] = ["Mistake", "Rejected by", "Told", "Red at first"];

/// What a mistake says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MistakeHeader {
    /// What it does wrong, in a sentence.
    pub mistake: String,
    /// The tests that must reject it.
    pub rejected_by: Vec<String>,
    /// A phrase that each of those tests must tell the learner.
    pub told: String,
}

/// Why a header does not say what it has to.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HeaderError {
    /// A line that must be there is not.
    #[error("its header lacks a line `//! {0}: ...`")]
    Missing(&'static str),
    /// A line that must be there says nothing.
    #[error("its header says nothing after `{0}:`")]
    Empty(&'static str),
    /// Something stands where the names of tests should.
    #[error("its header names `{0}`, which cannot be a test's name")]
    NotATest(String),
}

impl MistakeHeader {
    /// Reads the header of a mistake's source.
    ///
    /// # Errors
    /// Whichever of its three lines is missing or empty, or names no tests.
    pub fn parse(source: &str) -> Result<Self, HeaderError> {
        let value = |key| match value(source, key) {
            None => Err(HeaderError::Missing(key)),
            Some(text) if text.is_empty() => Err(HeaderError::Empty(key)),
            Some(text) => Ok(text),
        };
        Ok(MistakeHeader {
            mistake: value("Mistake")?,
            rejected_by: test_names("Rejected by", &value("Rejected by")?)?,
            told: value("Told")?,
        })
    }
}

/// The tests that a repair kata's stub names as red; none where its header has no such line.
///
/// # Errors
/// Where the line is there and does not name tests.
pub fn red_at_first(source: &str) -> Result<Option<Vec<String>>, HeaderError> {
    const KEY: &str = "Red at first";
    value(source, KEY)
        .map(|text| test_names(KEY, &text))
        .transpose()
}

/// The first line of the module docs: an alternative says there how it differs. Empty for none.
pub fn first_line(source: &str) -> &str {
    docs(source).next().unwrap_or_default()
}

fn test_names(key: &'static str, text: &str) -> Result<Vec<String>, HeaderError> {
    let names: Vec<String> = text
        .split(',')
        .map(|name| name.trim().trim_matches('`').to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    if names.is_empty() {
        return Err(HeaderError::Empty(key));
    }
    let is_name = |name: &&String| {
        !name
            .chars()
            .all(|c| c.is_alphanumeric() || "_:".contains(c))
    };
    match names.iter().find(is_name) {
        Some(wrong) => Err(HeaderError::NotATest(wrong.clone())),
        None => Ok(names),
    }
}

/// The text after a key, up to the next key or an empty line, on one line.
fn value(source: &str, key: &str) -> Option<String> {
    let mut lines = docs(source).skip_while(|line| key_of(line) != Some(key));
    let first = lines.next()?[key.len() + 1..].trim();
    let rest = lines.take_while(|line| !line.is_empty() && key_of(line).is_none());
    Some(
        [first]
            .into_iter()
            .chain(rest)
            .collect::<Vec<_>>()
            .join(" ")
            .trim()
            .to_owned(),
    )
}

fn key_of(line: &str) -> Option<&'static str> {
    let (key, _) = line.split_once(':')?;
    KEYS.into_iter().find(|known| *known == key)
}

/// The lines of the module docs at the top of a file, without their marks.
fn docs(source: &str) -> impl Iterator<Item = &str> {
    source
        .lines()
        .map_while(|line| line.trim().strip_prefix("//!"))
        .map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_says_what_it_does_wrong_who_rejects_it_and_what_is_told() {
        let header = MistakeHeader::parse(
            "//! Mistake: awaits each job before it polls\n//! the next one.\n\
             //! Rejected by: runs_all_at_once,\n//!   takes_as_long_as_the_longest\n\
             //! Told: one after\n//! another\n//!\n//! Told: is over.\n\nuse std::fmt;\n",
        );
        let expected = MistakeHeader {
            mistake: "awaits each job before it polls the next one.".into(),
            rejected_by: vec![
                "runs_all_at_once".into(),
                "takes_as_long_as_the_longest".into(),
            ],
            told: "one after another".into(),
        };
        assert_eq!(header, Ok(expected));
    }

    #[test]
    fn a_header_that_lacks_a_line_says_which() {
        let whole = "//! Mistake: a\n//! Rejected by: b\n//! Told: c\n";
        assert!(MistakeHeader::parse(whole).is_ok());
        for (line, key) in [("a\n", "Mistake"), ("b\n", "Rejected by"), ("c\n", "Told")] {
            let empty = whole.replace(line, "\n");
            assert_eq!(MistakeHeader::parse(&empty), Err(HeaderError::Empty(key)));
            let missing = whole.replace(&format!("//! {key}: {line}"), "");
            assert_eq!(
                MistakeHeader::parse(&missing),
                Err(HeaderError::Missing(key))
            );
        }
        let prose = whole.replace("b\n", "b and d\n");
        assert_eq!(
            MistakeHeader::parse(&prose),
            Err(HeaderError::NotATest("b and d".into()))
        );
    }

    #[test]
    fn a_stub_to_repair_names_the_tests_that_are_red() {
        let stub = "//! # a kata\n//!\n//! Red at first: one, two\n\nfn f() {}\n";
        assert_eq!(
            red_at_first(stub),
            Ok(Some(vec!["one".into(), "two".into()]))
        );
        assert_eq!(red_at_first("//! # a kata\n"), Ok(None));
        assert_eq!(
            red_at_first("//! Red at first:\n"),
            Err(HeaderError::Empty("Red at first"))
        );
    }

    #[test]
    fn code_below_the_docs_is_no_header() {
        let source = "fn f() {}\n//! Mistake: a\n//! Rejected by: b\n//! Told: c\n";
        assert_eq!(
            MistakeHeader::parse(source),
            Err(HeaderError::Missing("Mistake"))
        );
        assert_eq!(first_line(source), "");
        assert_eq!(
            first_line("//! With a join set.\n//! More.\n"),
            "With a join set."
        );
    }
}
