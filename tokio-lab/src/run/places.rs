//! Where a piece of code belongs: to the test, to the code under test, or to neither.
//!
//! By convention the test in `tests/a/b.rs` is about `src/a/b.rs`, and `src/a/README.md` may have a
//! section `b` on it. Both are named in reports where they exist.

use std::path::Path;

/// Whose code stands in a source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Test,
    UnderTest,
    /// What a test hands to the code under test: jobs, sources.
    Lab,
    Elsewhere,
}

/// The folders that tell whose a file is.
const WINGS: [(&str, Owner); 4] = [
    ("tests/", Owner::Test),
    ("src/", Owner::UnderTest),
    ("solutions/", Owner::UnderTest),
    ("mistakes/", Owner::UnderTest),
];

/// The innermost of those folders in a path, and where it begins.
fn wing(file: &str) -> Option<(usize, Owner)> {
    WINGS
        .iter()
        .filter_map(|(folder, owner)| Some((file.rfind(folder)?, *owner)))
        .max_by_key(|w| w.0)
}

/// Where the sources of this library stand, as the compiler names them: a workspace may hold them
/// in any folder.
fn own_folder() -> String {
    let here = file!().replace('\\', "/");
    here.strip_suffix("run/places.rs")
        .map_or(here.clone(), str::to_owned)
}

/// Whose the file is that a panic names.
pub(crate) fn owner(file: &str) -> Owner {
    let file = file.replace('\\', "/");
    if file.starts_with(&own_folder()) {
        return Owner::Lab;
    }
    // Dependencies are named by their whole path.
    if Path::new(&file).is_absolute() {
        return Owner::Elsewhere;
    }
    wing(&file).map_or(Owner::Elsewhere, |(_, owner)| owner)
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

/// The file as a person finds it from the package's root.
pub(crate) fn from_package(file: &str) -> String {
    let file = file.replace('\\', "/");
    let at = wing(&file).map_or(0, |(at, _)| at);
    file[at..].to_owned()
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
    let chapter = Path::new(&file).parent()?.file_name()?.to_str()?;
    let sections = format!("src/{chapter}/README.md");
    Path::new(&sections)
        .is_file()
        .then(|| format!("{sections}#{slug}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_tells_whose_it_is() {
        assert_eq!(owner(file!()), Owner::Lab);
        assert_eq!(owner("laid/tests/c05/gather.rs"), Owner::Test);
        assert_eq!(owner("laid/src/c05/gather.rs"), Owner::UnderTest);
        assert_eq!(
            owner("/home/me/registry/src/index/tokio-1.54.1/src/a.rs"),
            Owner::Elsewhere
        );
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
