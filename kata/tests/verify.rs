//! `cargo kata verify` on courses that are sound, and on one that falls short in every way.

mod common;

use std::path::Path;
use std::process::{Command, Output};

use common::course;
use insta::assert_snapshot;

/// Runs `cargo kata` in a course's folder.
fn cargo_kata(folder: &Path, arguments: &[&str]) -> (Output, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_kata"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CARGO_MANIFEST_DIR")
        .env("KATA_TEST_SECRET", "told")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    (output, stdout, stderr)
}

#[test]
fn a_sound_course_has_no_shortfalls() {
    let root = course("sound_to_verify", &["sound"], &[]);
    let (output, stdout, stderr) = cargo_kata(&root, &["verify"]);
    assert_snapshot!(stdout);
    assert_eq!(stderr, "", "no progress where there is no terminal");
    assert_eq!(output.status.code(), Some(0));
    // From below the course's folder, and for some katas only.
    let (output, stdout, _) = cargo_kata(&root.join("src"), &["verify", "--json", "greet"]);
    assert_snapshot!(stdout);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_faulty_course_is_told_every_shortfall() {
    let without = [
        "solutions/c02_words/greet/words.rs",
        "mistakes/c01_numbers/double/adds_two.rs",
        "mistakes/c01_numbers/double/squares.rs",
        "mistakes/c01_numbers/double/wraps.rs",
        "mistakes/c02_words/greet/aborts.rs",
        "mistakes/c02_words/greet/empty_name.rs",
        "mistakes/c02_words/greet/keeps_blanks.rs",
    ];
    let root = course("faulty", &["sound", "faulty"], &without);
    let (output, stdout, _) = cargo_kata(&root, &["verify"]);
    assert_snapshot!(stdout);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn answers_see_nothing_of_the_environment_neither_compiled_nor_run() {
    let root = course("secret", &["sound", "secret"], &[]);
    let (_, stdout, _) = cargo_kata(&root, &["verify", "double"]);
    assert!(stdout.contains("references       1: 1 green"), "{stdout}");
}

#[test]
fn an_answer_that_passes_only_sometimes_is_told_with_its_seed() {
    let root = course("seeded", &["sound", "seeded"], &[]);
    let (output, stdout, _) = cargo_kata(&root, &["verify", "--repeat", "3", "double"]);
    let seeded = stdout.lines().filter(|line| line.contains("did not pass"));
    let seeded: Vec<&str> = seeded.collect();
    assert_eq!(
        seeded.len(),
        2,
        "the reference and its alternative: {stdout}"
    );
    for line in seeded {
        assert!(
            line.contains("did not pass 1 of 3 runs; with the seed "),
            "{line}"
        );
    }
    let lucky = "not_seven.rs: is not rejected by `rejects_with_the_fixed_seed` in every run";
    assert!(stdout.contains(lucky), "{stdout}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_stub_that_does_not_compile_costs_no_other_answer_its_verdict() {
    let root = course("broken_stub", &["sound", "broken_stub"], &[]);
    let (output, stdout, _) = cargo_kata(&root, &["verify"]);
    assert_snapshot!(stdout);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_proof_that_does_not_compile_is_told_once_and_not_for_every_answer() {
    let root = course("broken_tests", &["sound", "broken_tests"], &[]);
    let (output, stdout, _) = cargo_kata(&root, &["verify", "double"]);
    assert_snapshot!(stdout);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn what_cannot_be_verified_is_an_error_of_its_own() {
    let root = course("sound_to_verify", &["sound"], &[]);
    let (output, stdout, stderr) = cargo_kata(&root, &["verify", "duoble"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stdout, "");
    assert_snapshot!(stderr);

    let nowhere = tempfile::tempdir().unwrap();
    let (output, _, stderr) = cargo_kata(nowhere.path(), &["verify"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr.starts_with("error: no course found in "), "{stderr}");
}
