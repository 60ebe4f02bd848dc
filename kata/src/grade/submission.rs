//! What somebody handed in: kata files and nothing else.
//!
//! Nothing of a submission is believed. A kata's file is looked at without following links, read
//! up to a limit, and taken only if it is a plain file of text. Everything else in a submission is
//! left where it is; where it differs from the course, a note says that it was not used.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::GradeError;
use crate::course::{Course, KataId};
use crate::handout::Edition;

/// No answer to a kata is larger: the longest reference is a twentieth of it.
const LARGEST: u64 = 256 << 10;

/// Notes are for people: so many differing files are named, the rest are counted.
const MOST_NOTES: usize = 20;

/// One submission, taken from its folder.
#[derive(Clone, Debug)]
pub struct Submission {
    /// What it is called in reports: the path as it was given.
    pub name: String,
    /// What was handed in for each kata of the course, in its order.
    pub handed_in: Vec<(KataId, HandedIn)>,
    /// What a grader should know and no score depends on.
    pub notes: Vec<String>,
}

/// What was handed in for one kata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandedIn {
    /// No file.
    Nothing,
    /// A text.
    Answer(String),
    /// A file that is not taken, and why.
    Refused(String),
}

impl Submission {
    /// Takes a submission from a learner's checkout, or from a bare folder laid out like `src/`.
    ///
    /// # Errors
    /// [`GradeError::NoSubmission`] where the path is no folder, or one that holds no chapter.
    pub fn take(course: &Course, path: &Path) -> Result<Self, GradeError> {
        let none = |problem: &str| GradeError::NoSubmission {
            path: path.to_owned(),
            problem: problem.to_owned(),
        };
        if !path.is_dir() {
            return Err(none("there is no such folder"));
        }
        let holds_chapters = |root: &Path| {
            let mut chapters = course.katas().iter().map(|kata| &kata.chapter);
            chapters.any(|chapter| is_folder(&root.join(chapter)))
        };
        let checkout = path.join("src");
        let (answers, is_checkout) = match (holds_chapters(&checkout), holds_chapters(path)) {
            (true, _) => (checkout, true),
            (false, true) => (path.to_owned(), false),
            (false, false) => {
                return Err(none(
                    "it holds no chapter: neither src/c01_… nor c01_… is in it",
                ));
            }
        };
        let handed_in = course
            .katas()
            .iter()
            .map(|kata| (kata.clone(), hand_in(&answers, kata)))
            .collect();
        let notes = match is_checkout {
            true => differences(course, path),
            false => Vec::new(),
        };
        Ok(Submission {
            name: path.display().to_string(),
            handed_in,
            notes,
        })
    }

    /// What was handed in for one kata.
    pub(super) fn of(&self, kata: &KataId) -> &HandedIn {
        let found = self.handed_in.iter().find(|(handed, _)| handed == kata);
        found.map_or(&HandedIn::Nothing, |(_, handed_in)| handed_in)
    }
}

/// A folder that is not a link to one.
fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}

fn hand_in(answers: &Path, kata: &KataId) -> HandedIn {
    let refused = |why: &str| HandedIn::Refused(why.to_owned());
    if fs::symlink_metadata(answers.join(&kata.chapter)).is_ok_and(|found| found.is_symlink()) {
        return refused("the chapter is a link; an answer is a file of its own");
    }
    let path = answers.join(kata.file());
    let Ok(found) = fs::symlink_metadata(&path) else {
        return HandedIn::Nothing;
    };
    if found.is_symlink() {
        return refused("it is a link; an answer is a file of its own");
    }
    if found.is_dir() {
        return refused("it is a folder; an answer is a file");
    }
    if !found.is_file() {
        return refused("it is neither a file nor a folder");
    }
    let too_large = || HandedIn::Refused(format!("it is larger than {} KiB", LARGEST >> 10));
    if found.len() > LARGEST {
        return too_large();
    }
    let mut source = Vec::new();
    let read = File::open(&path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut source));
    match read {
        Err(error) => HandedIn::Refused(format!("it cannot be read: {error}")),
        Ok(_) if source.len() as u64 > LARGEST => too_large(),
        Ok(_) => match String::from_utf8(source) {
            Ok(source) => HandedIn::Answer(source),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                HandedIn::Refused(format!(
                    "it is not UTF-8 text: byte {at} is none of a character"
                ))
            }
        },
    }
}

/// The files of a checkout that a learner never touches, where they are not the course's.
fn differences(course: &Course, checkout: &Path) -> Vec<String> {
    let mut notes = Vec::new();
    for file in own_files(course) {
        let (theirs, ours) = (checkout.join(&file), course.root().join(&file));
        let Ok(found) = fs::symlink_metadata(&theirs) else {
            // Whoever handed in less than a whole checkout changed nothing.
            continue;
        };
        let is = |text: &[u8]| {
            found.is_file()
                && found.len() == text.len() as u64
                && fs::read(&theirs).is_ok_and(|theirs| theirs == text)
        };
        let same = fs::read(&ours).is_ok_and(|ours| is(&ours))
            || editions(course, checkout, &file).is_some_and(|text| is(text.as_bytes()));
        if !same {
            let file = file.display().to_string().replace('\\', "/");
            notes.push(format!("{file} differs from the course and was not used"));
        }
    }
    let more = notes.len().saturating_sub(MOST_NOTES);
    if more > 0 {
        notes.truncate(MOST_NOTES);
        notes.push(format!(
            "{more} more files differ from the course and were not used"
        ));
    }
    notes
}

/// What a file says in a handed-out course.
fn editions(course: &Course, checkout: &Path, file: &Path) -> Option<String> {
    let edition = Edition::that_is(course, checkout);
    edition.text(&file.to_str()?.replace('\\', "/")).ok()?
}

/// The course's own files that could change a verdict if they were a submission's.
fn own_files(course: &Course) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = [
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain.toml",
        ".cargo/config.toml",
        "src/lib.rs",
    ]
    .map(PathBuf::from)
    .into();
    let mut chapters: Vec<&String> = course.katas().iter().map(|kata| &kata.chapter).collect();
    chapters.dedup();
    files.extend(
        chapters
            .iter()
            .map(|chapter| Path::new("src").join(chapter).join("mod.rs")),
    );
    files.extend(
        chapters
            .iter()
            .map(|chapter| Path::new("tests").join(chapter).join("main.rs")),
    );
    files.extend(
        course
            .katas()
            .iter()
            .map(|kata| Path::new("tests").join(kata.file())),
    );
    files
}
