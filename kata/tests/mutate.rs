//! `cargo kata mutate` on a course with a proof that leaves a gap.

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use common::course;
use insta::assert_snapshot;

fn mutate(folder: &Path, arguments: &[&str]) -> (Output, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_kata"))
        .arg("mutate")
        .args(arguments)
        .current_dir(folder)
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .unwrap();
    let stdout = String::from_utf8(output.stdout.clone()).unwrap();
    (output, stdout)
}

#[test]
fn what_survives_is_told_until_it_is_declared_and_what_is_declared_must_survive() {
    let root = course("loose", &["sound", "loose"], &[]);
    let memory = root.join("target/kata/mutants.jsonl");
    let _ = fs::remove_file(&memory);
    let (output, stdout) = mutate(&root, &["double"]);
    assert_snapshot!("gaps", stdout);
    assert_eq!(output.status.code(), Some(1), "{stdout}");

    let known = fs::read_to_string(&memory).unwrap();
    let declared = root.join("solutions/c01_numbers/double.equivalent");
    let sound = "# Nobody doubles a number of that size.\n\
        comparison: `if n >= u32::MAX / 2 {`: nobody doubles half of the largest number\n\
        constant: `u32::MAX / 3`: nor a third of it\n";
    fs::write(&declared, sound).unwrap();
    let (output, stdout) = mutate(&root, &["double"]);
    assert_eq!(output.status.code(), Some(0), "{stdout}");
    let known_now = fs::read_to_string(&memory).unwrap();
    assert_eq!(known_now, known, "what is known was judged again");

    let rotten = "comparison: `n < u32::MAX`: it dies\n\
        statement: `n += 1`: no such line\n\
        comparison: nothing said\n";
    fs::write(&declared, format!("{sound}{rotten}")).unwrap();
    let (output, stdout) = mutate(&root, &["double"]);
    assert_snapshot!("rotten", stdout);
    assert_eq!(output.status.code(), Some(1), "{stdout}");
}

#[test]
fn mutants_are_listed_and_operators_that_nobody_knows_are_told() {
    let root = course("loose_to_list", &["sound", "loose"], &[]);
    let (_, stdout) = mutate(&root, &["--list", "--operator", "comparison", "double"]);
    assert_snapshot!("listed", stdout);
    let (output, _) = mutate(&root, &["--operator", "magic"]);
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(
        stderr.starts_with("error: `magic` is no operator; there are:\n  await_moved "),
        "{stderr}"
    );
}
