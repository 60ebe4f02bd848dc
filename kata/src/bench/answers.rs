//! Answer sets: what goes in.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::BenchError;
use crate::course::{Course, KataId};

/// One file that stands where a stub stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Where it came from, for messages.
    pub origin: PathBuf,
    /// Its source. Nobody promises that it is text.
    pub source: Vec<u8>,
}

impl Answer {
    /// Reads an answer; none where the file is not there.
    ///
    /// # Errors
    /// [`BenchError::Read`] where it is there and cannot be read.
    pub fn read(path: &Path) -> Result<Option<Self>, BenchError> {
        match fs::read(path) {
            Ok(source) => Ok(Some(Answer {
                origin: path.to_owned(),
                source,
            })),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(BenchError::Read {
                path: path.to_owned(),
                source,
            }),
        }
    }
}

/// At most one answer a kata, and which katas to judge: one that is missing is judged too.
#[derive(Clone, Debug, Default)]
pub struct AnswerSet {
    answers: BTreeMap<KataId, Option<Answer>>,
}

impl AnswerSet {
    /// A set that judges nothing yet.
    pub fn new() -> Self {
        AnswerSet::default()
    }

    /// Has a kata judged by the given answer; by none, its verdict is "not written".
    pub fn insert(&mut self, kata: KataId, answer: Option<Answer>) {
        self.answers.insert(kata, answer);
    }

    /// Whether the set has that kata judged.
    pub fn contains(&self, kata: &KataId) -> bool {
        self.answers.contains_key(kata)
    }

    /// The answer to a kata.
    pub fn get(&self, kata: &KataId) -> Option<&Answer> {
        self.answers.get(kata)?.as_ref()
    }

    /// Whether the set judges no kata.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }
}

impl FromIterator<(KataId, Option<Answer>)> for AnswerSet {
    fn from_iter<I: IntoIterator<Item = (KataId, Option<Answer>)>>(all: I) -> Self {
        AnswerSet {
            answers: all.into_iter().collect(),
        }
    }
}

/// What stands in for a kata that has no answer, or one that does not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandIns {
    /// Nothing: the kata is left out of the build, and none of its behaviours is listed.
    Nothing,
    /// The stub: all behaviours are listed, and where not even the stub compiles, the course is to
    /// blame and no answer.
    Stubs,
}

impl StandIns {
    /// The file that stands in for a kata.
    pub fn of(self, course: &Course, kata: &KataId) -> Option<PathBuf> {
        // In a handed-out course `src/` holds answers.
        let kept = course.kept_stub(kata);
        match self {
            StandIns::Nothing => None,
            StandIns::Stubs if kept.is_file() => Some(kept),
            StandIns::Stubs => Some(course.stub(kata)),
        }
    }
}
