//! `cargo kata new`: what it writes is what rustfmt writes, and can be taken back to the byte.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::course;
use kata::course::Course;
use kata::learn::{LearnError, Scaffold, scaffold, scaffold_chapter, undo};

fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true if path.ends_with("target") => (),
                true => folders.push(path),
                false => drop(files.insert(path.clone(), fs::read_to_string(path).unwrap())),
            }
        }
    }
    files
}

fn formatted(file: &Path) -> String {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let source = fs::read(file).unwrap();
    rustfmt.stdin.take().unwrap().write_all(&source).unwrap();
    let output = rustfmt.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", file.display());
    String::from_utf8(output.stdout).unwrap()
}

fn begin(root: &Path, new: impl Fn(&Course) -> Result<Scaffold, LearnError>) {
    let done = new(&Course::open(root).unwrap()).unwrap();
    for file in done.created.iter().chain(&done.changed) {
        if file.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(file).unwrap();
            assert_eq!(formatted(file), text, "{} is not formatted", file.display());
        }
    }
}

#[test]
fn what_is_begun_is_formatted_and_listed_and_can_be_taken_back() {
    let root = course("begun", &["sound"], &[]);
    let before = files(&root);
    let course = || Course::open(&root).unwrap();
    let long = "a_slug_that_is_so_long_that_no_line_holds_it_with_its_attribute";
    begin(&root, |course| scaffold_chapter(course, "c03_ours"));
    begin(&root, |course| scaffold(course, "c03", "second"));
    begin(&root, |course| scaffold(course, "c03_ours", "first"));
    begin(&root, |course| scaffold(course, "c01", "aaa"));
    begin(&root, |course| scaffold(course, "c01", long));
    assert_eq!(
        course().disagreements().unwrap(),
        [],
        "the wings and the catalogue agree"
    );
    let katas = course().select(&["c03".to_owned()]).unwrap();
    assert_eq!(katas.len(), 2);

    let taken = undo(&course(), "c03");
    assert!(
        matches!(taken, Err(LearnError::WrittenOn { .. })),
        "it has katas: {taken:?}"
    );
    for name in ["second", "first", "c03", long, "aaa"] {
        undo(&course(), name).unwrap();
    }
    let after = files(&root);
    for (file, text) in &before {
        assert_eq!(after.get(file), Some(text), "{}", file.display());
    }
    assert_eq!(after.len(), before.len(), "a file is left");
}

#[test]
fn what_somebody_wrote_is_not_undone() {
    let root = course("written_on", &["sound"], &[]);
    let course = || Course::open(&root).unwrap();
    scaffold(&course(), "c01", "ours").unwrap();
    let stub = root.join("src/c01_numbers/ours.rs");
    let mine = fs::read_to_string(&stub).unwrap() + "// mine\n";
    fs::write(&stub, &mine).unwrap();
    let before = files(&root);
    let error = undo(&course(), "ours").unwrap_err().to_string();
    assert!(error.contains("src/c01_numbers/ours.rs"), "{error}");
    assert_eq!(files(&root), before);
}

#[test]
fn names_that_will_not_do_are_refused_before_anything_is_written() {
    let root = course("refused", &["sound"], &[]);
    let course = Course::open(&root).unwrap();
    let before = files(&root);
    for slug in ["loop", "async", "main", "mod", "Loud", "double", "a-b", ""] {
        assert!(scaffold(&course, "c01", slug).is_err(), "{slug}");
    }
    for chapter in [
        "c01_other",
        "c3_ours",
        "ours",
        "c03",
        "c03_",
        "c03-ours",
        "C03_ours",
    ] {
        assert!(scaffold_chapter(&course, chapter).is_err(), "{chapter}");
    }
    assert_eq!(files(&root), before);
}
