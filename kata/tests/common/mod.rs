//! Fixture courses: laid into a folder of their own, so that their builds stay warm between runs.

// Every test binary has this module, and none needs all of it.
#![allow(dead_code)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use kata::bench::{Judgement, Place, TestOutcome};

/// The folder of a fixture, as it stands in the repository.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

/// The source of one of the answers to `double`.
pub fn answer(name: &str) -> PathBuf {
    fixture("answers").join(format!("{name}.rs"))
}

/// A course made of fixtures laid over each other, less the files of `without`. Its package is
/// named after it, so that courses can share a target folder.
pub fn course(name: &str, layers: &[&str], without: &[&str]) -> PathBuf {
    // Tests that lay the same course at once would remove the same stale file.
    static LAYING: Mutex<()> = Mutex::new(());
    let _laying = LAYING.lock().unwrap_or_else(PoisonError::into_inner);
    let courses = Path::new(env!("CARGO_TARGET_TMPDIR")).join("courses");
    write(
        &courses.join(".cargo/config.toml"),
        b"[build]\ntarget-dir = \"target\"\n",
    );
    let root = courses.join(name);
    let mut files = BTreeSet::new();
    for layer in layers {
        let layer = fixture(layer);
        for file in below(&layer) {
            files.insert(file.strip_prefix(&layer).unwrap().to_owned());
        }
    }
    for file in without {
        assert!(files.remove(Path::new(file)), "no fixture holds {file}");
    }
    for file in &files {
        let layers = layers.iter().rev().map(|layer| fixture(layer).join(file));
        let source = layers.into_iter().find(|path| path.is_file()).unwrap();
        let mut content = fs::read(&source).unwrap();
        if file == Path::new("Cargo.toml") {
            let lab = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lab/record");
            let manifest = String::from_utf8(content).unwrap();
            let manifest = manifest.replace("\"LAB\"", &format!("{:?}", lab.to_str().unwrap()));
            content = manifest
                .replace("name = \"sound\"", &format!("name = {name:?}"))
                .into();
        }
        write(&root.join(file), &content);
    }
    for file in below(&root) {
        let file = file.strip_prefix(&root).unwrap();
        let kept = files.contains(file) || file == Path::new("Cargo.lock");
        if !kept && !file.starts_with("target") {
            fs::remove_file(root.join(file)).unwrap();
        }
    }
    root
}

fn write(path: &Path, content: &[u8]) {
    if fs::read(path).is_ok_and(|old| old == content) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(below(&path));
        } else {
            files.push(path);
        }
    }
    files
}

/// A judgement as a text for snapshots: everything in it that is the same on every machine.
pub fn told(judgement: &Judgement) -> String {
    let mut text = format!("{}: {}\n", judgement.kata, judgement.verdict);
    if !judgement.reason.is_empty() {
        text += &format!("because {}\n", judgement.reason);
    }
    for error in &judgement.errors {
        let place = error
            .place
            .as_ref()
            .map_or("nowhere".to_owned(), Place::to_string);
        text += &format!("error at {place}: {}\n", error.message);
    }
    for test in &judgement.tests {
        text += &format!("- {}: {:?}\n", test.name, test.outcome);
        if test.outcome != TestOutcome::Passed {
            text += &format!("  cause: {}\n", test.cause);
            text += &format!("  message: {}\n", test.message.replace('\n', "\n    "));
        }
    }
    text + &format!(
        "{} of {} behaviours",
        judgement.passed(),
        judgement.tests.len()
    )
}
