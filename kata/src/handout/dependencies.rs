//! Which packages the chapters of an edition need: those that anything in their wings names, right
//! answers and wrong ones alike. A student builds no others.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, TableLike};

use crate::course::Course;

const WINGS: [&str; 4] = ["src", "tests", "solutions", "mistakes"];
const TABLES: [&str; 2] = ["dependencies", "dev-dependencies"];

/// The course's manifest with those dependencies only that these chapters need.
pub(super) fn keep_needed(
    course: &Course,
    chapters: &BTreeSet<String>,
    text: &str,
) -> Result<String, String> {
    let mut manifest: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| error.to_string())?;
    let sources = sources(course.root(), chapters);
    for table in TABLES {
        let Some(table) = manifest.get_mut(table).and_then(Item::as_table_like_mut) else {
            continue;
        };
        let names: Vec<String> = table.iter().map(|(name, _)| name.to_owned()).collect();
        for name in names {
            if !is_own(table, &name) && !sources.iter().any(|source| names_crate(source, &name)) {
                table.remove(&name);
            }
        }
    }
    Ok(manifest.to_string())
}

/// Whether a dependency stands in the course itself: the lab does.
fn is_own(table: &dyn TableLike, name: &str) -> bool {
    let dependency = table.get(name).and_then(Item::as_table_like);
    dependency.is_some_and(|dependency| dependency.contains_key("path"))
}

/// Whether a source names something of a crate: `reqwest::Client`.
fn names_crate(source: &str, package: &str) -> bool {
    let path = format!("{}::", package.replace('-', "_"));
    source.match_indices(&path).any(|(at, _)| {
        let before = source[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':')
    })
}

/// Everything that is written in these chapters, and in the files that they share with others.
fn sources(root: &Path, chapters: &BTreeSet<String>) -> Vec<String> {
    let mut files = Vec::new();
    for (wing, chapter) in WINGS
        .iter()
        .flat_map(|wing| chapters.iter().map(move |chapter| (wing, chapter)))
    {
        below(&root.join(wing).join(chapter), &mut files);
    }
    let mut sources = Vec::new();
    let mut seen = BTreeSet::new();
    while let Some(file) = files.pop() {
        let Ok(file) = file.canonicalize() else {
            continue;
        };
        if !seen.insert(file.clone()) {
            continue;
        }
        if let Ok(source) = fs::read_to_string(&file) {
            let folder = file.parent().unwrap_or(root);
            files.extend(shared(&source).map(|path| folder.join(path)));
            sources.push(source);
        }
    }
    sources
}

/// The files that a source takes as modules from elsewhere: `#[path = "../common/site.rs"]`.
fn shared(source: &str) -> impl Iterator<Item = &str> {
    let paths = source.split("path = \"").skip(1);
    paths.filter_map(|path| path.split_once('"').map(|(path, _)| path))
}

fn below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => below(&path, files),
            false => files.push(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_needed_where_a_path_begins_with_it() {
        assert!(names_crate(
            "use tokio_util::sync::CancellationToken;",
            "tokio-util"
        ));
        assert!(names_crate("let url: url::Url = base;", "url"));
        assert!(!names_crate("use reqwest::url::Url;", "url"));
        assert!(!names_crate("my_url::parse()", "url"));
    }

    #[test]
    fn files_that_chapters_share_are_found() {
        let source = "#[path = \"../common/site.rs\"]\nmod site;\n#[path = \"x.rs\"]\nmod x;\n";
        assert_eq!(
            shared(source).collect::<Vec<_>>(),
            ["../common/site.rs", "x.rs"]
        );
    }
}
