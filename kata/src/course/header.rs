//! The headers of answers: what a mistake says it does wrong, which tests a repair kata's stub
//! fails. They are the first lines of the file's module docs, as `Key: text`.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The keys that begin a part of a header.
const KEYS: [&str; 6] = [
    "Mistake",
    "Breaks",
    "Rejected by",
    "Told",
    "Cause",
    "Red at first",
];

/// What a mistake says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MistakeHeader {
    /// What it does wrong, in a sentence.
    pub mistake: String,
    /// The words of the task text that it breaks; each stands in one sentence.
    pub breaks: Vec<String>,
    /// The tests that must reject it.
    pub rejected_by: Vec<String>,
    /// What each of those tests must tell the learner.
    pub told: Told,
}

/// What a test must tell the learner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// A report that holds this phrase: `Told: one after another`.
    Words(String),
    /// A cause of this stable name, in whatever words: `Cause: one_after_another`.
    Cause(String),
}

impl Told {
    /// Whether a test tells it, whose report this is, and the name of the cause that a rule has found:
    /// a phrase, whatever its capitals and line breaks, or a cause.
    pub fn stands_in(&self, report: &str, cause: Option<&str>) -> bool {
        let fold = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        match self {
            Told::Words(phrase) => fold(report)
                .to_lowercase()
                .contains(&fold(phrase).to_lowercase()),
            Told::Cause(name) => cause == Some(name),
        }
    }

    /// How much it says.
    pub(super) fn len(&self) -> usize {
        let (Told::Words(text) | Told::Cause(text)) = self;
        text.len()
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Told::Words(words) => write!(f, "\"{words}\""),
            Told::Cause(name) => write!(f, "the cause `{name}`"),
        }
    }
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
    /// Words of the task text do not stand in quotes.
    #[error(
        "its header says `Breaks: {0}`, which is no quotation: `//! Breaks: \"words of the text\"`"
    )]
    NotQuoted(String),
}

impl MistakeHeader {
    /// Reads the header of a mistake's source.
    ///
    /// # Errors
    /// Whichever of its lines is missing or empty, names no tests or quotes nothing.
    pub fn parse(source: &str) -> Result<Self, HeaderError> {
        let value = |key| match value(source, key) {
            None => Err(HeaderError::Missing(key)),
            Some(text) if text.is_empty() => Err(HeaderError::Empty(key)),
            Some(text) => Ok(text),
        };
        Ok(MistakeHeader {
            mistake: value("Mistake")?,
            breaks: quotations(source)?,
            rejected_by: test_names("Rejected by", &value("Rejected by")?)?,
            told: match value("Cause") {
                Err(HeaderError::Missing(_)) => Told::Words(value("Told")?),
                name => Told::Cause(name?),
            },
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

/// The words that stand in quotes after each `Breaks:`.
fn quotations(source: &str) -> Result<Vec<String>, HeaderError> {
    const KEY: &str = "Breaks";
    let quoted = |text: String| match text.strip_prefix('"').and_then(|t| t.strip_suffix('"')) {
        _ if text.is_empty() => Err(HeaderError::Empty(KEY)),
        Some(words) if !words.trim().is_empty() => Ok(words.to_owned()),
        _ => Err(HeaderError::NotQuoted(text)),
    };
    let found: Vec<String> = values(source, KEY).map(quoted).collect::<Result<_, _>>()?;
    match found.is_empty() {
        true => Err(HeaderError::Missing(KEY)),
        false => Ok(found),
    }
}

/// The text after the first line with this key.
fn value(source: &str, key: &str) -> Option<String> {
    values(source, key).next()
}

/// The text after each line with this key, up to the next key or an empty line, on one line.
fn values(source: &str, key: &str) -> impl Iterator<Item = String> {
    let lines: Vec<&str> = docs(source).collect();
    let starts: Vec<usize> = (0..lines.len())
        .filter(|i| key_of(lines[*i]) == Some(key))
        .collect();
    let length = key.len() + 1;
    starts.into_iter().map(move |start| {
        let rest = lines[start + 1..].iter().copied();
        let rest = rest.take_while(|line| !line.is_empty() && key_of(line).is_none());
        let words: Vec<&str> = [lines[start][length..].trim()]
            .into_iter()
            .chain(rest)
            .collect();
        words.join(" ").trim().to_owned()
    })
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
             //! Breaks: \"at the\n//! same instant\"\n//! Breaks: \"in order\"\n\
             //! Rejected by: runs_all_at_once,\n//!   takes_as_long_as_the_longest\n\
             //! Told: one after\n//! another\n//!\n//! Told: is over.\n\nuse std::fmt;\n",
        );
        let expected = MistakeHeader {
            mistake: "awaits each job before it polls the next one.".into(),
            breaks: vec!["at the same instant".into(), "in order".into()],
            rejected_by: vec![
                "runs_all_at_once".into(),
                "takes_as_long_as_the_longest".into(),
            ],
            told: Told::Words("one after another".into()),
        };
        assert_eq!(header, Ok(expected));
    }

    #[test]
    fn a_mistake_may_name_its_cause_in_place_of_words() {
        let header = |last: &str| {
            let whole = format!("//! Mistake: a\n//! Breaks: \"d\"\n//! Rejected by: b\n{last}\n");
            MistakeHeader::parse(&whole).map(|header| header.told)
        };
        assert_eq!(
            header("//! Cause: in_batches"),
            Ok(Told::Cause("in_batches".into()))
        );
        assert_eq!(header("//! Cause:"), Err(HeaderError::Empty("Cause")));
        assert_eq!(header(""), Err(HeaderError::Missing("Told")));
    }

    #[test]
    fn a_header_that_lacks_a_line_says_which() {
        let whole = "//! Mistake: a\n//! Breaks: \"d\"\n//! Rejected by: b\n//! Told: c\n";
        assert!(MistakeHeader::parse(whole).is_ok());
        for (line, key) in [
            ("a\n", "Mistake"),
            ("\"d\"\n", "Breaks"),
            ("b\n", "Rejected by"),
            ("c\n", "Told"),
        ] {
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
        let bare = whole.replace('"', "");
        assert_eq!(
            MistakeHeader::parse(&bare),
            Err(HeaderError::NotQuoted("d".into()))
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
