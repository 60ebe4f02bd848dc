//! Whose code stands in a source file, and what the file is called.

use std::path::Path;

/// Whose code stands in a source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Owner {
    /// The test: its assertions say what is wrong in their own words.
    Test,
    /// The code under test: what it panics with is quoted, with its place.
    UnderTest,
    /// The laboratory: what a test hands to the code under test.
    Lab,
    /// A library: it is known by its name.
    Elsewhere,
}

/// The folders that tell whose a file is.
const FOLDERS: [(&str, Owner); 3] = [
    ("tests/", Owner::Test),
    ("examples/", Owner::Test),
    ("src/", Owner::UnderTest),
];

/// A source file, as a report names it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceFile {
    /// Whose code stands in it.
    pub owner: Owner,
    /// Its path, as a person finds it from the package's root.
    pub path: String,
}

impl SourceFile {
    /// The file that the compiler names by this path: whose it is by cargo's folders, `tests/`,
    /// `examples/` and `src/`.
    #[must_use]
    pub fn new(path: &str) -> Self {
        SourceFile::in_folders(path, &FOLDERS)
    }

    /// The file that the compiler names by this path: whose it is by these folders, each with a
    /// slash at its end. The innermost counts.
    #[must_use]
    pub fn in_folders(path: &str, folders: &[(&str, Owner)]) -> Self {
        let path = path.replace('\\', "/");
        let found = folders
            .iter()
            .filter_map(|(folder, owner)| Some((path.rfind(folder)?, *owner)))
            .max_by_key(|found| found.0);
        let (at, owner) = found.unwrap_or((0, Owner::Elsewhere));
        let owner = if is_own(&path) {
            Owner::Lab
        } else if Path::new(&path).is_absolute() {
            // Dependencies are named by their whole path.
            Owner::Elsewhere
        } else {
            owner
        };
        SourceFile {
            owner,
            path: path[at..].to_owned(),
        }
    }
}

/// Whether this is a source of the laboratory, which may stand in any folder of a workspace. The
/// path is written with slashes.
fn is_own(path: &str) -> bool {
    let here = file!().replace('\\', "/");
    let own = here.trim_end_matches("run/owner.rs");
    let pictures = format!("{}timeline/src/", own.trim_end_matches("src/"));
    path.starts_with(own) || path.starts_with(&pictures)
}

/// The library that a source file belongs to, as a person knows it; none if the path does not tell.
pub(crate) fn package(file: &str) -> Option<String> {
    let file = file.replace('\\', "/");
    if file.starts_with("/rustc/") || file.contains("/lib/rustlib/") {
        return Some("std".to_owned());
    }
    let (_, rest) = file.split_once("/registry/src/")?;
    let folder = rest.split('/').nth(1)?;
    let is_version =
        |(at, _): &(usize, char)| folder[at + 1..].starts_with(|c: char| c.is_ascii_digit());
    let dashes = folder.char_indices().filter(|(_, c)| *c == '-');
    let name = match { dashes }.find(is_version) {
        Some((at, _)) => &folder[..at],
        None => folder,
    };
    // What is inside is known by the name of the whole.
    let name = match name.split_once('-') {
        Some(("futures", _)) => "futures",
        _ => name,
    };
    Some(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_tells_whose_it_is() {
        let owner = |path: &str| SourceFile::new(path).owner;
        assert_eq!(owner(file!()), Owner::Lab);
        assert_eq!(owner("laid/tests/c05/gather.rs"), Owner::Test);
        assert_eq!(owner("laid/src/c05/gather.rs"), Owner::UnderTest);
        assert_eq!(
            owner("/home/me/registry/src/index/tokio-1.54.1/src/a.rs"),
            Owner::Elsewhere
        );
        let path = SourceFile::new("laid/src/c05/gather.rs").path;
        assert_eq!(path, "src/c05/gather.rs");
    }

    #[test]
    fn a_library_is_known_by_its_name() {
        let registry = "/home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f";
        let of = |folder: &str| package(&format!("{registry}/{folder}/src/a/b.rs"));
        assert_eq!(of("tokio-1.54.1").as_deref(), Some("tokio"));
        assert_eq!(of("tokio-util-0.7.16").as_deref(), Some("tokio-util"));
        assert_eq!(of("futures-util-0.3.34").as_deref(), Some("futures"));
        assert_eq!(
            package("/rustc/0123abcd/library/core/src/panicking.rs").as_deref(),
            Some("std")
        );
        assert_eq!(package("src/answers.rs"), None);
        assert_eq!(package("/somewhere/else.rs"), None);
    }
}
