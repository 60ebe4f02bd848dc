//! Answers that were judged before, by everything their judgement depends on.
//!
//! One small file an answer, each written in one step: whenever grading is stopped, what was
//! judged by then is whole, and the next call goes on from there. A class that hands in the same
//! text twice has it judged once.

use std::fs;
use std::path::PathBuf;

use super::judged::Judged;
use super::{GradeError, writing};
use crate::course::KataId;
use crate::digest::digest;

/// What the files hold changes with this.
const VERSION: &str = "4";

/// A folder of judgements.
#[derive(Debug)]
pub(super) struct Cache {
    folder: PathBuf,
    conditions: String,
}

/// What an answer's judgement is known by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key(String);

impl Cache {
    /// The judgements made under these conditions: the course and its toolchain, the seed, the
    /// sandbox, the limits, the tool.
    pub(super) fn open(folder: PathBuf, conditions: &[&str]) -> Result<Self, GradeError> {
        fs::create_dir_all(&folder).map_err(GradeError::write(&folder))?;
        Ok(Cache {
            folder,
            conditions: conditions.join("\n"),
        })
    }

    /// The key of an answer to a kata.
    pub(super) fn key(&self, kata: &KataId, source: &str) -> Key {
        let kata = kata.to_string();
        let parts = [VERSION, &self.conditions, &kata, source];
        Key(digest(&parts.map(str::as_bytes)))
    }

    /// What was judged, if it was. A file that cannot be understood is judged again.
    pub(super) fn get(&self, key: &Key) -> Option<Judged> {
        serde_json::from_slice(&fs::read(self.file(key)).ok()?).ok()
    }

    /// Remembers a judgement.
    pub(super) fn put(&self, key: &Key, judged: &Judged) -> Result<(), GradeError> {
        let text = serde_json::to_vec(judged).unwrap_or_default();
        writing::shared(&self.file(key), &text)
    }

    fn file(&self, key: &Key) -> PathBuf {
        let (folder, name) = key.0.split_at(2);
        self.folder.join(folder).join(format!("{name}.json"))
    }
}
