//! The course's manifest, split in two: a workspace of its own around a copy of the package.
//!
//! Cargo tells path packages apart by their path from the workspace's folder on. One level further
//! down, the copy and the learner's own course can live in one target folder, while packages from
//! the registry are the same in both and are built once.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use toml_edit::{Array, DocumentMut, Item, Table, TableLike, value};

/// A manifest, split.
#[derive(Debug)]
pub(super) struct Split {
    /// The manifest of the workspace's folder.
    pub workspace: String,
    /// The manifest of the member, the copied course.
    pub member: String,
    /// Folders of the course that hold packages it depends on, directly or through another of them,
    /// to be copied along.
    pub packages: Vec<PathBuf>,
}

/// The parts of a manifest that only a workspace's folder may have.
const WORKSPACE_ONLY: [&str; 3] = ["patch", "profile", "replace"];
const DEPENDENCIES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// Splits the manifest of the course at `root` for a member folder of that name.
pub(super) fn split(manifest: &str, root: &Path, member: &str) -> Result<Split, String> {
    let mut package: DocumentMut = manifest
        .parse()
        .map_err(|error: toml_edit::TomlError| error.to_string())?;
    let mut workspace = DocumentMut::new();
    let mut packages = Vec::new();

    let mut table = match package.remove("workspace") {
        Some(Item::Table(table)) => table,
        None => Table::new(),
        Some(_) => return Err("`workspace` is not a table".into()),
    };
    for key in ["exclude", "default-members"] {
        table.remove(key);
    }
    if !table.contains_key("resolver") {
        table.insert("resolver", value(resolver(&package)));
    }
    if let Some(shared) = table
        .get_mut("dependencies")
        .and_then(Item::as_table_like_mut)
    {
        relocate(shared, root, Some(member), &mut packages);
    }
    for key in DEPENDENCIES {
        if let Some(own) = package.get_mut(key).and_then(Item::as_table_like_mut) {
            relocate(own, root, None, &mut packages);
        }
    }
    if let Some(targets) = package.get_mut("target").and_then(Item::as_table_like_mut) {
        for (_, target) in targets.iter_mut() {
            for key in DEPENDENCIES {
                if let Some(own) = target.get_mut(key).and_then(Item::as_table_like_mut) {
                    relocate(own, root, None, &mut packages);
                }
            }
        }
    }
    let packages = with_theirs(packages, root);
    let mut members = Array::new();
    members.push(member);
    for package in &packages {
        members.push(format!("{member}/{}", slashed(package)));
    }
    table.insert("members", value(members));
    workspace.insert("workspace", Item::Table(table));
    for key in WORKSPACE_ONLY {
        let Some(mut part) = package.remove(key) else {
            continue;
        };
        if key != "profile"
            && let Some(registries) = part.as_table_like_mut()
        {
            absolute(registries, root);
        }
        workspace.insert(key, part);
    }
    Ok(Split {
        workspace: workspace.to_string(),
        member: package.to_string(),
        packages,
    })
}

/// The resolver that cargo would take by itself for the package as a workspace of its own.
fn resolver(package: &DocumentMut) -> &'static str {
    let table = package.get("package");
    if let Some("1") = table
        .and_then(|table| table.get("resolver"))
        .and_then(Item::as_str)
    {
        return "1";
    }
    match table
        .and_then(|table| table.get("edition"))
        .and_then(Item::as_str)
    {
        None | Some("2015" | "2018") => "1",
        Some("2021") => "2",
        Some(_) => "3",
    }
}

/// Keeps path dependencies pointing where they pointed. Those inside the course are copied along.
fn relocate(
    dependencies: &mut dyn TableLike,
    root: &Path,
    prefix: Option<&str>,
    packages: &mut Vec<PathBuf>,
) {
    for (_, dependency) in dependencies.iter_mut() {
        let Some(path) = dependency.get_mut("path") else {
            continue;
        };
        let Some(given) = path.as_str() else { continue };
        let inside = Path::new(given)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if inside {
            packages.push(PathBuf::from(given));
            if let Some(prefix) = prefix {
                *path = value(format!("{prefix}/{given}"));
            }
        } else {
            *path = value(slashed(&root.join(given)));
        }
    }
}

/// These folders of packages, and those of the course that hold what they depend on in turn.
///
/// All of them keep their places beside each other, so their own paths hold in the copy, too.
fn with_theirs(mut unread: Vec<PathBuf>, root: &Path) -> Vec<PathBuf> {
    let mut known = BTreeSet::new();
    while let Some(package) = unread.pop() {
        if !known.insert(package.clone()) {
            continue;
        }
        // A manifest that is not there, or is none, is named by cargo when it builds the copy.
        let text = fs::read_to_string(root.join(&package).join("Cargo.toml")).unwrap_or_default();
        let manifest: DocumentMut = text.parse().unwrap_or_default();
        let target = manifest.get("target").and_then(Item::as_table_like);
        let targets = target.into_iter().flat_map(|table| table.iter());
        let tables = targets
            .filter_map(|(_, target)| target.as_table_like())
            .chain([manifest.as_table() as &dyn TableLike]);
        for table in tables {
            for key in DEPENDENCIES {
                let own = table.get(key).and_then(Item::as_table_like);
                unread.extend(
                    own.into_iter()
                        .flat_map(|own| own.iter())
                        .filter_map(|(_, dependency)| dependency.get("path")?.as_str())
                        .filter_map(|given| inside(&package.join(given))),
                );
            }
        }
    }
    known.into_iter().collect()
}

/// The path without its `..`, if it stays inside the course.
fn inside(path: &Path) -> Option<PathBuf> {
    let mut inside = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(part) => inside.push(part),
            Component::CurDir => {}
            Component::ParentDir => inside.pop().then_some(())?,
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(inside)
}

/// Patches of registries name packages by paths, too; the course does not depend on those folders
/// otherwise, so they stay where they are.
fn absolute(tables: &mut dyn TableLike, root: &Path) {
    for (_, entry) in tables.iter_mut() {
        let Some(entry) = entry.as_table_like_mut() else {
            continue;
        };
        if let Some(path) = entry.get_mut("path")
            && let Some(given) = path.as_str()
        {
            *path = value(slashed(&root.join(given)));
        }
        absolute(entry, root);
    }
}

fn slashed(path: &Path) -> String {
    path.display()
        .to_string()
        .replace(std::path::MAIN_SEPARATOR, "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    const COURSE: &str = r#"
        [workspace]
        members = ["lab", "kata"]
        default-members = ["."]
        resolver = "3"
        dependencies = { lab = { path = "lab" }, far = { path = "../far" } }

        [package]
        name = "course"
        edition = "2024"

        [dependencies]
        tokio = "1"

        [dev-dependencies]
        lab = { path = "lab" }

        [target.'cfg(unix)'.dev-dependencies]
        part = { path = "parts/part" }

        [profile.dev]
        debug = false

        [patch.crates-io]
        tokio = { path = "tokio" }
    "#;

    #[test]
    fn a_manifest_is_split_into_a_workspace_and_its_member() {
        let split = split(COURSE, Path::new("/course"), "bench").unwrap();
        let workspace: DocumentMut = split.workspace.parse().unwrap();
        let member: DocumentMut = split.member.parse().unwrap();
        let members = workspace["workspace"]["members"].to_string();
        assert_eq!(
            members.trim(),
            r#"["bench", "bench/lab", "bench/parts/part"]"#
        );
        assert_eq!(split.packages, [Path::new("lab"), Path::new("parts/part")]);
        assert!(workspace.contains_key("profile") && !member.contains_key("profile"));
        assert!(workspace.contains_key("patch") && !member.contains_key("patch"));
        assert!(member.contains_key("package") && !workspace.contains_key("package"));
        assert!(workspace["workspace"].get("default-members").is_none());
    }

    #[test]
    fn path_dependencies_still_point_where_they_pointed() {
        let split = split(COURSE, Path::new("/course"), "bench").unwrap();
        let workspace: DocumentMut = split.workspace.parse().unwrap();
        let member: DocumentMut = split.member.parse().unwrap();
        let shared = &workspace["workspace"]["dependencies"];
        assert_eq!(shared["lab"]["path"].as_str(), Some("bench/lab"));
        assert_eq!(shared["far"]["path"].as_str(), Some("/course/../far"));
        assert_eq!(
            member["dev-dependencies"]["lab"]["path"].as_str(),
            Some("lab")
        );
        let patched = &workspace["patch"]["crates-io"]["tokio"]["path"];
        assert_eq!(patched.as_str(), Some("/course/tokio"));
    }

    #[test]
    fn packages_that_packages_depend_on_are_copied_too() {
        let root = tempfile::tempdir().unwrap();
        let put = |package: &str, dependencies: &str| {
            let folder = root.path().join(package);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("Cargo.toml"), dependencies).unwrap();
        };
        put("lab", "[dependencies]\ndeep = { path = \"../deep/er\" }\n");
        put(
            "deep/er",
            "[target.'cfg(unix)'.dependencies]\nlab = { path = \"../../lab\" }\n\
             out = { path = \"../../../out\" }\nbelow = { path = \"below\" }\n",
        );
        let manifest = "[package]\nname = \"course\"\n[dependencies]\nlab = { path = \"lab\" }\n";
        let split = split(manifest, root.path(), "bench").unwrap();
        let copied = ["deep/er", "deep/er/below", "lab"].map(PathBuf::from);
        assert_eq!(split.packages, copied);
    }

    #[test]
    fn a_package_alone_keeps_the_resolver_of_its_edition() {
        for (edition, resolver) in [("2018", "1"), ("2021", "2"), ("2024", "3")] {
            let manifest = format!("[package]\nname = \"course\"\nedition = \"{edition}\"");
            let split = split(&manifest, Path::new("/course"), "bench").unwrap();
            let line = format!("resolver = \"{resolver}\"");
            assert!(
                split.workspace.contains(&line),
                "{edition}: {}",
                split.workspace
            );
        }
    }

    #[test]
    fn what_is_no_manifest_is_an_error() {
        assert!(split("[package", Path::new("/course"), "bench").is_err());
    }
}
