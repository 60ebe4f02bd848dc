//! The compiler's messages, and whose answer each one is about.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::paths::Paths;
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
}

impl Diagnostic {
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
#[derive(Debug, Deserialize)]
pub(super) struct Message {
    level: String,
    message: String,
    rendered: Option<String>,
    #[serde(default)]
    spans: Vec<Span>,
    #[serde(default)]
    children: Vec<Message>,
}

#[derive(Debug, Deserialize)]
struct Span {
    file_name: String,
    line_start: usize,
    is_primary: bool,
    expansion: Option<Box<Expansion>>,
}

#[derive(Debug, Deserialize)]
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

    pub(super) fn diagnostic(&self, paths: Paths<'_>) -> Diagnostic {
        let primary = self.spans.iter().filter(|span| span.is_primary);
        let place = primary.flat_map(Span::outwards).find_map(|span| {
            let file = paths.in_course(&span.file_name)?;
            Some(Place {
                file,
                line: span.line_start,
            })
        });
        Diagnostic {
            message: self.message.clone(),
            rendered: paths.translate(self.rendered.as_ref().unwrap_or(&self.message)),
            place,
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
