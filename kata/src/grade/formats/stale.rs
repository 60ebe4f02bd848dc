//! Files that an earlier call left in the folder of reports: of students who are gone, in formats that
//! nobody asked for this time. Whoever mails what lies there would mail them, too.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::{CLASS, Format, ONE};

/// The files in this folder, and in the folders in it, that are called as reports are and are none of
/// these. A folder that cannot be looked into has none.
pub(super) fn among(folder: &Path, written: &BTreeSet<PathBuf>) -> Vec<PathBuf> {
    let mut found = BTreeSet::new();
    for path in entries(folder) {
        // A link may lead anywhere, and nothing of this tool's is one.
        match path.symlink_metadata() {
            Ok(it) if it.is_dir() => found.extend(entries(&path)),
            _ => _ = found.insert(path),
        }
    }
    let stale = found.into_iter().filter(|path| is_a_report(path));
    stale.filter(|path| !written.contains(path)).collect()
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
        let written = ["ada/report.json", "grades.jsonl"].map(path).into();
        let stale = ["ada/feedback.md", "bob/report.json", "report.html"].map(path);
        assert_eq!(among(folder.path(), &written), stale);
    }
}
