//! What the tool remembers between two calls: which answer had which verdict, and opened hints.
//!
//! It is a cache. Without it a run judges again; only the count of opened hints is lost.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{FOLDER, LearnError};
use crate::bench::{Judgement, Verdict};
use crate::digest::hexadecimal;

/// What the file says it is; another number is another tool's file, and is begun anew.
const VERSION: u32 = 1;

/// What is remembered, by slug: order and chapters may change, slugs do not.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Progress {
    version: u32,
    #[serde(default)]
    katas: BTreeMap<String, Known>,
    /// The slug of the kata that was shown last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_hand: Option<String>,
    #[serde(skip)]
    path: PathBuf,
}

/// What is remembered of one kata.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The hash of the answer that was judged last.
    pub answer: String,
    /// Its verdict; none before the first one.
    pub verdict: Option<Verdict>,
    /// How many of its behaviours were right.
    pub right: usize,
    /// How many there are.
    pub behaviours: usize,
    /// How many hints were opened.
    #[serde(default)]
    pub hints: usize,
}

impl Progress {
    /// Reads what is remembered of the course in this folder.
    ///
    /// A file that is missing, damaged or another tool's is begun anew: everything in it can be
    /// found out again.
    ///
    /// # Errors
    /// [`LearnError::Read`] where the file is there and the system does not let it be read.
    pub fn load(course: &Path) -> Result<Self, LearnError> {
        let path = course.join(FOLDER).join("progress.json");
        let fresh = || Progress {
            version: VERSION,
            katas: BTreeMap::new(),
            at_hand: None,
            path: path.clone(),
        };
        let text = match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(fresh()),
            other => other.map_err(LearnError::read(&path))?,
        };
        Ok(match serde_json::from_slice::<Progress>(&text) {
            Ok(known) if known.version == VERSION => Progress {
                path: path.clone(),
                ..known
            },
            _ => fresh(),
        })
    }

    /// What is remembered of a kata.
    pub fn of(&self, slug: &str) -> Option<&Known> {
        self.katas.get(slug)
    }

    /// The slug of the kata that was shown last.
    pub fn at_hand(&self) -> Option<&str> {
        self.at_hand.as_deref()
    }

    /// Remembers that this kata is being worked on: commands that name none are about it.
    pub fn take_up(&mut self, slug: &str) {
        self.at_hand = Some(slug.to_owned());
    }

    /// Remembers the verdict on the answer with this hash.
    pub fn judged(&mut self, answer: &str, judgement: &Judgement) {
        let known = self.katas.entry(judgement.kata.slug.clone()).or_default();
        known.answer = answer.to_owned();
        known.verdict = Some(judgement.verdict);
        known.right = judgement.passed();
        known.behaviours = judgement.tests.len();
    }

    /// Remembers that so many hints were opened.
    pub fn hinted(&mut self, slug: &str, hints: usize) {
        self.katas.entry(slug.to_owned()).or_default().hints = hints;
    }

    /// Writes it down: the old file or the new one is there, never half of one.
    ///
    /// # Errors
    /// [`LearnError::Write`].
    pub fn save(&self) -> Result<(), LearnError> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(LearnError::write(folder))?;
        let beside = self.path.with_extension("json.new");
        let text = serde_json::to_vec_pretty(self).unwrap_or_default();
        fs::File::create(&beside)
            .and_then(|mut file| file.write_all(&text))
            .and_then(|()| fs::rename(&beside, &self.path))
            .map_err(LearnError::write(&self.path))
    }
}

/// The hash that an answer is remembered by: SHA-256, in hexadecimal.
pub(super) fn hash(source: &[u8]) -> String {
    hexadecimal(&Sha256::digest(source))
}
