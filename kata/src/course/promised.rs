//! Which words of the task text a behaviour stands for: each mistake says which words it breaks,
//! and which tests reject it.

use std::collections::BTreeMap;
use std::fs;

use super::header::MistakeHeader;
use super::{Course, CourseError, KataId};

/// Where a handed-out course, which has no mistakes, says the same.
pub const PROMISES: &str = "kata/promises.json";

/// The words of the task text that each test of a kata stands for.
pub type Promised = BTreeMap<String, Vec<String>>;

impl Course {
    /// The words of the task text that each test of a kata stands for, as far as its mistakes say:
    /// first those that most of them break.
    ///
    /// # Errors
    /// [`CourseError::Read`] where a mistake cannot be read.
    pub fn promised(&self, kata: &KataId) -> Result<Promised, CourseError> {
        let mistakes = self.mistakes(kata)?;
        if mistakes.is_empty() {
            return Ok(self.handed_out(kata).unwrap_or_default());
        }
        let mut counted: BTreeMap<String, Vec<(String, usize)>> = BTreeMap::new();
        for path in mistakes {
            let source = fs::read_to_string(&path).map_err(CourseError::read(&path))?;
            // One that does not say it is a shortfall of the course, and told elsewhere.
            let Ok(header) = MistakeHeader::parse(&source) else {
                continue;
            };
            // Whoever breaks much at once does not say which test is about what.
            let weight = match (header.rejected_by.len(), header.breaks.len()) {
                (1, 1) => 4,
                (1, _) | (_, 1) => 2,
                _ => 1,
            };
            for test in header.rejected_by {
                let words = counted.entry(test).or_default();
                for broken in &header.breaks {
                    match words.iter_mut().find(|(known, _)| known == broken) {
                        Some((_, count)) => *count += weight,
                        None => words.push((broken.clone(), weight)),
                    }
                }
            }
        }
        let sorted = counted.into_iter().map(|(test, mut words)| {
            words.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            let all: Vec<String> = words.into_iter().map(|(words, _)| words).collect();
            // Of two that hold each other, the longer one says it.
            let within = |one: &String| {
                all.iter()
                    .any(|other| other != one && other.contains(one.as_str()))
            };
            let whole = all.iter().filter(|one| !within(one)).cloned().collect();
            (test, whole)
        });
        Ok(sorted.collect())
    }

    fn handed_out(&self, kata: &KataId) -> Option<Promised> {
        let text = fs::read(self.root.join(PROMISES)).ok()?;
        let mut katas: BTreeMap<String, Promised> = serde_json::from_slice(&text).ok()?;
        katas.remove(&kata.slug)
    }
}
