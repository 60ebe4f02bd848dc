//! Which file is the learner's, and where to read on about it.
//!
//! By convention the proof in `tests/a/b.rs` is about `src/a/b.rs`, and `src/a/README.md` may have a
//! section `b` on it. Both are named in reports where they exist.

use std::path::Path;

use tokio_lab::{Owner, SourceFile};

/// The folders that tell whose a file is.
const FOLDERS: [(&str, Owner); 4] = [
    ("tests/", Owner::Test),
    ("src/", Owner::UnderTest),
    ("solutions/", Owner::UnderTest),
    ("mistakes/", Owner::UnderTest),
];

/// The file that the compiler names by this path.
pub(crate) fn source_file(path: &str) -> SourceFile {
    SourceFile::in_folders(path, &FOLDERS)
}

/// Where to look after the proof in this file has failed: two lines, each narrower than a terminal.
pub(crate) fn pointer(proof: &str) -> Option<String> {
    let file = under_test(proof)?;
    let read_on = read_on(proof).map(|section| format!("\nread on:   {section}"));
    Some(format!("your file: {file}{}", read_on.unwrap_or_default()))
}

/// The file that the proof in this file is about, if it is there.
fn under_test(proof: &str) -> Option<String> {
    let file = source_file(proof).path.replacen("tests/", "src/", 1);
    Path::new(&file).is_file().then_some(file)
}

/// Where to read on about what the proof in this file is about, if it is there.
fn read_on(proof: &str) -> Option<String> {
    let file = source_file(proof).path;
    let slug = Path::new(&file).file_stem()?.to_str()?;
    let chapter = Path::new(&file).parent()?.file_name()?.to_str()?;
    let sections = format!("src/{chapter}/README.md");
    Path::new(&sections)
        .is_file()
        .then(|| format!("{sections}#{slug}"))
}
