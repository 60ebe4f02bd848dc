//! The course as a tool sees it: where it is, which katas it has, where each kata's files are.

mod catalogue;
mod error;
mod header;
mod id;
mod modules;
mod names;
mod promised;
mod promises;
mod sections;
mod strays;
mod wings;

use std::env;
use std::path::{Path, PathBuf};

pub use catalogue::{Catalogue, Chapter, Entry};
pub use error::CourseError;
pub use header::{HeaderError, MistakeHeader, Told, first_line, red_at_first};
pub use id::KataId;
pub use modules::{declares, keep_modules};
pub use names::{Named, nearest};
pub use promised::{PROMISES, Promised};
pub use promises::{Sentence, TaskText};
pub use sections::{Hint, Section};
pub use strays::Strays;
pub use wings::Disagreement;

/// Where a handed-out course keeps its stubs as they were: an answer that does not compile needs
/// something to stand in for it.
pub const STUBS: &str = "kata/stubs";

/// The name of the catalogue's file.
pub const CATALOGUE: &str = "KATAS.md";

/// A course: the folder, its catalogue and the list of its katas.
#[derive(Clone, Debug)]
pub struct Course {
    root: PathBuf,
    catalogue: Option<Catalogue>,
    katas: Vec<KataId>,
}

impl Course {
    /// Finds the course that holds the current directory, or else the one whose `cargo kata` this
    /// is.
    ///
    /// # Errors
    /// [`CourseError::NotFound`], and whatever [`Course::open`] gives.
    pub fn find() -> Result<Self, CourseError> {
        let here = env::current_dir().map_err(|source| CourseError::Read {
            path: PathBuf::from("."),
            source,
        })?;
        // `cargo run` names the folder of this very package; the course is around it.
        let own = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let roots = here
            .ancestors()
            .chain(own.iter().flat_map(|own| own.ancestors()));
        for root in roots {
            if missing(root)?.is_none() {
                return Course::open(root);
            }
        }
        Err(CourseError::NotFound { from: here })
    }

    /// Opens the course in the given folder.
    ///
    /// # Errors
    /// [`CourseError::NotACourse`] where the folder does not hold one, [`CourseError::Read`] where
    /// a file of it cannot be read.
    pub fn open(root: &Path) -> Result<Self, CourseError> {
        let root = std::path::absolute(root).map_err(CourseError::read(root))?;
        if let Some(missing) = missing(&root)? {
            return Err(CourseError::NotACourse { root, missing });
        }
        let catalogue = text_of(&root.join(CATALOGUE))?.map(|text| Catalogue::parse(&text));
        let katas: Vec<KataId> = match &catalogue {
            Some(catalogue) => catalogue.entries().map(|entry| entry.id.clone()).collect(),
            None => wings::stubs(&root)?.into_iter().collect(),
        };
        Ok(Course {
            root,
            catalogue,
            katas,
        })
    }

    /// The folder, as an absolute path.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What KATAS.md says; none where there is no such file.
    pub fn catalogue(&self) -> Option<&Catalogue> {
        self.catalogue.as_ref()
    }

    /// What KATAS.md says of one kata.
    pub fn entry(&self, kata: &KataId) -> Option<&Entry> {
        self.catalogue
            .as_ref()?
            .entries()
            .find(|entry| entry.id == *kata)
    }

    /// What `README.md` of a chapter's folder says of its katas, in its order; nothing where there is
    /// no such file.
    ///
    /// # Errors
    /// [`CourseError::Read`] where the file is there and cannot be read.
    pub fn sections(&self, chapter: &str) -> Result<Vec<Section>, CourseError> {
        let text = text_of(&self.root.join(sections_of(chapter)))?;
        Ok(text.map_or_else(Vec::new, |text| sections::sections(&text)))
    }

    /// What `README.md` of its chapter's folder says of a kata.
    ///
    /// # Errors
    /// As [`Course::sections`].
    pub fn section(&self, kata: &KataId) -> Result<Option<Section>, CourseError> {
        let mut sections = self.sections(&kata.chapter)?.into_iter();
        Ok(sections.find(|section| section.slug == kata.slug))
    }

    /// Every kata of KATAS.md, in its order. What else lies in `src/` is none; where there is no
    /// KATAS.md, every stub is one.
    pub fn katas(&self) -> &[KataId] {
        &self.katas
    }

    /// The katas that these names mean, in the course's order; all for none.
    ///
    /// # Errors
    /// As [`Course::named`].
    pub fn select(&self, names: &[String]) -> Result<Vec<KataId>, CourseError> {
        let mut wanted = Vec::new();
        for name in names {
            match self.named(name)? {
                Named::Kata(kata) => wanted.push(kata),
                Named::Chapter(katas) => wanted.extend(katas),
            }
        }
        let named = |kata: &&KataId| names.is_empty() || wanted.contains(kata);
        Ok(self.katas.iter().filter(named).cloned().collect())
    }

    /// The file that the learner fills: `src/CHAPTER/SLUG.rs`.
    pub fn stub(&self, kata: &KataId) -> PathBuf {
        self.root.join("src").join(kata.file())
    }

    /// The stub as it was handed out: `kata/stubs/CHAPTER/SLUG.rs`, in a handed-out course only.
    pub fn kept_stub(&self, kata: &KataId) -> PathBuf {
        self.root.join(STUBS).join(kata.file())
    }

    /// The file of the kata's tests: `tests/CHAPTER/SLUG.rs`.
    pub fn proof(&self, kata: &KataId) -> PathBuf {
        self.root.join("tests").join(kata.file())
    }

    /// The answer that the course gives: `solutions/CHAPTER/SLUG.rs`.
    pub fn reference(&self, kata: &KataId) -> PathBuf {
        self.root.join("solutions").join(kata.file())
    }

    /// Other right answers, `solutions/CHAPTER/SLUG/*.rs`, by name.
    ///
    /// # Errors
    /// [`CourseError::Read`] where the folder is there and cannot be read.
    pub fn alternatives(&self, kata: &KataId) -> Result<Vec<PathBuf>, CourseError> {
        wings::rust_files(&self.root.join("solutions").join(kata.folder()))
    }

    /// Wrong answers, `mistakes/CHAPTER/SLUG/*.rs`, by name.
    ///
    /// # Errors
    /// [`CourseError::Read`] where the folder is there and cannot be read.
    pub fn mistakes(&self, kata: &KataId) -> Result<Vec<PathBuf>, CourseError> {
        wings::rust_files(&self.root.join("mistakes").join(kata.folder()))
    }

    /// Where the wings and KATAS.md do not list the same katas.
    ///
    /// # Errors
    /// [`CourseError::Read`] where a folder or file cannot be read.
    pub fn disagreements(&self) -> Result<Vec<Disagreement>, CourseError> {
        wings::disagreements(self)
    }

    /// A path as people read it: from the course's folder on, with `/` between the parts.
    pub fn shown(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.root).unwrap_or(path);
        path.display()
            .to_string()
            .replace(std::path::MAIN_SEPARATOR, "/")
    }
}

/// The file with the sections of a chapter's katas, from the course's folder on.
pub fn sections_of(chapter: &str) -> String {
    format!("src/{chapter}/README.md")
}

/// What a file says; none where there is no such file.
fn text_of(path: &Path) -> Result<Option<String>, CourseError> {
    match std::fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        other => other.map(Some).map_err(CourseError::read(path)),
    }
}

/// What a folder lacks of a course; none where it is one.
fn missing(root: &Path) -> Result<Option<PathBuf>, CourseError> {
    for needed in ["Cargo.toml", "src/lib.rs"] {
        if !root.join(needed).is_file() {
            return Ok(Some(needed.into()));
        }
    }
    let chapters = wings::chapters(&root.join("src"))?;
    Ok(chapters
        .is_empty()
        .then(|| "a chapter in src, such as src/c01_basics,".into()))
}
