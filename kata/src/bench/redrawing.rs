//! The compiler's messages, drawn again for a terminal, by a library that draws as the compiler does.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;

use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Patch, Renderer, Snippet,
};
use textwrap::{Options, WordSplitter};
use tokio_lab_timeline::Style;

use super::diagnostics::{Message, Span};
use super::paths::Paths;

/// What stands before the words of a note: room for numbers of four digits, ` = ` and `help: `.
const BEFORE_A_NOTE: usize = 14;
/// No narrower than that are messages made: a terminal that is breaks their lines.
const NARROWEST: usize = 40;
/// So many of several suggestions are shown, as the compiler does.
const MOST_SUGGESTIONS: usize = 4;

/// The files that a message points at, by the names that it has for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sources(BTreeMap<String, Source>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Source {
    /// As people know it.
    name: String,
    /// None where it is not on this machine, as those of the standard library.
    text: Option<String>,
}

impl Sources {
    /// Reads them, as they are when the compiler has read them. Relative names begin in the folder.
    pub(super) fn read<'a>(
        files: impl IntoIterator<Item = &'a str>,
        folder: &Path,
        paths: Paths<'_>,
    ) -> Self {
        let mut sources = BTreeMap::new();
        for file in files {
            sources.entry(file.to_owned()).or_insert_with(|| Source {
                name: paths.translate(file),
                text: fs::read_to_string(folder.join(file)).ok(),
            });
        }
        Sources(sources)
    }
}

/// The message, no wider than that as far as possible; none where it points at something that its
/// sources do not hold.
pub(super) fn draw(message: &Message, sources: &Sources, style: Style) -> Option<String> {
    let width = style.width.max(NARROWEST);
    let level = level(&message.level)?;
    let before = message.level.len() + message.code.as_ref().map_or(2, |code| code.code.len() + 4);
    let mut title = level.primary_title(folded(&message.message, width.saturating_sub(before)));
    if let Some(code) = &message.code
        && message.level == "error"
    {
        title = title.id(&*code.code);
    }
    let mut groups = vec![Group::with_title(title).elements(pointed_at(&message.spans, sources)?)];
    for child in &message.children {
        let level = self::level(&child.level)?;
        let text = folded(&child.message, width - BEFORE_A_NOTE);
        if child.spans.is_empty() {
            let group = groups.pop()?;
            groups.push(group.element(level.message(text)));
            continue;
        }
        let group = Group::with_title(level.secondary_title(text));
        groups.push(
            match child
                .spans
                .iter()
                .any(|span| span.suggested_replacement.is_some())
            {
                true => group.elements(suggested(&child.spans, sources)?),
                false => group.elements(pointed_at(&child.spans, sources)?),
            },
        );
    }
    let renderer = match style.colour {
        true => Renderer::styled(),
        false => Renderer::plain(),
    };
    Some(renderer.term_width(width).render(&groups) + "\n")
}

fn level(name: &str) -> Option<Level<'static>> {
    Some(match name {
        "error" => Level::ERROR,
        "warning" => Level::WARNING,
        "note" => Level::NOTE,
        "help" => Level::HELP,
        _ => return None,
    })
}

/// The places that a message is about: a snippet for each file, that of its first place first.
fn pointed_at<'a>(spans: &'a [Span], sources: &'a Sources) -> Option<Vec<Element<'a>>> {
    let mut files: Vec<&str> = Vec::new();
    let mut elements = Vec::new();
    let (first, others): (Vec<&Span>, Vec<&Span>) = spans.iter().partition(|span| span.is_primary);
    for span in first.iter().chain(&others) {
        if files.contains(&&*span.file_name) {
            continue;
        }
        files.push(&span.file_name);
        let source = sources.0.get(&span.file_name)?;
        let Some(text) = &source.text else {
            let origin = Origin::path(&*source.name).line(span.line_start);
            elements.push(origin.char_column(span.column_start).into());
            let label = span.label.as_deref().filter(|label| !label.is_empty());
            elements.extend(label.map(|label| Level::NOTE.message(label).into()));
            continue;
        };
        let here = spans
            .iter()
            .filter(|other| other.file_name == span.file_name);
        let annotations: Option<Vec<Annotation<'_>>> = here
            .map(|span| {
                let kind = match span.is_primary {
                    true => AnnotationKind::Primary,
                    false => AnnotationKind::Context,
                };
                let label = span.label.as_deref().filter(|label| !label.is_empty());
                Some(kind.span(range(span, text)?).label(label))
            })
            .collect();
        let snippet = Snippet::source(&**text).path(&*source.name);
        elements.push(snippet.annotations(annotations?).into());
    }
    Some(elements)
}

/// What had better stand there: pieces of one suggestion, or several that exclude each other.
fn suggested<'a>(spans: &'a [Span], sources: &'a Sources) -> Option<Vec<Element<'a>>> {
    let mut suggestions: Vec<(&str, &str, Vec<Patch<'_>>)> = Vec::new();
    let exclusive = spans.iter().enumerate().any(|(at, one)| {
        let others = spans.iter().skip(at + 1);
        others
            .filter(|other| other.file_name == one.file_name)
            .any(|other| {
                one.byte_start == other.byte_start
                    || (one.byte_start < other.byte_end && other.byte_start < one.byte_end)
            })
    });
    for span in spans {
        let source = sources.0.get(&span.file_name)?;
        let text = source.text.as_deref()?;
        let patch = Patch::new(range(span, text)?, span.suggested_replacement.as_deref()?);
        match suggestions
            .iter_mut()
            .find(|(name, ..)| *name == source.name)
        {
            Some((_, _, patches)) if !exclusive => patches.push(patch),
            _ => suggestions.push((&source.name, text, vec![patch])),
        }
    }
    suggestions.truncate(MOST_SUGGESTIONS);
    let snippets = suggestions.into_iter().map(|(name, text, patches)| {
        let snippet = Snippet::source(text).path(name);
        snippet.patches(patches).into()
    });
    Some(snippets.collect())
}

/// Where in the text a span is; none where the text is another one than the compiler read.
fn range(span: &Span, text: &str) -> Option<Range<usize>> {
    let range = span.byte_start..span.byte_end;
    text.get(range.clone()).map(|_| range)
}

/// Words as wide as that, line by line: what the compiler has set below each other stays there.
fn folded(text: &str, width: usize) -> String {
    let options = Options::new(width)
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation);
    let lines = text
        .lines()
        .map(|line| match textwrap::core::display_width(line) > width {
            true => textwrap::fill(line, &options),
            false => line.to_owned(),
        });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use console::{measure_text_width, strip_ansi_codes};

    const SOURCE: &str = "fn f() {\n    let result: &'static str = some_function_with_a_long_name\
                          (first_argument, second).unwrap_or_default();\n}\n";

    fn message() -> Message {
        let (start, end) = (SOURCE.find("some").unwrap(), SOURCE.find(";\n}").unwrap());
        let span = serde_json::json!({
            "file_name": "learn/src/f.rs", "byte_start": start, "byte_end": end,
            "line_start": 2, "column_start": 32, "is_primary": true,
            "label": "expected `&str`, found `String`",
        });
        let suggestion = serde_json::json!({
            "file_name": "learn/src/f.rs", "byte_start": start, "byte_end": start,
            "line_start": 2, "column_start": 32, "is_primary": true,
            "suggested_replacement": "&",
        });
        let words = "a sentence of many words, which is longer than the terminal is wide";
        serde_json::from_value(serde_json::json!({
            "level": "error", "message": "mismatched types", "code": { "code": "E0308" },
            "spans": [span],
            "children": [
                { "level": "note", "message": words },
                { "level": "help", "message": "consider borrowing here", "spans": [suggestion] },
            ],
        }))
        .unwrap()
    }

    fn sources(text: Option<&str>) -> Sources {
        let source = Source {
            name: "src/f.rs".to_owned(),
            text: text.map(str::to_owned),
        };
        Sources([("learn/src/f.rs".to_owned(), source)].into())
    }

    fn drawn(width: usize) -> String {
        let style = Style {
            width,
            ..Style::default()
        };
        draw(&message(), &sources(Some(SOURCE)), style).unwrap()
    }

    #[test]
    fn what_is_pointed_at_is_seen_at_every_width() {
        for width in [60, 80, 120] {
            let text = drawn(width);
            let head = "error[E0308]: mismatched types\n --> src/f.rs:2:32\n";
            assert!(text.starts_with(head), "{text}");
            assert!(
                text.contains("^^^ expected `&str`, found `String`"),
                "{text}"
            );
            assert!(text.contains("&some_function"), "{text}");
        }
    }

    #[test]
    fn words_are_folded_where_the_terminal_ends() {
        let text = drawn(60);
        let wide = |line: &&str| line.contains("a sentence") || line.contains("the terminal");
        let lines: Vec<&str> = text.lines().filter(wide).collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert!(
            lines.iter().all(|line| measure_text_width(line) <= 60),
            "{text}"
        );
        assert!(!drawn(120).contains("words,\n"));
    }

    #[test]
    fn colour_changes_nothing_else() {
        let style = Style {
            colour: true,
            ..Style::default()
        };
        let coloured = draw(&message(), &sources(Some(SOURCE)), style).unwrap();
        assert_ne!(coloured, drawn(80));
        assert_eq!(strip_ansi_codes(&coloured), drawn(80));
    }

    #[test]
    fn a_file_that_is_not_here_is_named_and_one_that_is_another_now_is_not_drawn() {
        let style = Style::default();
        let mut message = message();
        message.children.clear();
        let named = draw(&message, &sources(None), style).unwrap();
        assert!(named.contains("--> src/f.rs:2:32\n"), "{named}");
        assert!(named.contains("note: expected `&str`, found"), "{named}");
        assert_eq!(draw(&message, &sources(Some("fn f() {}")), style), None);
    }
}
