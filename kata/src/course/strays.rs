//! What lies beside katas and is none: copies, locks of editors, `gather 2.rs`, `gather.rs.orig`.
//! It belongs to whoever put it there, and changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::catalogue::is_chapter;
use super::modules::declared_in;

/// Which modules the chapters of a wing declare, as far as anybody has asked.
#[derive(Debug)]
pub struct Strays<'a> {
    root: &'a Path,
    declared: BTreeMap<PathBuf, BTreeSet<String>>,
}

impl<'a> Strays<'a> {
    /// Those of the course in this folder.
    pub fn of(root: &'a Path) -> Self {
        Strays {
            root,
            declared: BTreeMap::new(),
        }
    }

    /// Whether a file of `src/` or `tests/`, named from the course's folder on, is no part of the
    /// course: a hidden file, a link that leads nowhere, or a module that its chapter does not
    /// declare.
    pub fn holds(&mut self, file: &Path) -> bool {
        let parts: Vec<&str> = file.iter().filter_map(|part| part.to_str()).collect();
        if parts.len() < file.iter().count()
            || parts.iter().any(|part| part.starts_with('.'))
            || !self.root.join(file).is_file()
        {
            return true;
        }
        let [wing, chapter, name, below @ ..] = parts.as_slice() else {
            return false;
        };
        let tie = match *wing {
            "src" => "mod.rs",
            _ => "main.rs",
        };
        // A report leads to the sections of the chapter's README.md where it is there.
        let is_chapter_s = *name == tie || *name == "README.md";
        if !is_chapter(chapter) || (below.is_empty() && is_chapter_s) {
            return false;
        }
        match (name.strip_suffix(".rs"), below) {
            (Some(module), []) => !self.declares(Path::new(wing), chapter, tie, module),
            // A proof may have a folder of its own; in `src/` a folder is a module's.
            (None, []) => *wing == "src",
            _ => *wing == "src" && !self.declares(Path::new(wing), chapter, tie, name),
        }
    }

    fn declares(&mut self, wing: &Path, chapter: &str, tie: &str, module: &str) -> bool {
        let tie = wing.join(chapter).join(tie);
        let declared = self.declared.entry(tie).or_insert_with_key(|tie| {
            let text = fs::read_to_string(self.root.join(tie)).unwrap_or_default();
            declared_in(&text).map(str::to_owned).collect()
        });
        declared.contains(module)
    }
}

/// Whether a file's name without its ending can be that of a kata or of one of its answers.
pub(super) fn is_module(name: &str) -> bool {
    let mut letters = name.chars();
    letters
        .next()
        .is_some_and(|c| c.is_ascii_lowercase() || c == '_')
        && letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
