//! Which words of the task text a behaviour stands for: each mistake says which words it breaks,
//! and which tests reject it.

use std::collections::BTreeMap;
use std::fs;

use serde::{Deserialize, Serialize};

use super::header::{MistakeHeader, Told};
use super::{Course, CourseError, KataId};

/// Where a handed-out course, which has no mistakes, says the same.
pub const PROMISES: &str = "kata/promises.json";

/// The words of the task text that each test of a kata stands for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Promised(BTreeMap<String, Vec<Promise>>);

/// Words of the task text, and what the tests tell those who break them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Promise {
    words: String,
    told: Vec<Told>,
}

impl Promised {
    /// The words that a failure of this test is about: the only ones that it stands for, or those
    /// whose breach is told in just such words. None where that is anybody's guess.
    pub fn about(&self, test: &str, report: &str, cause: Option<&str>) -> Option<&str> {
        let promises = self.0.get(test)?;
        if let [only] = promises.as_slice() {
            return Some(&only.words);
        }
        // The longer what is told, the less it could be another's.
        let nearest = |promise: &Promise| {
            let told = promise.told.iter();
            let told = told.filter(|told| told.stands_in(report, cause));
            told.map(Told::len).max()
        };
        let weighed = promises.iter();
        let weighed = weighed.filter_map(|promise| Some((nearest(promise)?, promise)));
        let mut weighed: Vec<(usize, &Promise)> = weighed.collect();
        let most = weighed.iter().map(|(weight, _)| *weight).max()?;
        weighed.retain(|(weight, _)| *weight == most);
        match weighed[..] {
            [(_, promise)] => Some(&promise.words),
            _ => None,
        }
    }

    /// What this mistake says of the tests that reject it.
    fn add(&mut self, mistake: &MistakeHeader) {
        for test in &mistake.rejected_by {
            let promises = self.0.entry(test.clone()).or_default();
            for broken in &mistake.breaks {
                let mut all = promises.iter_mut();
                let known =
                    all.find(|known| holds(&known.words, broken) || holds(broken, &known.words));
                let told = mistake.told.clone();
                match known {
                    // Of two that hold each other, the longer one says it.
                    Some(known) if known.words.len() < broken.len() => {
                        known.words.clone_from(broken);
                        known.told.push(told);
                    }
                    Some(known) => known.told.push(told),
                    None => promises.push(Promise {
                        words: broken.clone(),
                        told: vec![told],
                    }),
                }
            }
        }
    }

    /// The words that this test stands for.
    pub fn of(&self, test: &str) -> impl Iterator<Item = &str> {
        let promises = self.0.get(test).into_iter().flatten();
        promises.map(|promise| promise.words.as_str())
    }
}

/// Whether one text holds the other, whatever their marks.
fn holds(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.replace('`', "").trim_end_matches('.').to_owned();
    plain(one).contains(&plain(other))
}

impl Course {
    /// The words of the task text that each test of a kata stands for, as far as its mistakes say.
    ///
    /// # Errors
    /// [`CourseError::Read`] where a mistake cannot be read.
    pub fn promised(&self, kata: &KataId) -> Result<Promised, CourseError> {
        let mistakes = self.mistakes(kata)?;
        if mistakes.is_empty() {
            return Ok(self.handed_out(kata).unwrap_or_default());
        }
        let mut promised = Promised::default();
        for path in mistakes {
            let source = fs::read_to_string(&path).map_err(CourseError::read(&path))?;
            // One that does not say it is a shortfall of the course, and told elsewhere.
            if let Ok(header) = MistakeHeader::parse(&source) {
                promised.add(&header);
            }
        }
        Ok(promised)
    }

    fn handed_out(&self, kata: &KataId) -> Option<Promised> {
        let text = fs::read(self.root.join(PROMISES)).ok()?;
        let mut katas: BTreeMap<String, Promised> = serde_json::from_slice(&text).ok()?;
        katas.remove(&kata.slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn promised(mistakes: &[(&str, &str, &str)]) -> Promised {
        let mut promised = Promised::default();
        for (breaks, told, test) in mistakes {
            promised.add(&MistakeHeader {
                mistake: String::new(),
                breaks: vec![(*breaks).to_owned()],
                rejected_by: vec![(*test).to_owned()],
                told: match told.strip_prefix("Cause: ") {
                    Some(name) => Told::Cause(name.to_owned()),
                    None => Told::Words((*told).to_owned()),
                },
            });
        }
        promised
    }

    #[test]
    fn the_words_that_a_failure_is_about_are_those_whose_breach_is_told_like_it() {
        let promised = promised(&[
            ("in the order of the jobs", "out of order", "three"),
            (
                "all at the same instant",
                "Cause: one_after_another",
                "three",
            ),
            (
                "gives the `numbers`, each after a delay.",
                "blocked",
                "three",
            ),
            ("gives the numbers", "not including", "three"),
            ("a panic is not lost", "panicked", "three"),
            ("no jobs give nothing", "panicked", "three"),
            ("a minute", "of a minute", "only"),
        ]);
        let about = |test, report, cause| promised.about(test, report, cause);
        assert_eq!(
            about("three", "the results came back Out of\n  order", None),
            Some("in the order of the jobs")
        );
        assert_eq!(
            about("three", "`a` ended late", Some("one_after_another")),
            Some("all at the same instant")
        );
        // What holds another is told for both.
        assert_eq!(
            about("three", "up to, but not including", None),
            Some("gives the `numbers`, each after a delay.")
        );
        // It might be either; it might be any.
        assert_eq!(about("three", "your code panicked", None), None);
        assert_eq!(about("three", "something else", Some("too_many")), None);
        assert_eq!(about("only", "something else", None), Some("a minute"));
        assert_eq!(about("unknown", "something else", None), None);
    }
}
