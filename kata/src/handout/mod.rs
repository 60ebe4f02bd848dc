//! Handing out: the course as students get it. Stubs, proofs, the lab, the catalogue and the tool;
//! no answer of ours, right or wrong, and nothing from which one could be rebuilt.

mod dependencies;
mod edition;
mod links;
mod rules;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use thiserror::Error;

use crate::course::{Course, CourseError, KataId, PROMISES, Promised, STUBS, Strays};
use crate::grade::{Requirement, behaviours};
use crate::learn::Pristine;

pub use edition::Edition;

const README: &str = include_str!("files/README.md");
const WORKFLOW: &str = include_str!("files/katas.yml");
/// Files of the course that students get as they are, where they are there.
const AS_THEY_ARE: &[&str] = &[
    "Cargo.lock",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "rust-toolchain.toml",
    ".cargo/config.toml",
    ".gitattributes",
    ".gitignore",
    ".vscode/tasks.json",
    ".devcontainer/devcontainer.json",
];
/// Packages that students get, without their own tests: those hold answers.
const PACKAGES: &[&str] = &["lab", "tokio-lab", "kata"];

/// Why nothing was handed out.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum HandoutError {
    /// The folder holds something.
    #[error("{} is not empty: a handout goes into a folder of its own", .folder.display())]
    NotEmpty {
        /// The folder.
        folder: PathBuf,
    },
    /// A kata's stub as it was is not to be had.
    #[error(transparent)]
    Stub(#[from] crate::learn::LearnError),
    /// The course cannot be read.
    #[error(transparent)]
    Course(#[from] CourseError),
    /// A file of the course is not what this tool understands.
    #[error("{}: {problem}", .path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A file cannot be read.
    #[error("cannot read {}", .path.display())]
    Read {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write {}: is the disk full, or is the folder read-only?", .path.display())]
    Write {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Writes the course with these katas' chapters, all for none, into a folder. Its CI is red where a
/// student's answers do not reach what is required. Gives the number of katas.
///
/// # Errors
/// [`HandoutError`].
pub fn hand_out(
    course: &Course,
    chapters: &[String],
    required: Requirement,
    folder: &Path,
) -> Result<usize, HandoutError> {
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(HandoutError::NotEmpty {
            folder: folder.to_owned(),
        });
    }
    let chosen: BTreeSet<String> = course
        .select(chapters)?
        .into_iter()
        .map(|kata| kata.chapter)
        .collect();
    let all = chapters.is_empty();
    let edition = Edition::of(course, (!all).then_some(&chosen));
    let katas: Vec<&KataId> = course
        .katas()
        .iter()
        .filter(|kata| chosen.contains(&kata.chapter))
        .collect();
    let stubs = Pristine::of(course);
    // In a copy without git nobody may have seen the stubs before this.
    stubs.remember()?;
    // Whole or not at all: it is made beside the folder, and takes its place when it is done.
    let folder = std::path::absolute(folder).map_err(HandoutError::read(folder))?;
    let around = folder.parent().unwrap_or(&folder);
    let unfinished = fs::create_dir_all(around)
        .and_then(|()| {
            tempfile::Builder::new()
                .prefix(".handout-")
                .tempdir_in(around)
        })
        .map_err(HandoutError::write(around))?;
    let made = unfinished.path().join("course");
    let to = Target { folder: &made };
    for file in AS_THEY_ARE {
        let path = course.root().join(file);
        if path.is_file() {
            to.write(file, &read(&path)?)?;
        }
    }
    for file in edition.files() {
        if let Some(text) = edition.text(&file)? {
            to.write(&file, text.as_bytes())?;
        }
    }
    for kata in &katas {
        let stub = stubs.stub(kata)?;
        to.write(&format!("src/{kata}.rs"), stub.as_bytes())?;
        to.write(&format!("{STUBS}/{kata}.rs"), stub.as_bytes())?;
    }
    let promised: BTreeMap<&str, Promised> = katas
        .iter()
        .map(|kata| Ok((kata.slug.as_str(), course.promised(kata)?)))
        .collect::<Result<_, CourseError>>()?;
    let promised = serde_json::to_vec(&promised).unwrap_or_default();
    to.write(PROMISES, &promised)?;
    for folder in edition.proofs() {
        to.copy(course.root(), Path::new("tests").join(&folder), &[])?;
    }
    for package in PACKAGES {
        to.copy(
            course.root(),
            package.into(),
            &["Cargo.toml", "tests", "stubs", "target", "gallery"],
        )?;
    }
    let count = katas.len().to_string();
    let ours = read(&course.root().join("README.md")).unwrap_or_default();
    let ours = String::from_utf8_lossy(&ours);
    let behaviour = match katas.first() {
        Some(kata) => behaviour(course, kata)?,
        None => String::new(),
    };
    let readme = README
        .replace("{katas}", &count)
        .replace("{chapter}", katas.first().map_or("", |kata| &kata.chapter))
        .replace("{kata}", katas.first().map_or("", |kata| &kata.slug))
        .replace("{behaviour}", &behaviour)
        .replace("{picture}", picture(&ours))
        .replace("{asyncio}", &asyncio(&ours, &chosen));
    to.write("README.md", readme.as_bytes())?;
    let workflow = WORKFLOW.replace("{required}", &required.to_string());
    to.write(".github/workflows/katas.yml", workflow.as_bytes())?;
    to.write(rules::FILE, rules::of(course, &edition)?.as_bytes())?;
    to.unlock();
    if folder.is_dir() {
        // It is empty. Not every system puts a folder in the place of another.
        fs::remove_dir(&folder).map_err(HandoutError::write(&folder))?;
    }
    fs::rename(&made, &folder).map_err(HandoutError::write(&folder))?;
    Ok(katas.len())
}

/// The first behaviour in a kata's proof.
fn behaviour(course: &Course, kata: &KataId) -> Result<String, HandoutError> {
    let proof = read(&course.root().join("tests").join(kata.file()))?;
    let names = behaviours(&String::from_utf8_lossy(&proof));
    Ok(names.into_iter().next().unwrap_or_default())
}

/// The picture of a wrong answer in the course's README: the first of its texts in a box.
fn picture(readme: &str) -> &str {
    let begin = readme.find("```text\n").unwrap_or(readme.len());
    let end = readme[begin..].find("\n```\n").map(|end| begin + end + 5);
    readme[begin..end.unwrap_or(begin)].trim_end()
}

/// The section of the course's README for those who know asyncio, without the rows that lead to
/// chapters which are not handed out.
fn asyncio(readme: &str, chapters: &BTreeSet<String>) -> String {
    let begin = readme
        .find("## For those who know asyncio")
        .unwrap_or(readme.len());
    let end = readme[begin..].find("\n## ").map(|end| begin + end + 1);
    let leads_on = |line: &&str| match line.split_once("](src/") {
        Some((_, link)) => link
            .split_once('/')
            .is_some_and(|(chapter, _)| chapters.contains(chapter)),
        None => true,
    };
    let section = readme[begin..end.unwrap_or(readme.len())].trim_end();
    section
        .lines()
        .filter(leads_on)
        .collect::<Vec<_>>()
        .join("\n")
}

struct Target<'a> {
    folder: &'a Path,
}

impl Target<'_> {
    fn write(&self, file: &str, content: &[u8]) -> Result<(), HandoutError> {
        let path = self.folder.join(file);
        let folder = path.parent().unwrap_or(self.folder);
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, content))
            .map_err(|source| HandoutError::Write { path, source })
    }

    /// Takes out of the lock file what nothing needs any more, as the first build would: a student's
    /// first commit holds nothing that the student did not write. Where cargo cannot do it offline
    /// the first build does.
    fn unlock(&self) {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let _pruned_or_left_to_the_first_build = Command::new(cargo)
            .args(["tree", "--quiet", "--offline", "--depth", "0"])
            .current_dir(self.folder)
            .output();
    }

    /// Copies a folder of the course, but for what is named right in it.
    fn copy(&self, root: &Path, from: PathBuf, without: &[&str]) -> Result<(), HandoutError> {
        let path = root.join(&from);
        let entries = fs::read_dir(&path).map_err(HandoutError::read(&path))?;
        for entry in entries {
            let name = entry.map_err(HandoutError::read(&path))?.file_name();
            let name = name.to_string_lossy();
            if without.contains(&name.as_ref()) {
                continue;
            }
            let below = from.join(name.as_ref());
            if root.join(&below).is_dir() {
                self.copy(root, below, &[])?;
            } else if !Strays::of(root).holds(&below) {
                let file = below.to_string_lossy().replace('\\', "/");
                self.write(&file, &read(&root.join(&below))?)?;
            }
        }
        Ok(())
    }
}

fn read(path: &Path) -> Result<Vec<u8>, HandoutError> {
    fs::read(path).map_err(HandoutError::read(path))
}

impl HandoutError {
    fn write(path: &Path) -> impl FnOnce(io::Error) -> HandoutError {
        let path = path.to_owned();
        move |source| HandoutError::Write { path, source }
    }

    fn read(path: &Path) -> impl FnOnce(io::Error) -> HandoutError {
        let path = path.to_owned();
        move |source| HandoutError::Read { path, source }
    }
}
