//! The folder that reports are written into, and what an earlier call left there: of students who are
//! gone, in formats that nobody asked for this time. Whoever mails what lies there would mail it, too.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::Format;
use crate::grade::{GradeError, writing};

/// The report of one submission.
pub(super) const ONE: &str = "report.json";
/// All reports of a class.
pub(super) const CLASS: &str = "grades.jsonl";

/// A folder, and what was written into it so far.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    written: BTreeSet<PathBuf>,
}

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Folder {
            path,
            written: BTreeSet::new(),
        }
    }

    /// Writes a file at this place in the folder.
    pub(super) fn write(&mut self, place: &Path, text: &str) -> Result<(), GradeError> {
        let path = self.path.join(place);
        writing::own(&path, text.as_bytes())?;
        self.written.insert(path);
        Ok(())
    }

    /// The files in the folder, and in the folders in it, that are called as reports are and were not
    /// written so far. A folder that cannot be looked into has none.
    pub(super) fn stale(&self) -> Vec<PathBuf> {
        let mut found = BTreeSet::new();
        for path in entries(&self.path) {
            // A link may lead anywhere, and nothing of this tool's is one.
            match path.symlink_metadata() {
                Ok(it) if it.is_dir() => found.extend(entries(&path)),
                _ => _ = found.insert(path),
            }
        }
        let stale = found.into_iter().filter(|path| is_a_report(path));
        stale.filter(|path| !self.written.contains(path)).collect()
    }
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path())
}

fn is_a_report(path: &Path) -> bool {
    let formats = Format::value_variants().iter().map(|one| one.file());
    let mut names = formats.chain([ONE, CLASS]);
    let name = path.file_name().and_then(|name| name.to_str());
    names.any(|one| Some(one) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_reports_that_nobody_wrote_this_time_are_stale() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for one in ["ada", "bob", "bob/deep"] {
            fs::create_dir(path(one)).unwrap();
        }
        for one in [
            "ada/report.json",
            "ada/feedback.md",
            "bob/report.json",
            "bob/notes.md",
            "bob/deep/report.json",
            "grades.jsonl",
            "report.html",
            "names.csv",
        ] {
            fs::write(path(one), "").unwrap();
        }
        let mut reports = Folder::new(folder.path().to_owned());
        for one in ["ada/report.json", "grades.jsonl"] {
            reports.write(one.as_ref(), "").unwrap();
        }
        let stale = ["ada/feedback.md", "bob/report.json", "report.html"].map(path);
        assert_eq!(reports.stale(), stale);
    }
}
