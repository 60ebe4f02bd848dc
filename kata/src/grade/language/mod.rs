//! The words of students' feedback, in their language: a file each, which is complete or refused.
//!
//! English and Korean come with the tool. What a test says in a sentence of its own stays as it is;
//! a cause that has a stable name is said in the student's language before it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use toml::{Table, Value};

use super::{GradeError, GradeVerdict};

const ENGLISH: &str = include_str!("en.toml");
const KOREAN: &str = include_str!("ko.toml");

/// A language that feedback is written in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// Its tag, as the `lang` of a page: `ko`.
    pub(super) code: String,
    pub(super) words: Words,
    verdicts: BTreeMap<GradeVerdict, String>,
    /// By the stable names of causes.
    causes: BTreeMap<String, String>,
}

/// Phrases with places in braces, which [`fill`] fills in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) title: String,
    pub(super) points: String,
    pub(super) not_graded: String,
    pub(super) katas_right: String,
    pub(super) due: String,
    pub(super) account: String,
    pub(super) by_tests: String,
    pub(super) decided: String,
    pub(super) due_at: String,
    pub(super) due_extended: String,
    pub(super) came: String,
    pub(super) in_time: String,
    pub(super) arrival_unknown: String,
    pub(super) days_late: String,
    pub(super) days_of_grace: String,
    pub(super) after_cut_off: String,
    pub(super) notes: String,
    pub(super) kata: String,
    pub(super) behaviours: String,
    pub(super) right: String,
    pub(super) wrong: String,
    pub(super) cause: String,
    pub(super) same_cause: String,
    pub(super) overruled: String,
    pub(super) expected: String,
    pub(super) happened: String,
    pub(super) key: String,
    pub(super) compiler: String,
    pub(super) warnings: String,
    pub(super) printed: String,
    pub(super) message: String,
}

impl Language {
    /// The one of that tag, or that of a file.
    ///
    /// # Errors
    /// [`GradeError::Read`], and [`GradeError::Language`] for a file that is not complete.
    pub fn of(name: &str) -> Result<Self, GradeError> {
        let (text, path) = match name {
            "en" => (ENGLISH.to_owned(), Path::new("en.toml")),
            "ko" => (KOREAN.to_owned(), Path::new("ko.toml")),
            file => {
                let path = Path::new(file);
                let text = fs::read_to_string(path).map_err(|source| GradeError::Read {
                    path: path.to_owned(),
                    source,
                })?;
                (text, path)
            }
        };
        Self::read(&text).map_err(|problem| GradeError::Language {
            path: path.to_owned(),
            problem,
        })
    }

    fn read(text: &str) -> Result<Self, String> {
        let language: Language = toml::from_str(text).map_err(|error| {
            let line = error
                .span()
                .map(|span| text[..span.start].matches('\n').count() + 1);
            let line = line.map_or_else(String::new, |line| format!("line {line}: "));
            format!("{line}{}", error.message())
        })?;
        let tables = |text: &str| text.parse::<Table>().map_err(|error| error.to_string());
        let own = tables(text)?;
        // English names the places in braces, and needs no words for causes: they are English.
        let english = tables(ENGLISH)?;
        for table in ["words", "verdicts"] {
            complete(table, &own, &english)?;
        }
        if language.code != "en" {
            complete("causes", &own, &tables(KOREAN)?)?;
        }
        Ok(language)
    }

    /// A verdict.
    pub(super) fn verdict(&self, verdict: GradeVerdict) -> &str {
        self.verdicts.get(&verdict).map_or("", String::as_str)
    }

    /// A kind of cause in a sentence; none in English, in which causes are said anyway.
    pub(super) fn cause(&self, name: Option<&str>) -> Option<&str> {
        self.causes.get(name?).map(String::as_str)
    }

    /// The names of the causes that it has a sentence for.
    pub fn causes(&self) -> impl Iterator<Item = &str> {
        self.causes.keys().map(String::as_str)
    }
}

/// A phrase with what belongs in its places.
pub(super) fn fill(phrase: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = phrase;
    // One pass: braces in what is put in are nobody's places.
    while let Some((before, after)) = rest.split_once('{') {
        filled += before;
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        let value = values.iter().find(|(known, _)| *known == name);
        filled += value.map_or("", |(_, value)| value);
        rest = after;
    }
    filled + rest
}

/// The names between braces, sorted.
fn places(phrase: &str) -> Vec<&str> {
    let inside = phrase.split('{').skip(1);
    let mut names: Vec<&str> = inside
        .filter_map(|part| Some(part.split_once('}')?.0))
        .collect();
    names.sort_unstable();
    names
}

/// Whether a table says all that another one says, with the same places.
fn complete(table: &str, own: &Table, model: &Table) -> Result<(), String> {
    let entries = |file: &Table| -> BTreeMap<String, String> {
        let table = file.get(table).and_then(Value::as_table);
        let entries = table.into_iter().flatten();
        let texts =
            entries.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())));
        texts.collect()
    };
    let (own, model) = (entries(own), entries(model));
    let missing: Vec<&str> = model
        .keys()
        .filter(|key| !own.contains_key(*key))
        .map(String::as_str)
        .collect();
    if !missing.is_empty() {
        return Err(format!("[{table}] has no words for {}", missing.join(", ")));
    }
    for (key, text) in &own {
        let Some(known) = model.get(key) else {
            return Err(format!("[{table}] {key}: there is nothing of that name"));
        };
        if text.trim().is_empty() {
            return Err(format!("[{table}] {key} is empty"));
        }
        let (here, there) = (places(text), places(known));
        if here != there {
            let named = |names: &[&str]| match names {
                [] => "no place in braces".to_owned(),
                names => format!("{{{}}}", names.join("}, {")),
            };
            return Err(format!(
                "[{table}] {key} has {}, and should have {}",
                named(&here),
                named(&there)
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(from: &str, to: &str) -> String {
        assert!(KOREAN.contains(from), "{from}");
        Language::read(&KOREAN.replacen(from, to, 1)).expect_err("it is not complete")
    }

    #[test]
    fn the_languages_that_come_with_the_tool_are_complete() {
        for name in ["en", "ko"] {
            assert_eq!(Language::of(name).unwrap().code, name);
        }
    }

    #[test]
    fn what_is_missing_wrong_or_unknown_is_named() {
        let title = "title = \"{name} 님의 피드백\"\n";
        assert!(
            refused(title, "").contains("title"),
            "{}",
            refused(title, "")
        );
        let without = refused("{name} 님의", "학생");
        assert_eq!(
            without,
            "[words] title has no place in braces, and should have {name}"
        );
        let other = refused("{name}", "{nmae}");
        assert_eq!(other, "[words] title has {nmae}, and should have {name}");
        let cause = refused("in_batches = ", "in_bathces = ");
        assert_eq!(cause, "[causes] has no words for in_batches");
        let verdict = refused("hung = \"끝나지 않음\"", "hung = \"\"");
        assert_eq!(verdict, "[verdicts] hung is empty");
        let unknown = refused("[words]", "[words]\ntitel = \"\"");
        assert!(unknown.contains("titel"), "{unknown}");
    }

    #[test]
    fn what_is_put_in_is_not_looked_into() {
        let filled = fill("{a} of {b}", &[("a", "{b}"), ("b", "2")]);
        assert_eq!(filled, "{b} of 2");
    }
}
