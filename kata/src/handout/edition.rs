//! What the course's own files say in an edition without solutions, and with some chapters only.

use std::collections::BTreeSet;
use std::fs;

use toml_edit::{DocumentMut, Item, Table, value};

use super::links::keep_links;
use super::{HandoutError, dependencies};
use crate::course::{CATALOGUE, Course, KataId, keep_modules, sections_of};

const NO_SOLUTIONS: &str = "\n#[cfg(feature = \"solutions\")]\ncompile_error!(\"this edition has no \
                            solutions: whoever handed it out has them\");\n";

/// One way to hand out a course.
#[derive(Clone, Debug)]
pub struct Edition<'a> {
    course: &'a Course,
    /// The chapters that are in it; all for none.
    chosen: Option<BTreeSet<String>>,
}

impl<'a> Edition<'a> {
    /// The edition with these chapters, all for none.
    pub fn of(course: &'a Course, chosen: Option<&BTreeSet<String>>) -> Self {
        Edition {
            course,
            chosen: chosen.cloned(),
        }
    }

    /// The edition that a handed-out folder seems to be: by the chapters that it has.
    pub fn with_chapters(course: &'a Course, has: &dyn Fn(&str) -> bool) -> Self {
        let all = chapters(course);
        let found: BTreeSet<String> = all.iter().filter(|c| has(c)).cloned().collect();
        Edition {
            course,
            chosen: (found.len() < all.len()).then_some(found),
        }
    }

    /// The chapters that are in it.
    pub fn chapters(&self) -> BTreeSet<String> {
        let mut all = chapters(self.course);
        all.retain(|chapter| self.holds(chapter));
        all
    }

    /// The folders of `tests/` that are in it: those of its chapters, and what chapters share.
    pub fn proofs(&self) -> BTreeSet<String> {
        let mut folders = folders(self.course);
        let chapters = chapters(self.course);
        folders.retain(|folder| !chapters.contains(folder) || self.holds(folder));
        folders
    }

    /// The files that are different in an edition.
    pub fn files(&self) -> Vec<String> {
        let fixed = [
            "Cargo.toml",
            CATALOGUE,
            "lab/Cargo.toml",
            "tokio-lab/Cargo.toml",
            "kata/Cargo.toml",
            "src/lib.rs",
        ];
        let chapters = self.chapters();
        let ties = chapters
            .iter()
            .flat_map(|chapter| [format!("src/{chapter}/mod.rs"), sections_of(chapter)]);
        fixed.map(str::to_owned).into_iter().chain(ties).collect()
    }

    /// What one of [`Edition::files`] says in it; none where the course has no such file.
    ///
    /// # Errors
    /// [`HandoutError::Manifest`] where it is a manifest and cannot be understood.
    pub fn text(&self, file: &str) -> Result<Option<String>, HandoutError> {
        let path = self.course.root().join(file);
        let Ok(text) = fs::read_to_string(&path) else {
            return Ok(None);
        };
        let wrong = |problem: String| HandoutError::Manifest {
            path: path.clone(),
            problem,
        };
        Ok(Some(match file {
            "Cargo.toml" => {
                dependencies::keep_needed(self.course, &self.chapters(), &text).map_err(wrong)?
            }
            CATALOGUE => self.linked(&self.catalogue(&text)),
            "src/lib.rs" => {
                let text = without_word_of_solutions(&text);
                keep_modules(&text, |chapter| self.holds(chapter)) + NO_SOLUTIONS
            }
            file if file.ends_with("Cargo.toml") => without_tests(&text).map_err(wrong)?,
            file if file.ends_with(".md") => self.linked(&text),
            _ => without_solutions(&text),
        }))
    }

    pub(super) fn holds(&self, chapter: &str) -> bool {
        self.chosen
            .as_ref()
            .is_none_or(|chosen| chosen.contains(chapter))
    }

    /// Sections of chapters that are not in it go.
    fn catalogue(&self, text: &str) -> String {
        let mut kept = String::new();
        let mut holds = true;
        for line in text.split_inclusive('\n') {
            if let Some(heading) = line.strip_prefix("## ") {
                let chapter = heading.split(':').next().unwrap_or(heading).trim();
                holds = !chapters(self.course).contains(chapter) || self.holds(chapter);
            }
            if holds {
                kept += line;
            }
        }
        kept
    }

    /// Links to what is not in it go: sections of other katas, files of other chapters.
    fn linked(&self, text: &str) -> String {
        let chapters = chapters(self.course);
        let left_out = |name: &str| chapters.contains(name) && !self.holds(name);
        keep_links(text, |target| {
            let (path, section) = target.split_once('#').unwrap_or((target, ""));
            let of = |kata: &&KataId| kata.slug == section;
            let kata = self.course.katas().iter().find(of);
            let to_kata = kata.is_some_and(|kata| !self.holds(&kata.chapter));
            !to_kata && !path.split('/').any(left_out)
        })
    }
}

/// Every chapter that has a folder of proofs.
fn chapters(course: &Course) -> BTreeSet<String> {
    let tests = course.root().join("tests");
    let mut folders = folders(course);
    folders.retain(|folder| tests.join(folder).join("main.rs").is_file());
    folders
}

/// Every folder of `tests/`.
fn folders(course: &Course) -> BTreeSet<String> {
    let entries = fs::read_dir(course.root().join("tests"));
    let folders = entries
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_dir());
    folders
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

/// The paragraph at a file's top that is about solutions goes.
fn without_word_of_solutions(text: &str) -> String {
    let (about, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let paragraphs = about.split("\n//!\n");
    let kept: Vec<&str> = paragraphs
        .filter(|one| !one.contains("solutions"))
        .collect();
    format!("{}\n\n{rest}", kept.join("\n//!\n"))
}

/// The lines that put a reference in a stub's place go.
fn without_solutions(text: &str) -> String {
    let mut kept = String::new();
    let mut attribute: Option<String> = None;
    for line in text.split_inclusive('\n') {
        if line.starts_with("#[cfg_attr(") {
            attribute = Some(String::new());
        }
        let Some(begun) = &mut attribute else {
            kept += line;
            continue;
        };
        *begun += line;
        if line.trim_end().ends_with(")]") {
            let whole = attribute.take().unwrap_or_default();
            if !whole.contains("solutions") {
                kept += &whole;
            }
        }
    }
    kept
}

/// A package without its own tests needs no word about them, and nothing to run them with. Units
/// that are tested in its sources are not either.
fn without_tests(text: &str) -> Result<String, String> {
    let mut manifest: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| error.to_string())?;
    manifest.remove("test");
    manifest.remove("dev-dependencies");
    let library = manifest.entry("lib").or_insert(Item::Table(Table::new()));
    for tests in ["test", "doctest"] {
        library[tests] = value(false);
    }
    Ok(manifest.to_string())
}
