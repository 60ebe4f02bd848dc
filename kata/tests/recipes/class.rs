//! A small class with every kind of hand-in, and what grading it at once gives.

use std::fs;
use std::io::Write;
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::machine::{Environment, Machine};
use crate::{CHAPTER, repository};

/// A file of the course's, from a wing on.
pub fn text(wing: &str, file: &str) -> Vec<u8> {
    let path = repository().join(wing).join(CHAPTER).join(file);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Lays the class into a folder: an entry a student, and a list that is nobody's.
pub fn lay(folder: &Path) {
    let write = |name: &str, source: &[u8]| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, source).unwrap();
    };
    let at_once = text("solutions", "at_once.rs");
    let in_place = format!("src/{CHAPTER}/at_once.rs");
    write(&format!("ada/{in_place}"), &at_once);
    write(
        &format!("ada/src/{CHAPTER}/in_sequence.rs"),
        &text("solutions", "in_sequence.rs"),
    );
    write(
        "bob/at_once.rs",
        &text("mistakes", "at_once/one_after_another.rs"),
    );
    write(&format!("dora/{in_place}"), b"pub async fn at_once( {");
    write("eve/at_once (1).rs", &at_once);
    write("fred/in_sequence.rs", &text("src", "in_sequence.rs"));
    write("roster.csv", b"id,name\n");
    let mut archive = ZipWriter::new(fs::File::create(folder.join("cem.zip")).unwrap());
    archive
        .start_file(&in_place, SimpleFileOptions::default())
        .unwrap();
    archive.write_all(&at_once).unwrap();
    archive.finish().unwrap();
}

/// How many there are.
pub const STUDENTS: usize = 6;

/// The reports of a class that is graded at once, in the folder that the submissions' paths are
/// written from: a line each.
pub fn graded_at_once(machine: &Machine, submissions: &str, folder: &Path) -> String {
    let script = format!("cargo kata grade --seed 1 --json {submissions}/* --cache ../at-once");
    let told = machine.run(&["bash", "-ec", &script], folder, &Environment::new());
    let lines = told.lines().filter(|line| line.starts_with('{'));
    let reports: String = lines.map(|line| format!("{line}\n")).collect();
    assert_eq!(reports.lines().count(), STUDENTS, "{told}");
    reports
}
