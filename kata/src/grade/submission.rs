//! What somebody handed in: kata files and nothing else.
//!
//! Nothing of a submission is believed, and nothing of it keeps anybody from a report: what cannot
//! be read is worth nothing, and a note says why. Everything else in a submission is left where it
//! is; where it differs from the course, a note says that it was not used.

use std::fs;
use std::path::{Path, PathBuf};

use super::folder::Folder;
use super::layout::{Layout, layout, unpacked};
use super::packed::is_archive;
use super::strays;
use super::untrusted::{self, Found};
use crate::course::{Course, KataId};
use crate::handout::Edition;

/// No answer to a kata is larger: the longest reference is a twentieth of it.
const LARGEST: u64 = 256 << 10;

/// None of the course's own files is larger.
const LARGEST_OF_COURSE: u64 = 4 << 20;

/// The file that pins what is built with what.
const LOCK: &str = "Cargo.lock";

/// Notes are for people: so many files are named, the rest are counted.
const MOST_NOTES: usize = 20;

/// One submission, taken from its folder.
#[derive(Clone, Debug)]
pub struct Submission {
    /// What it is called in reports: the path as it was given.
    pub name: String,
    /// What was handed in for each kata of the course, in its order.
    pub handed_in: Vec<(KataId, HandedIn)>,
    /// When the latest of its answers was written, in seconds since 1970 began.
    pub written: Option<i64>,
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
    /// A file that is no text, and why.
    NoText(String),
    /// A file that is not taken, and why.
    Refused(String),
}

impl Submission {
    /// Whether a path can be a submission: a folder, or an archive that is read. A link to either is
    /// one as well, of nothing.
    pub fn is_one(path: &Path) -> bool {
        let archive = || is_archive(&path.file_name().unwrap_or_default().to_string_lossy());
        path.is_dir() || archive() || path.is_symlink()
    }

    /// Takes a submission from a learner's checkout, or from a folder that holds answers in another
    /// way: laid out like `src/`, one or two folders down, or just the katas' files; or from an
    /// archive of any of these.
    ///
    /// Where nothing can be read nothing was handed in, and a note says why.
    pub fn take(course: &Course, path: &Path) -> Self {
        let mut submission = Submission {
            name: shown(path),
            handed_in: Vec::new(),
            written: None,
            notes: Vec::new(),
        };
        let found = match opened(path).and_then(|folder| layout(course, folder)) {
            Ok(found) => found,
            Err(why) => {
                submission.notes.push(format!("nothing was graded: {why}"));
                return submission;
            }
        };
        if !found.way.is_empty() {
            let way = found.way.join("/");
            submission
                .notes
                .push(format!("what was graded stands in its folder {way}"));
        }
        for kata in course.katas() {
            let handed_in = hand_in(&found.layout, kata);
            submission.written = submission.written.max(written(&found.layout, kata));
            submission.handed_in.push((kata.clone(), handed_in));
        }
        submission
            .notes
            .extend(few(strays::notes(course, &found.layout), |more| {
                format!("{more} more files look like answers and were not read")
            }));
        if let Some(checkout) = &found.checkout {
            submission.notes.extend(differences(course, checkout));
        }
        submission
    }

    /// That of somebody who handed in nothing.
    pub fn nothing(name: String) -> Self {
        Submission {
            name,
            handed_in: Vec::new(),
            written: None,
            notes: vec!["nothing was handed in".to_owned()],
        }
    }

    /// What was handed in for one kata.
    pub(super) fn of(&self, kata: &KataId) -> &HandedIn {
        let found = self.handed_in.iter().find(|(handed, _)| handed == kata);
        found.map_or(&HandedIn::Nothing, |(_, handed_in)| handed_in)
    }
}

/// A path as reports name it. Bytes that are no text are spelled `\xff`, and a backslash is doubled,
/// so that no two paths are shown alike.
pub fn shown(path: &Path) -> String {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        let mut text = String::new();
        for chunk in path.as_os_str().as_bytes().utf8_chunks() {
            text += &chunk.valid().replace('\\', "\\\\");
            for byte in chunk.invalid() {
                text += &format!("\\x{byte:02x}");
            }
        }
        text
    }
    #[cfg(not(unix))]
    path.display().to_string()
}

/// The folder that was handed in, or the top folder of the archive; otherwise why there is none.
fn opened(path: &Path) -> Result<Folder, String> {
    let found =
        fs::symlink_metadata(path).map_err(|error| format!("it cannot be read: {error}"))?;
    if found.is_symlink() {
        return Err("it is a link; a submission is a folder of its own".to_owned());
    }
    let cannot = |error: std::io::Error| format!("it cannot be opened: {error}");
    if !found.is_file() {
        return untrusted::Folder::open(path)
            .map(Folder::OnDisk)
            .map_err(cannot);
    }
    // Links above the archive are whoever grades' own.
    let absolute = std::path::absolute(path).map_err(cannot)?;
    let (Some(around), Some(name)) = (absolute.parent(), path.file_name()) else {
        return Err("it has no name".to_owned());
    };
    let around = around.canonicalize().map_err(cannot)?;
    let around = untrusted::Folder::open(&around).map_err(cannot)?;
    unpacked(&Folder::OnDisk(around), &name.to_string_lossy())
}

fn hand_in(layout: &Layout, kata: &KataId) -> HandedIn {
    let file = format!("{}.rs", kata.slug);
    let found = match layout {
        Layout::Flat(folder) => folder.read(&file, LARGEST),
        Layout::Chapters(answers) => match answers.folder(&kata.chapter) {
            Some(chapter) => chapter.read(&file, LARGEST),
            None if answers.is_link(&kata.chapter) => {
                let why = "the chapter is a link; an answer is a file of its own";
                return HandedIn::Refused(why.to_owned());
            }
            None => Found::Nothing,
        },
    };
    match found {
        Found::Nothing => HandedIn::Nothing,
        Found::Refused(why) => HandedIn::Refused(format!("it {why}")),
        Found::File(source) => text(source),
    }
}

/// When the answer to a kata was written.
fn written(layout: &Layout, kata: &KataId) -> Option<i64> {
    let file = format!("{}.rs", kata.slug);
    match layout {
        Layout::Flat(folder) => folder.written(&file),
        Layout::Chapters(answers) => answers.folder(&kata.chapter)?.written(&file),
    }
}

fn text(source: Vec<u8>) -> HandedIn {
    String::from_utf8(source).map_or_else(
        |error| {
            let at = error.utf8_error().valid_up_to();
            let encoding = match error.as_bytes() {
                [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
                    ": it looks like UTF-16, which some editors write; save it as UTF-8"
                }
                _ => "",
            };
            let why = format!("it is not UTF-8 text: byte {at} is none of a character{encoding}");
            HandedIn::NoText(why)
        },
        HandedIn::Answer,
    )
}

/// The files of a checkout that a learner never touches, where they are not the course's.
fn differences(course: &Course, checkout: &Folder) -> Vec<String> {
    let has = |chapter: &str| {
        let src = checkout.folder("src");
        src.is_some_and(|src| src.folder(chapter).is_some())
    };
    let edition = Edition::with_chapters(course, &has);
    let mut notes = Vec::new();
    for file in own_files(course) {
        let name = file.display().to_string().replace('\\', "/");
        let theirs = match below(checkout, &name) {
            // Whoever handed in less than a whole checkout changed nothing.
            Found::Nothing => continue,
            Found::File(theirs) => Some(theirs),
            Found::Refused(_) => None,
        };
        let is = |text: &[u8]| theirs.as_deref() == Some(text);
        let same = fs::read(course.root().join(&file)).is_ok_and(|ours| {
            is(&ours) || name == LOCK && theirs.as_deref().is_some_and(|t| pins_no_other(t, &ours))
        }) || matches!(edition.text(&name), Ok(Some(text)) if is(text.as_bytes()));
        if !same {
            notes.push(format!("{name} differs from the course and was not used"));
        }
    }
    few(notes, |more| {
        format!("{more} more files differ from the course and were not used")
    })
}

/// As many notes as a person reads, and how many more there are.
fn few(mut notes: Vec<String>, rest: impl Fn(usize) -> String) -> Vec<String> {
    let more = notes.len().saturating_sub(MOST_NOTES);
    if more > 0 {
        notes.truncate(MOST_NOTES);
        notes.push(rest(more));
    }
    notes
}

/// Whether a lock file pins each package as the course's does. An edition of some chapters has fewer,
/// and cargo takes out what nothing needs.
fn pins_no_other(theirs: &[u8], ours: &[u8]) -> bool {
    let pins = |text: &[u8]| -> Option<Vec<toml::Value>> {
        let file: toml::Table = std::str::from_utf8(text).ok()?.parse().ok()?;
        let packages = file.get("package")?.as_array()?.iter().cloned();
        Some(
            packages
                .map(|mut package| {
                    // Of what it needs, that says no more than the pins of those.
                    package.as_table_mut().map(|p| p.remove("dependencies"));
                    package
                })
                .collect(),
        )
    };
    match (pins(theirs), pins(ours)) {
        (Some(theirs), Some(ours)) => theirs.iter().all(|package| ours.contains(package)),
        _ => false,
    }
}

/// A file by its path from a folder on.
fn below(folder: &Folder, path: &str) -> Found {
    let Some((first, rest)) = path.split_once('/') else {
        return folder.read(path, LARGEST_OF_COURSE);
    };
    match folder.folder(first) {
        Some(inner) => below(&inner, rest),
        None => Found::Nothing,
    }
}

/// The course's own files that could change a verdict if they were a submission's.
fn own_files(course: &Course) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = [
        "Cargo.toml",
        LOCK,
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
