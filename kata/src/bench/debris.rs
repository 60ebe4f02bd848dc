//! What the compiler writes beside what it builds, and nobody removes: names of types that are too
//! long to be told, dozens of megabytes each, and reports on its own failures.

use std::fs;
use std::path::{Path, PathBuf};

/// Removes them from where the compiler puts them: where it is started, and where parts are built.
pub(super) fn remove(started_in: &Path, target: &Path) {
    remove_from(started_in);
    // One level more where the course names the machine that it builds for.
    for profile in folders(target) {
        remove_from(&profile.join("deps"));
        for inner in folders(&profile) {
            remove_from(&inner.join("deps"));
        }
    }
}

/// A message without the lines that lead to such a file, which is gone when somebody reads them.
pub(super) fn untold(message: &str) -> String {
    let leads_there = |line: &&str| {
        line.contains(".long-type-") || line.contains("to print the full type name to the console")
    };
    let lines = message.split_inclusive('\n');
    lines.filter(|line| !leads_there(line)).collect()
}

fn remove_from(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.contains(".long-type-") || name.starts_with("rustc-ice-") {
            // What cannot be removed stays: it is in nobody's way.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn folders(of: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(of).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    folders.map(|entry| entry.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_asked_for_is_removed() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("target");
        let place = |path: &str| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "x").unwrap();
            path
        };
        let gone = [
            "rustc-ice-2026-11-28T10_00_00-7.txt",
            "target/debug/deps/judged-0.long-type-7.txt",
            "target/x86_64-unknown-linux-gnu/debug/deps/katas-0.long-type-7.txt",
        ];
        let kept = [
            "Cargo.toml",
            "target/debug/deps/judged-0",
            "target/debug/deps/judged-0.d",
        ];
        let (gone, kept) = (gone.map(place), kept.map(place));
        remove(root.path(), &target);
        for path in gone {
            assert!(!path.exists(), "{} is still there", path.display());
        }
        for path in kept {
            assert!(path.exists(), "{} is gone", path.display());
        }
    }

    #[test]
    fn a_message_leads_to_no_file_that_is_gone() {
        let message = "error[E0308]: mismatched types\n   = note: expected type `u8`\n   = note: the full \
                       name for the type has been written to '/a/deps/b-4.long-type-7.txt'\n   = note: \
                       consider using `--verbose` to print the full type name to the console\n";
        let told = "error[E0308]: mismatched types\n   = note: expected type `u8`\n";
        assert_eq!(untold(message), told);
    }
}
