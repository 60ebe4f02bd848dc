//! The four wings mirror each other, file for file, and KATAS.md lists the same katas. Here they
//! are read from disk and held against each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::catalogue::is_chapter;
use super::strays::{Strays, is_module};
use super::{CATALOGUE, Course, CourseError, KataId, Section, sections_of, text_of};

/// One place where the wings and KATAS.md do not say the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Disagreement {
    /// The kata that it is about; none where it is about no kata of the course.
    pub kata: Option<KataId>,
    /// The file that is missing or should say otherwise, from the course's folder on.
    pub file: String,
    /// What is wrong with it.
    pub what: String,
}

/// The katas that have a stub: every `src/CHAPTER/SLUG.rs`.
pub(super) fn stubs(root: &Path) -> Result<BTreeSet<KataId>, CourseError> {
    katas(&root.join("src"), "mod")
}

/// Every `CHAPTER/SLUG.rs` of a wing, apart from the file that ties a chapter together.
fn katas(wing: &Path, tie: &str) -> Result<BTreeSet<KataId>, CourseError> {
    let mut katas = BTreeSet::new();
    for chapter in chapters(wing)? {
        for file in rust_files(&wing.join(&chapter))? {
            let slug = file.file_stem().unwrap_or_default().to_string_lossy();
            if slug != tie {
                katas.insert(KataId::new(&chapter, slug));
            }
        }
    }
    Ok(katas)
}

/// Every `CHAPTER/SLUG/` of a wing.
fn kata_folders(wing: &Path) -> Result<BTreeSet<KataId>, CourseError> {
    let mut katas = BTreeSet::new();
    for chapter in chapters(wing)? {
        let folders = folders(&wing.join(&chapter))?.into_iter();
        for slug in folders.filter(|folder| is_module(folder)) {
            katas.insert(KataId::new(&chapter, slug));
        }
    }
    Ok(katas)
}

/// The Rust files of a folder that can be modules, by name: `.#gather.rs` and `gather 2.rs` cannot.
/// A folder that is not there has none.
pub(super) fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, CourseError> {
    let is_rust = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.and_then(|name| name.strip_suffix(".rs"))
            .is_some_and(is_module)
            && path.is_file()
    };
    Ok(entries(folder)?.into_iter().filter(is_rust).collect())
}

/// The chapters' folders of a wing. Others may hold what several chapters share.
pub(super) fn chapters(wing: &Path) -> Result<Vec<String>, CourseError> {
    let mut folders = folders(wing)?;
    folders.retain(|folder| is_chapter(folder));
    Ok(folders)
}

fn folders(folder: &Path) -> Result<Vec<String>, CourseError> {
    let folders = entries(folder)?.into_iter().filter(|path| path.is_dir());
    Ok(folders
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .collect())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, CourseError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(CourseError::read(folder))?,
    };
    let paths: Result<Vec<PathBuf>, _> = entries.map(|entry| entry.map(|e| e.path())).collect();
    let mut paths = paths.map_err(CourseError::read(folder))?;
    paths.sort();
    Ok(paths)
}

/// Holds the wings, the files that tie them together and KATAS.md against each other.
pub(super) fn disagreements(course: &Course) -> Result<Vec<Disagreement>, CourseError> {
    let mut found = Found {
        course,
        texts: BTreeMap::new(),
        sections: BTreeMap::new(),
        list: Vec::new(),
    };
    let root = course.root();
    let mut strays = Strays::of(root);
    let mut stubs = stubs(root)?;
    stubs.retain(|kata| {
        course.katas().contains(kata) || !strays.holds(&Path::new("src").join(kata.file()))
    });
    let wings = [
        ("src", stubs),
        ("tests", katas(&root.join("tests"), "main")?),
        ("solutions", katas(&root.join("solutions"), "mod")?),
    ];
    let mut all: BTreeSet<KataId> = course.katas().iter().cloned().collect();
    for (_, katas) in &wings {
        all.extend(katas.iter().cloned());
    }
    for wing in ["solutions", "mistakes"] {
        for kata in kata_folders(&root.join(wing))?.difference(&all) {
            let file = format!("{wing}/{kata}");
            found.add(
                None,
                file,
                format!("belongs to no kata: src/{kata}.rs is missing"),
            );
        }
    }
    if course.catalogue().is_none() {
        found.add(
            None,
            CATALOGUE.into(),
            "is missing: it lists the katas and their order",
        );
    }
    for kata in &all {
        for (wing, katas) in &wings {
            if katas.contains(kata) {
                found.declared(kata, wing)?;
            } else {
                let file = format!("{wing}/{kata}.rs");
                found.add(Some(kata), file, "is missing");
            }
        }
        if course.catalogue().is_some() {
            found.entry(kata)?;
        }
    }
    let mut slugs = BTreeMap::new();
    for kata in &all {
        if let Some(first) = slugs.insert(&kata.slug, kata) {
            let file = format!("src/{kata}.rs");
            found.add(
                Some(kata),
                file,
                format!("has the slug of {first}: slugs are unique"),
            );
        }
    }
    for chapter in course
        .catalogue()
        .iter()
        .flat_map(|catalogue| &catalogue.chapters)
    {
        let listed = |slug: &str| chapter.entries.iter().any(|entry| entry.id.slug == slug);
        let headings = found.sections(&chapter.slug)?.iter();
        let headings: Vec<String> = headings.map(|section| section.slug.clone()).collect();
        for heading in headings.iter().filter(|heading| !listed(heading)) {
            let what =
                format!("has a section `{heading}` that the chapter's table in {CATALOGUE} lacks");
            found.add(None, sections_of(&chapter.slug), what);
        }
    }
    Ok(found.list)
}

struct Found<'a> {
    course: &'a Course,
    texts: BTreeMap<String, Option<String>>,
    /// What chapters say of their katas, each read once.
    sections: BTreeMap<String, Vec<Section>>,
    list: Vec<Disagreement>,
}

impl Found<'_> {
    fn add(&mut self, kata: Option<&KataId>, file: String, what: impl Into<String>) {
        self.list.push(Disagreement {
            kata: kata.cloned(),
            file,
            what: what.into(),
        });
    }

    fn sections(&mut self, chapter: &str) -> Result<&[Section], CourseError> {
        if !self.sections.contains_key(chapter) {
            let sections = self.course.sections(chapter)?;
            self.sections.insert(chapter.to_owned(), sections);
        }
        Ok(&self.sections[chapter])
    }

    /// KATAS.md has to list the kata, with stars; its chapter's README.md has to have a section on
    /// it, with three hints.
    fn entry(&mut self, kata: &KataId) -> Result<(), CourseError> {
        let slug = &kata.slug;
        let course = self.course;
        let Some(entry) = course.entry(kata) else {
            let what = format!("does not list `{slug}` in the table of {}", kata.chapter);
            self.add(Some(kata), CATALOGUE.into(), what);
            return Ok(());
        };
        if !(1..=5).contains(&entry.stars) {
            let what = format!("gives `{slug}` {} stars, not 1 to 5", entry.stars);
            self.add(Some(kata), CATALOGUE.into(), what);
        }
        let mut sections = self.sections(&kata.chapter)?.iter();
        let section = sections.find(|section| section.slug == *slug);
        let lacks = match section.map(|section| section.hints.len()) {
            None => format!("has no section `## {slug}`"),
            Some(3) => return Ok(()),
            Some(hints) => format!("has {hints} of 3 hints for `{slug}`"),
        };
        self.add(Some(kata), sections_of(&kata.chapter), lacks);
        Ok(())
    }

    /// A file that no other file declares is not compiled.
    fn declared(&mut self, kata: &KataId, wing: &str) -> Result<(), CourseError> {
        let KataId { chapter, slug } = kata;
        let chapter_file = format!("src/{chapter}/mod.rs");
        let needed = match wing {
            "src" => vec![
                ("src/lib.rs".to_owned(), format!("mod {chapter};")),
                (chapter_file, format!("mod {slug};")),
            ],
            "tests" => vec![(format!("tests/{chapter}/main.rs"), format!("mod {slug};"))],
            _ => vec![(
                chapter_file,
                format!("path = \"../../solutions/{chapter}/{slug}.rs\""),
            )],
        };
        for (file, line) in needed {
            if !self.text(&file)?.is_some_and(|text| text.contains(&line)) {
                let what = format!("does not declare {wing}/{kata}.rs: `{line}` is missing");
                self.add(Some(kata), file, what);
            }
        }
        Ok(())
    }

    fn text(&mut self, file: &str) -> Result<Option<&str>, CourseError> {
        if !self.texts.contains_key(file) {
            let text = text_of(&self.course.root().join(file))?;
            self.texts.insert(file.to_owned(), text);
        }
        Ok(self.texts[file].as_deref())
    }
}
