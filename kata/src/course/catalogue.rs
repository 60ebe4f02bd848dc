//! KATAS.md, the catalogue: the order of the katas and what each one builds.
//!
//! A chapter is a heading `## c05_concurrency: Many at once` with a table of its katas. What there is
//! to say of one kata, and its hints, stand in `README.md` of the chapter's folder, so that KATAS.md
//! can be taken in at a glance: see [`Section`](super::Section).

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::KataId;

/// Everything that KATAS.md says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// The chapters, in the order of the file.
    pub chapters: Vec<Chapter>,
}

/// One chapter of the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chapter {
    /// The chapter's folder: `c05_concurrency`.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What stands between its heading and its table, as Markdown.
    pub intro: String,
    /// The rows of its table, in order.
    pub entries: Vec<Entry>,
}

/// What the catalogue says of one kata: a row of its chapter's table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The kata.
    pub id: KataId,
    /// What one builds, in a line of Markdown.
    pub builds: String,
    /// Its asyncio counterpart, as Markdown.
    pub asyncio: String,
    /// What tokio has for it, as Markdown.
    pub tokio: String,
    /// How hard it is: 1 to 5, 0 where the table does not say.
    pub stars: u8,
}

impl Catalogue {
    /// Reads the text of KATAS.md. What it does not understand it passes over.
    pub fn parse(text: &str) -> Self {
        let mut reader = Reader::new(text);
        for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
            reader.read(event, range);
        }
        reader.finish()
    }

    /// The katas of all chapters, in order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.chapters.iter().flat_map(|chapter| &chapter.entries)
    }
}

/// Where the reader is, between one event of the Markdown parser and the next.
struct Reader<'a> {
    text: &'a str,
    chapters: Vec<Chapter>,
    in_chapter: bool,
    /// Where a chapter's prose began that is not yet kept.
    prose: Option<usize>,
    /// The text of the heading that is being read, or of a table cell's first code span.
    heading: Option<String>,
    code: Option<String>,
    columns: Vec<String>,
    cells: Vec<Cell>,
}

struct Cell {
    text: String,
    code: Option<String>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Reader {
            text,
            chapters: Vec::new(),
            in_chapter: false,
            prose: None,
            heading: None,
            code: None,
            columns: Vec::new(),
            cells: Vec::new(),
        }
    }

    fn read(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                self.keep_prose(range.start);
                self.heading = Some(String::new());
            }
            Event::End(TagEnd::Heading(level)) => {
                let heading = self.heading.take().unwrap_or_default();
                self.enter(level, heading.trim(), range.end);
            }
            Event::Start(Tag::Table(_)) => self.keep_prose(range.start),
            Event::Start(Tag::TableHead) => self.cells.clear(),
            Event::End(TagEnd::TableHead) => {
                let names = self.cells.drain(..).map(|cell| cell.text.to_lowercase());
                self.columns = names.collect();
            }
            Event::Start(Tag::TableRow) => self.cells.clear(),
            Event::End(TagEnd::TableRow) => self.row(),
            Event::Start(Tag::TableCell) => self.code = None,
            Event::End(TagEnd::TableCell) => self.cells.push(Cell {
                text: self.text[range].trim_matches([' ', '|', '\n']).to_owned(),
                code: self.code.take(),
            }),
            Event::Code(text) => match &mut self.heading {
                Some(heading) => heading.push_str(&text),
                None => _ = self.code.get_or_insert_with(|| text.into_string()),
            },
            Event::Text(text) => {
                if let Some(heading) = &mut self.heading {
                    heading.push_str(&text);
                }
            }
            _ => (),
        }
    }

    fn enter(&mut self, level: HeadingLevel, heading: &str, end: usize) {
        // A deeper heading is part of the chapter around it.
        if !matches!(level, HeadingLevel::H1 | HeadingLevel::H2) {
            return;
        }
        let chapter = heading.split_once(':').filter(|(slug, _)| is_chapter(slug));
        self.in_chapter = chapter.is_some();
        if let Some((slug, title)) = chapter {
            self.chapters.push(Chapter {
                slug: slug.to_owned(),
                title: title.trim().to_owned(),
                ..Chapter::default()
            });
            self.prose = Some(end);
        }
    }

    fn row(&mut self) {
        let cell = |name: &str| {
            let column = self.columns.iter().position(|column| column == name)?;
            self.cells.get(column)
        };
        let text = |name| cell(name).map(|cell| cell.text.clone()).unwrap_or_default();
        let Some(slug) = cell("kata").and_then(|cell| cell.code.clone()) else {
            return;
        };
        let (builds, asyncio, tokio) = (text("you build"), text("asyncio"), text("tokio"));
        let stars = text("stars")
            .chars()
            .filter(|c| *c == '★')
            .count()
            .try_into()
            .unwrap_or(0);
        let Some(chapter) = self.chapters.last_mut().filter(|_| self.in_chapter) else {
            return;
        };
        chapter.entries.push(Entry {
            id: KataId::new(&chapter.slug, slug),
            builds,
            asyncio,
            tokio,
            stars,
        });
    }

    fn keep_prose(&mut self, end: usize) {
        if let Some(start) = self.prose.take()
            && let Some(chapter) = self.chapters.last_mut()
        {
            chapter.intro = self.text[start..end].trim().to_owned();
        }
    }

    fn finish(mut self) -> Catalogue {
        self.keep_prose(self.text.len());
        Catalogue {
            chapters: self.chapters,
        }
    }
}

/// Whether a word is the name of a chapter's folder: `c05_concurrency`.
pub(super) fn is_chapter(slug: &str) -> bool {
    let mut letters = slug.chars();
    letters.next() == Some('c')
        && letters.next().is_some_and(|c| c.is_ascii_digit())
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}
