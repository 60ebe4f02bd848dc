//! Where a piece of code belongs: to the test, to the code under test, or to neither.
//!
//! By convention the test in `tests/a/b.rs` is about `src/a/b.rs`, and a catalogue, `KATAS.md`,
//! may have a section `b` on it. Both are named in reports where they exist.

use std::path::Path;

/// Whose code stands in a source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Test,
    UnderTest,
    Elsewhere,
}

/// Whose the file is that a panic names.
pub(crate) fn owner(file: &str) -> Owner {
    let file = file.replace('\\', "/");
    let inside = !Path::new(&file).is_absolute() && !file.starts_with("lab/src/");
    match file
        .split('/')
        .find(|part| ["tests", "src", "solutions", "mistakes"].contains(part))
    {
        Some("tests") if inside => Owner::Test,
        Some(_) if inside => Owner::UnderTest,
        _ => Owner::Elsewhere,
    }
}

/// The file as a person finds it from the package's root.
pub(crate) fn from_package(file: &str) -> String {
    let file = file.replace('\\', "/");
    let at = ["src/", "tests/"]
        .iter()
        .filter_map(|wing| file.find(wing))
        .min();
    at.map_or(file.clone(), |at| file[at..].to_owned())
}

/// The file that the test in this file is about, if it is there.
pub(crate) fn under_test(test_file: &str) -> Option<String> {
    let file = from_package(test_file).replacen("tests/", "src/", 1);
    Path::new(&file).is_file().then_some(file)
}

/// Where to read on about what the test in this file is about, if it is there.
pub(crate) fn read_on(test_file: &str) -> Option<String> {
    under_test(test_file)?;
    let file = from_package(test_file);
    let slug = Path::new(&file).file_stem()?.to_str()?;
    Path::new("KATAS.md")
        .is_file()
        .then(|| format!("KATAS.md#{slug}"))
}
