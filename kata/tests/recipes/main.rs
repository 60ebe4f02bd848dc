//! The recipes of docs/grading do what they say: every command is read out of the file that a
//! teacher copies, and run in order with what its platform gives. A small class goes in, and what
//! comes out is what grading at once gives, byte for byte.
//!
//! What a platform does itself, fetching an artifact say, is played here; `cargo kata` is the tool
//! that this test was built with, and the course is one chapter of it, as it is handed out.

#![cfg(unix)]

mod class;
mod github;
mod gitlab;
mod gradescope;
mod handed_out;
mod kubernetes;
mod machine;
mod machines;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The chapter that the class hands in.
const CHAPTER: &str = "c01_sync_vs_async";

/// The folder of the repository.
fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A recipe, as it stands in docs/grading.
fn recipe(name: &str) -> PathBuf {
    repository().join("docs/grading").join(name)
}

/// The documents of a recipe in YAML.
fn documents(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    serde_saphyr::from_multiple(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

/// The toolchain that the course names.
fn toolchain() -> String {
    let text = fs::read_to_string(repository().join("rust-toolchain.toml")).unwrap();
    let file: toml::Table = text.parse().unwrap();
    file["toolchain"]["channel"].as_str().unwrap().to_owned()
}

#[test]
fn every_recipe_is_named_in_the_documentation_and_run_by_a_test() {
    let page = fs::read_to_string(repository().join("docs/grading.md")).unwrap();
    let mut folders = vec![repository().join("docs/grading")];
    let mut recipes = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => recipes.push(path),
            }
        }
    }
    let tests = [
        include_str!("github.rs"),
        include_str!("gitlab.rs"),
        include_str!("gradescope.rs"),
        include_str!("kubernetes.rs"),
        include_str!("machines.rs"),
        include_str!("../rules.rs"),
    ]
    .concat();
    for recipe in recipes {
        let name = recipe.strip_prefix(repository().join("docs")).unwrap();
        let name = name.to_str().unwrap();
        assert!(
            page.contains(&format!("({name})")),
            "{name} is in no table of grading.md"
        );
        let file = recipe.file_name().unwrap().to_str().unwrap();
        assert!(tests.contains(file), "no test runs {name}");
    }
}
