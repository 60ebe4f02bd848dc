//! What students get: the course without a trace of its answers, and it grades as it should.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kata::bench::{Answer, StandIns};
use kata::course::{Course, KataId};
use kata::grade::{HandedIn, Submission};
use kata::handout::{HandoutError, hand_out};

fn course() -> Course {
    Course::open(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()).unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(self::files(&path)),
            false => files.push(path),
        }
    }
    files
}

/// The lines of a source that say something of their own.
fn telling(source: &str) -> impl Iterator<Item = &str> {
    let lines = source.lines().map(str::trim);
    lines.filter(|line| line.starts_with("//!") && line.len() > 30)
}

#[test]
fn a_handout_holds_no_answer_of_ours() {
    let course = course();
    let folder = tempfile::tempdir().unwrap();
    let katas = hand_out(&course, &[], folder.path()).unwrap();
    assert_eq!(katas, course.katas().len());
    let files = files(folder.path());
    let texts: Vec<String> = files
        .iter()
        .map(|path| fs::read_to_string(path).unwrap_or_default())
        .collect();
    for path in &files {
        let shown = path.strip_prefix(folder.path()).unwrap();
        assert!(
            !shown.starts_with("solutions") && !shown.starts_with("mistakes"),
            "{}",
            shown.display()
        );
    }
    for kata in course.katas() {
        let mut ours = course.alternatives(kata).unwrap();
        ours.extend(course.mistakes(kata).unwrap());
        ours.push(course.reference(kata));
        for path in ours {
            let source = fs::read_to_string(&path).unwrap();
            for line in telling(&source) {
                let told = texts.iter().position(|text| text.contains(line));
                assert!(
                    told.is_none(),
                    "{:?} holds a line of {path:?}: {line}",
                    told.map(|n| &files[n])
                );
            }
        }
    }
}

#[test]
fn a_handout_is_a_course_whose_submissions_grade_without_notes() {
    let course = course();
    let folder = tempfile::tempdir().unwrap();
    hand_out(&course, &["c01".to_owned()], folder.path()).unwrap();
    let handed_out = Course::open(folder.path()).unwrap();
    assert!(
        handed_out
            .katas()
            .iter()
            .all(|kata| kata.chapter == "c01_sync_vs_async")
    );
    let at_once = KataId::new("c01_sync_vs_async", "at_once");
    let kept = handed_out.kept_stub(&at_once);
    assert_eq!(
        fs::read(&kept).unwrap(),
        fs::read(course.stub(&at_once)).unwrap()
    );

    let reference = Answer::read(&course.reference(&at_once)).unwrap().unwrap();
    fs::write(handed_out.stub(&at_once), &reference.source).unwrap();
    let submission = Submission::take(&course, folder.path());
    assert_eq!(
        submission.notes,
        Vec::<String>::new(),
        "the handout is nobody's change"
    );
    let answered = submission
        .handed_in
        .iter()
        .find(|(kata, _)| *kata == at_once);
    assert!(
        matches!(answered, Some((_, HandedIn::Answer(_)))),
        "{answered:?}"
    );
    let stand_ins = StandIns::Stubs.of(&handed_out, &at_once);
    assert_eq!(
        stand_ins,
        Some(kept),
        "what the student wrote stands in for nothing"
    );

    fs::write(folder.path().join("Cargo.toml"), "[package]\n").unwrap();
    let submission = Submission::take(&course, folder.path());
    assert_eq!(
        submission.notes,
        ["Cargo.toml differs from the course and was not used"]
    );
}

/// Cargo in a handout, with the packages that this course has built already.
fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .arg("--offline")
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", course().root().join("target"))
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&text).into_owned()
}

#[test]
fn a_whole_handout_behaves_like_the_course() {
    let folder = tempfile::tempdir().unwrap();
    hand_out(&course(), &[], folder.path()).unwrap();
    let built = cargo(folder.path(), &["test", "--no-run"]);
    assert!(!built.contains("error:"), "a stub does not build: {built}");
    for chapter in course().katas().iter().map(|kata| &kata.chapter) {
        assert!(built.contains(chapter), "{chapter} is not built: {built}");
    }
    let first = cargo(folder.path(), &["test", "--quiet"]);
    assert!(
        first.contains("not written yet: open src/c01_"),
        "the first chapter is not red as it should be: {first}"
    );
    let solutions = cargo(folder.path(), &["check", "--features", "solutions"]);
    let errors: Vec<&str> = solutions
        .lines()
        .filter(|line| line.starts_with("error"))
        .collect();
    assert!(
        matches!(errors.as_slice(), [said, _] if said.contains("this edition has no solutions")),
        "that there are no solutions is not said in a line: {errors:?}"
    );
}

#[test]
fn an_edition_without_solutions_says_so_in_a_line() {
    let folder = tempfile::tempdir().unwrap();
    hand_out(&course(), &["c01".to_owned()], folder.path()).unwrap();
    let library = fs::read_to_string(folder.path().join("src/lib.rs")).unwrap();
    assert!(
        library.contains("this edition has no solutions"),
        "{library}"
    );
    let chapter = fs::read_to_string(folder.path().join("src/c01_sync_vs_async/mod.rs")).unwrap();
    assert!(!chapter.contains("cfg_attr"), "{chapter}");
}

#[test]
fn a_folder_that_holds_something_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine"), "").unwrap();
    let result = hand_out(&course(), &[], folder.path());
    assert!(
        matches!(result, Err(HandoutError::NotEmpty { .. })),
        "{result:?}"
    );
}
