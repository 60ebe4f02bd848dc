//! KATAS.md, the catalogue: the order of the katas, what each one builds, its hints.
//!
//! A chapter is a heading `## c05_concurrency: Many at once` with a table of its katas; a kata's
//! section is a heading `### gather` with prose and folded hints, `<details><summary>…`.

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
    /// The headings of sections that its table does not list.
    pub unlisted: Vec<String>,
}

/// What the catalogue says of one kata: a row of its chapter's table and its section.
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
    /// Whether the kata has a section of its own.
    pub has_section: bool,
    /// The section's prose, without the hints, as Markdown.
    pub task: String,
    /// The folded hints, in order.
    pub hints: Vec<Hint>,
}

/// One step of the hint ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// What it shows before it is opened: `Hint 1: a nudge`.
    pub title: String,
    /// What it says, as Markdown.
    pub text: String,
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
    /// The entry whose section is being read, by its place in the last chapter.
    section: Option<usize>,
    /// Where prose began that is not yet kept.
    prose: Option<usize>,
    /// The text of the heading that is being read, or of a table cell's first code span.
    heading: Option<String>,
    code: Option<String>,
    columns: Vec<String>,
    cells: Vec<Cell>,
    hint: Option<(String, usize)>,
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
            section: None,
            prose: None,
            heading: None,
            code: None,
            columns: Vec::new(),
            cells: Vec::new(),
            hint: None,
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
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html, range.start),
            _ => (),
        }
    }

    fn enter(&mut self, level: HeadingLevel, heading: &str, end: usize) {
        match level {
            HeadingLevel::H1 | HeadingLevel::H2 => {
                self.section = None;
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
            HeadingLevel::H3 if self.in_chapter => {
                let Some(chapter) = self.chapters.last_mut() else {
                    return;
                };
                self.section = chapter
                    .entries
                    .iter()
                    .position(|entry| entry.id.slug == heading);
                match self.section {
                    Some(index) => {
                        chapter.entries[index].has_section = true;
                        self.prose = Some(end);
                    }
                    None => chapter.unlisted.push(heading.to_owned()),
                }
            }
            // A deeper heading is part of the section around it.
            _ => (),
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
            has_section: false,
            task: String::new(),
            hints: Vec::new(),
        });
    }

    /// Opens and closes folded hints. One piece of HTML may close a hint and open the next.
    fn html(&mut self, html: &str, start: usize) {
        let mut at = 0;
        while let Some(found) = html[at..].find('<') {
            let tag = at + found;
            at = tag + 1;
            if html[tag..].starts_with("<details") {
                self.keep_prose(start + tag);
            } else if let Some(title) = html[tag..].strip_prefix("<summary>") {
                if let Some((title, _)) = title.split_once("</summary>") {
                    at = tag + "<summary>".len() + title.len() + "</summary>".len();
                    self.hint = Some((title.trim().to_owned(), start + at));
                }
            } else if html[tag..].starts_with("</details>")
                && let Some((title, from)) = self.hint.take()
            {
                let text = self.text[from..start + tag].trim().to_owned();
                if let Some(entry) = self.entry() {
                    entry.hints.push(Hint { title, text });
                }
            }
        }
    }

    fn keep_prose(&mut self, end: usize) {
        let Some(start) = self.prose.take() else {
            return;
        };
        let prose = self.text[start..end].trim().to_owned();
        if let Some(entry) = self.entry() {
            entry.task = prose;
        } else if let Some(chapter) = self.chapters.last_mut() {
            chapter.intro = prose;
        }
    }

    fn entry(&mut self) -> Option<&mut Entry> {
        self.chapters.last_mut()?.entries.get_mut(self.section?)
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
