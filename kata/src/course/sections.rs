//! `README.md` of a chapter's folder: a section a kata, with prose and hints.
//!
//! A section is a heading `## gather`, with folded hints, `<details><summary>…`. A forge shows the
//! file to whoever opens the folder in a browser, beside the stubs.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// What `README.md` of a chapter's folder says of one kata.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Its heading: the kata's slug.
    pub slug: String,
    /// The prose, without the hints, as Markdown.
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

/// Reads the sections, in their order.
pub(super) fn sections(text: &str) -> Vec<Section> {
    let mut reader = Reader {
        text,
        sections: Vec::new(),
        in_section: false,
        prose: None,
        heading: None,
        hint: None,
    };
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        reader.read(event, range);
    }
    reader.keep_prose(text.len());
    reader.sections
}

/// Where the reader is, between one event of the Markdown parser and the next.
struct Reader<'a> {
    text: &'a str,
    sections: Vec<Section>,
    in_section: bool,
    /// Where prose began that is not yet kept.
    prose: Option<usize>,
    /// The text of the heading that is being read.
    heading: Option<String>,
    /// The hint that is being read: its title, and where its text begins.
    hint: Option<(String, usize)>,
}

impl Reader<'_> {
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
            Event::Code(text) | Event::Text(text) => {
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
            HeadingLevel::H1 => self.in_section = false,
            HeadingLevel::H2 => {
                self.in_section = true;
                self.prose = Some(end);
                self.sections.push(Section {
                    slug: heading.to_owned(),
                    ..Section::default()
                });
            }
            // A deeper heading is part of the section around it.
            _ => (),
        }
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
                if let Some(section) = self.section() {
                    section.hints.push(Hint { title, text });
                }
            }
        }
    }

    fn keep_prose(&mut self, end: usize) {
        let Some(start) = self.prose.take() else {
            return;
        };
        let prose = self.text[start..end].trim().to_owned();
        if let Some(section) = self.section() {
            section.task = prose;
        }
    }

    fn section(&mut self) -> Option<&mut Section> {
        self.sections.last_mut().filter(|_| self.in_section)
    }
}
