//! The compiler's messages, and whose answer each one is about.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use console::{measure_text_width, strip_ansi_codes};
use serde::{Deserialize, Serialize};
use tokio_lab_timeline::Style;

use super::paths::Paths;
use super::redrawing::{self, Sources};
use crate::course::KataId;

/// One message of the compiler about an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// What is wrong, in a line.
    pub message: String,
    /// The whole message as people read it, paths from the course's folder on.
    pub rendered: String,
    /// Where in the course it points, where it points there at all.
    pub place: Option<Place>,
    /// What it takes to write the message again, for a terminal; none where the compiler gave none.
    #[serde(skip)]
    parts: Option<Parts>,
}

/// A message in its parts, and the sources that it points at.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Parts {
    message: Message,
    sources: Sources,
    /// As the compiler wrote it, in colour.
    coloured: String,
}

impl Diagnostic {
    /// What no compiler has said in so many parts.
    pub(super) fn plain(message: String, rendered: String) -> Self {
        Diagnostic {
            message,
            rendered,
            place: None,
            parts: None,
        }
    }

    /// The whole message for a terminal: as the compiler wrote it where that fits, and drawn again
    /// where the terminal is too narrow for it.
    ///
    /// On some systems the compiler asks the terminal how wide it is, though cargo reads what it
    /// writes. But a terminal may have another width by now, and words are never folded. To tell the
    /// compiler by a flag would make cargo build anew for each width.
    pub fn drawn(&self, style: Style) -> Cow<'_, str> {
        let Some(parts) = &self.parts else {
            return Cow::Borrowed(&self.rendered);
        };
        let fits = |text: &str| {
            text.lines()
                .all(|line| measure_text_width(line) <= style.width)
        };
        if !fits(&self.rendered)
            && let Some(drawn) = redrawing::draw(&parts.message, &parts.sources, style)
        {
            return Cow::Owned(drawn);
        }
        Cow::Borrowed(match style.colour {
            true => &parts.coloured,
            false => &self.rendered,
        })
    }

    /// What is wrong and where, in a line.
    pub fn in_a_line(&self) -> String {
        let message = self.message.lines().next().unwrap_or_default();
        match &self.place {
            None => message.to_owned(),
            Some(place) => format!("{message} ({place})"),
        }
    }
}

/// A line of a file of the course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file, from the course's folder on: `src/c05_concurrency/gather.rs`.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// A message as the compiler writes it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Message {
    pub level: String,
    pub message: String,
    pub code: Option<Code>,
    /// In colour: whoever asks for none gets it without.
    rendered: Option<String>,
    #[serde(default)]
    pub spans: Vec<Span>,
    #[serde(default)]
    pub children: Vec<Message>,
}

/// What kind of error it is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Code {
    /// `E0308`, or the name of a lint.
    pub code: String,
}

/// A piece of a source that a message points at.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Span {
    pub file_name: String,
    /// In bytes from the beginning of the file.
    pub byte_start: usize,
    pub byte_end: usize,
    pub line_start: usize,
    pub column_start: usize,
    pub is_primary: bool,
    pub label: Option<String>,
    /// What had better stand there.
    pub suggested_replacement: Option<String>,
    expansion: Option<Box<Expansion>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Expansion {
    span: Span,
}

impl Span {
    /// This place, then the place of the macro call that it comes from, and so on.
    fn outwards(&self) -> impl Iterator<Item = &Span> {
        std::iter::successors(Some(self), |span| Some(&span.expansion.as_ref()?.span))
    }
}

impl Message {
    pub(super) fn is_error(&self) -> bool {
        self.level.starts_with("error")
    }

    pub(super) fn is_warning(&self) -> bool {
        self.level == "warning"
    }

    /// The message with the files that it points at, whose paths begin in that folder.
    pub(super) fn diagnostic(&self, paths: Paths<'_>, folder: &Path) -> Diagnostic {
        let primary = self.spans.iter().filter(|span| span.is_primary);
        let place = primary.flat_map(Span::outwards).find_map(|span| {
            let file = paths.in_course(&span.file_name)?;
            Some(Place {
                file,
                line: span.line_start,
            })
        });
        let coloured = paths.translate(self.rendered.as_ref().unwrap_or(&self.message));
        let mut files = Vec::new();
        self.files(true, &mut files);
        self.files(false, &mut files);
        Diagnostic {
            message: self.message.clone(),
            rendered: strip_ansi_codes(&coloured).into_owned(),
            place,
            parts: Some(Parts {
                message: self.clone(),
                sources: Sources::read(files, folder, paths),
                coloured,
            }),
        }
    }

    /// The kata whose answer this message is about: where it points first, then anywhere that it
    /// mentions, through macros as well. A test file's errors are its kata's: the answer changed a
    /// signature.
    pub(super) fn kata(&self, paths: Paths<'_>, katas: &BTreeSet<KataId>) -> Option<KataId> {
        let mut files = Vec::new();
        self.files(true, &mut files);
        let primary = files.len();
        self.files(false, &mut files);
        let places: Vec<Option<(Wing, KataId)>> = files
            .iter()
            .map(|file| place(&paths.in_course(file)?, katas))
            .collect();
        let in_wing = |range: &[Option<(Wing, KataId)>], wing| {
            range
                .iter()
                .flatten()
                .find(|(w, _)| *w == wing)
                .map(|(_, kata)| kata.clone())
        };
        let (first, rest) = places.split_at(primary);
        in_wing(first, Wing::Src)
            .or_else(|| in_wing(first, Wing::Tests))
            .or_else(|| in_wing(rest, Wing::Src))
            .or_else(|| in_wing(rest, Wing::Tests))
    }

    /// The kata whose stub or answer this message points at; none where it points at a test.
    pub(super) fn answered(&self, paths: Paths<'_>, katas: &BTreeSet<KataId>) -> Option<KataId> {
        let mut files = Vec::new();
        self.files(true, &mut files);
        files
            .iter()
            .filter_map(|file| place(&paths.in_course(file)?, katas))
            .find(|(wing, _)| *wing == Wing::Src)
            .map(|(_, kata)| kata)
    }

    /// The files of the course that this message is about: where it points first, then those that
    /// it mentions.
    pub(super) fn mentioned(&self, paths: Paths<'_>) -> Vec<String> {
        let mut files = Vec::new();
        self.files(true, &mut files);
        self.files(false, &mut files);
        files
            .iter()
            .filter_map(|file| paths.in_course(file))
            .collect()
    }

    fn files<'a>(&'a self, primary: bool, files: &mut Vec<&'a str>) {
        for span in self.spans.iter().filter(|span| span.is_primary == primary) {
            files.extend(span.outwards().map(|span| span.file_name.as_str()));
        }
        if !primary {
            for child in &self.children {
                child.files(true, files);
                child.files(false, files);
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wing {
    Src,
    Tests,
}

/// The kata whose file this is: `src/CHAPTER/SLUG.rs`, or a file that its answer asked for below
/// `src/CHAPTER/SLUG/`; and the same in `tests/`.
fn place(file: &str, katas: &BTreeSet<KataId>) -> Option<(Wing, KataId)> {
    let mut parts = file.split('/');
    let wing = match parts.next()? {
        "src" => Wing::Src,
        "tests" => Wing::Tests,
        _ => return None,
    };
    let chapter = parts.next()?;
    let slug = parts.next()?;
    let kata = KataId::new(chapter, slug.strip_suffix(".rs").unwrap_or(slug));
    katas.contains(&kata).then_some((wing, kata))
}
