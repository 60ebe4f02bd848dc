//! New katas and chapters: their files and lines in all four wings, for whoever adds them to fill;
//! and taking them away again.

mod names;
mod places;
mod texts;

use std::fs;
use std::path::PathBuf;

use super::LearnError;
use crate::course::{CATALOGUE, Course, KataId, sections_of};

/// What stands wherever something has to be written. `verify` refuses it.
pub const TO_WRITE: &str = "(to write";

/// What was written, or taken away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scaffold {
    /// The files that are new; when undone, those that are gone.
    pub created: Vec<PathBuf>,
    /// The files that have new lines, or have them no more.
    pub changed: Vec<PathBuf>,
}

/// Everything that a new kata or chapter is made of.
struct Plan {
    files: Vec<(PathBuf, String)>,
    lines: Vec<(PathBuf, Lines)>,
}

/// Lines that are put into a file that is there, and where.
enum Lines {
    /// A module, in the order that rustfmt wants.
    Module { name: String, text: String },
    /// A row at the end of the table of a chapter.
    Row { chapter: String, row: String },
    /// A chapter behind the others.
    Chapter(String),
    /// At the end.
    End(String),
}

/// Writes the files of a new kata, and names it in its chapter's lists and in KATAS.md.
///
/// # Errors
/// [`LearnError`] where the slug or the chapter will not do, or a file cannot be written.
pub fn scaffold(course: &Course, chapter: &str, slug: &str) -> Result<Scaffold, LearnError> {
    let chapter = names::chapter_of(course, chapter)?;
    names::check_slug(course, slug)?;
    kata(course, &KataId::new(chapter, slug)).carry_out()
}

/// Writes the files of a new chapter, and names it in the course's lists and in KATAS.md.
///
/// # Errors
/// [`LearnError`] where the name will not do, or a file cannot be written.
pub fn scaffold_chapter(course: &Course, chapter: &str) -> Result<Scaffold, LearnError> {
    names::check_chapter(course, chapter)?;
    self::chapter(course, chapter).carry_out()
}

/// Takes a kata or a chapter away again, as long as nothing was written into it.
///
/// # Errors
/// [`LearnError::WrittenOn`] with everything that is no longer as `new` wrote it: then nothing is
/// taken away.
pub fn undo(course: &Course, name: &str) -> Result<Scaffold, LearnError> {
    if let Some(kata) = course.katas().iter().find(|kata| kata.slug == name) {
        return self::kata(course, kata).take_back(course);
    }
    let chapter = names::chapter_of(course, name)?;
    if let Some(kata) = course.katas().iter().find(|kata| kata.chapter == chapter) {
        return Err(LearnError::WrittenOn {
            what: format!("{chapter} has katas, {} for one", kata.slug),
        });
    }
    self::chapter(course, &chapter).take_back(course)
}

fn kata(course: &Course, kata: &KataId) -> Plan {
    let KataId { chapter, slug } = kata;
    let root = course.root();
    let mistakes = root.join("mistakes").join(kata.folder());
    Plan {
        files: vec![
            (course.stub(kata), texts::stub(slug)),
            (course.proof(kata), texts::proof(chapter, slug)),
            (course.reference(kata), texts::reference(slug)),
            (mistakes.join("does_nothing.rs"), texts::mistake(slug)),
        ],
        lines: vec![
            (
                root.join("src").join(chapter).join("mod.rs"),
                Lines::Module {
                    name: slug.clone(),
                    text: texts::switch(chapter, slug),
                },
            ),
            (
                root.join("tests").join(chapter).join("main.rs"),
                Lines::Module {
                    name: slug.clone(),
                    text: format!("mod {slug};\n"),
                },
            ),
            (
                root.join(CATALOGUE),
                Lines::Row {
                    chapter: chapter.clone(),
                    row: texts::row(chapter, slug),
                },
            ),
            (
                root.join(sections_of(chapter)),
                Lines::End(texts::section(slug)),
            ),
        ],
    }
}

fn chapter(course: &Course, chapter: &str) -> Plan {
    let root = course.root();
    Plan {
        files: vec![
            (
                root.join("src").join(chapter).join("mod.rs"),
                texts::tie(chapter),
            ),
            (
                root.join("tests").join(chapter).join("main.rs"),
                texts::tie(chapter),
            ),
            (root.join(sections_of(chapter)), texts::sections(chapter)),
        ],
        lines: vec![
            (
                root.join("src/lib.rs"),
                Lines::Module {
                    name: chapter.to_owned(),
                    text: format!("pub mod {chapter};\n"),
                },
            ),
            (
                root.join(CATALOGUE),
                Lines::Chapter(texts::chapter(chapter)),
            ),
        ],
    }
}

impl Plan {
    fn carry_out(self) -> Result<Scaffold, LearnError> {
        let mut done = Scaffold::default();
        // First what may fail for what the course holds, then what is only new.
        for (path, lines) in self.lines {
            let text = fs::read_to_string(&path).map_err(LearnError::read(&path))?;
            fs::write(&path, lines.put(&text)).map_err(LearnError::write(&path))?;
            done.changed.push(path);
        }
        for (path, text) in self.files {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(LearnError::write(folder))?;
            }
            fs::write(&path, text).map_err(LearnError::write(&path))?;
            done.created.push(path);
        }
        Ok(done)
    }

    fn take_back(self, course: &Course) -> Result<Scaffold, LearnError> {
        let mut written_on = Vec::new();
        for (path, text) in &self.files {
            let as_written = fs::read_to_string(path).is_ok_and(|now| now == *text);
            if path.exists() && !as_written {
                written_on.push(course.shown(path));
            }
        }
        let mut without = Vec::new();
        for (path, lines) in self.lines {
            let text = fs::read_to_string(&path).map_err(LearnError::read(&path))?;
            match lines.taken_from(&text) {
                Some(text) => without.push((path, text)),
                None => written_on.push(course.shown(&path)),
            }
        }
        if !written_on.is_empty() {
            return Err(LearnError::WrittenOn {
                what: written_on.join(", "),
            });
        }
        let mut done = Scaffold::default();
        for (path, text) in without {
            fs::write(&path, text).map_err(LearnError::write(&path))?;
            done.changed.push(path);
        }
        for (path, _) in self.files.into_iter().filter(|(path, _)| path.exists()) {
            fs::remove_file(&path).map_err(LearnError::write(&path))?;
            // Folders go as soon as nothing is in them.
            let mut folder = path.parent();
            while let Some(empty) = folder.filter(|folder| fs::remove_dir(folder).is_ok()) {
                folder = empty.parent();
            }
            done.created.push(path);
        }
        Ok(done)
    }
}

impl Lines {
    /// The text with these lines.
    fn put(&self, text: &str) -> String {
        match self {
            Lines::Module { name, text: lines } => places::with_module(text, name, lines),
            Lines::Row { chapter, row } => places::with_row(text, chapter, row),
            Lines::Chapter(lines) => places::with_chapter(text, lines),
            Lines::End(lines) => format!("{}\n\n{lines}", text.trim_end()),
        }
    }

    /// The text without these lines; none where they are not in it as they were put.
    fn taken_from(&self, text: &str) -> Option<String> {
        let without = match self {
            Lines::Module { text: lines, .. } => text.replacen(lines, "", 1),
            Lines::Row { row, .. } => places::without_row(text, row),
            Lines::Chapter(lines) => text.replacen(lines, "", 1),
            Lines::End(lines) => text.replacen(&format!("\n\n{lines}"), "\n", 1),
        };
        (without != text).then(|| without.trim_end().to_owned() + "\n")
    }
}
