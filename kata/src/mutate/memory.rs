//! What became of mutants that were judged before, by everything that it depends on, so that a run
//! that was stopped goes on where it was, and one after a change to a proof judges that kata alone.
//!
//! One file, to which every round adds its lines: whatever stops a run leaves what was known.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::MutateError;
use crate::digest::digest;

/// What became of a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Fate {
    /// The compiler refuses it.
    NotViable,
    /// The compiler takes it; what its tests say is not known yet.
    Compiles,
    /// A test rejects it, or it never ends, or it brings the process down.
    Killed,
    /// Every test passes.
    Survived,
}

/// What a fate is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Key(String);

impl Key {
    /// The key of what depends on these parts.
    pub(super) fn of(parts: &[&[u8]]) -> Self {
        Key(digest(parts))
    }

    /// The key as a number: its first eight bytes.
    pub(super) fn number(&self) -> u64 {
        let digits = self.0.get(..16).unwrap_or_default();
        u64::from_str_radix(digits, 16).unwrap_or_default()
    }
}

#[derive(Serialize, Deserialize)]
struct Line {
    key: Key,
    fate: Fate,
}

/// The fates that are known.
#[derive(Debug)]
pub(super) struct Memory {
    path: PathBuf,
    file: File,
    known: BTreeMap<Key, Fate>,
}

impl Memory {
    /// Reads what is known. Lines that say nothing are passed over: the last one may be half of one.
    pub(super) fn open(path: &Path) -> Result<Self, MutateError> {
        let write = |source| MutateError::Write {
            path: path.to_owned(),
            source,
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(write)?;
        }
        let text = fs::read_to_string(path).unwrap_or_default();
        let lines = text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok());
        let known = lines.map(|line: Line| (line.key, line.fate)).collect();
        let options = OpenOptions::new().append(true).create(true).open(path);
        let mut file = options.map_err(write)?;
        if !text.is_empty() && !text.ends_with('\n') {
            writeln!(file).map_err(write)?;
        }
        Ok(Memory {
            path: path.to_owned(),
            file,
            known,
        })
    }

    pub(super) fn get(&self, key: &Key) -> Option<Fate> {
        self.known.get(key).copied()
    }

    pub(super) fn put(&mut self, key: Key, fate: Fate) -> Result<(), MutateError> {
        let line = Line { key, fate };
        let text = serde_json::to_string(&line).unwrap_or_default() + "\n";
        let written = self.file.write_all(text.as_bytes());
        written.map_err(|source| MutateError::Write {
            path: self.path.clone(),
            source,
        })?;
        self.known.insert(line.key, line.fate);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_stopped_run_knew_is_known_to_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mutants.jsonl");
        let keys: Vec<Key> = (0..3u8).map(|n| Key::of(&[&[n]])).collect();
        Memory::open(&path)
            .unwrap()
            .put(keys[0].clone(), Fate::Killed)
            .unwrap();
        // It was stopped while it wrote.
        let half = fs::read_to_string(&path).unwrap() + "{\"key\":\"12";
        fs::write(&path, half).unwrap();
        Memory::open(&path)
            .unwrap()
            .put(keys[1].clone(), Fate::Survived)
            .unwrap();
        let memory = Memory::open(&path).unwrap();
        let fates = keys.iter().map(|key| memory.get(key)).collect::<Vec<_>>();
        assert_eq!(fates, [Some(Fate::Killed), Some(Fate::Survived), None]);
    }
}
