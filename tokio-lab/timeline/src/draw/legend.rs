//! What the glyphs and lanes of pictures mean, in a line below them.

use crate::{End, Item, Timeline};

/// So many marks are named one by one.
const MARKS: usize = 6;

/// What is not plain from pictures of these timelines, in a line; empty if everything is. A test may
/// have explained some lanes and marks itself: their names, each with its meaning. What is said of a
/// lane goes for its marks.
///
/// ```
/// use std::time::Duration;
/// use tokio_lab_timeline::{Timeline, legend};
///
/// let second = Duration::from_secs(1);
/// let timeline = Timeline::new()
///     .cancelled("you", 0 * second, 1 * second)
///     .mark("log", 1 * second, '*');
/// let you = ("you".to_owned(), "the caller".to_owned());
/// assert_eq!(
///     legend(&[&timeline], &[you]),
///     "you: the caller   / cancelled   * something that happened at that instant"
/// );
/// ```
#[must_use]
pub fn legend(timelines: &[&Timeline], explained: &[(String, String)]) -> String {
    let lanes = || timelines.iter().flat_map(|timeline| &timeline.lanes);
    let items = || lanes().flat_map(|lane| &lane.items);
    let marks = || {
        items().filter_map(|item| match item {
            Item::Mark { glyph, .. } => Some(*glyph),
            Item::Span { .. } | Item::Wait { .. } => None,
        })
    };
    let is_shown = |name: &str| {
        lanes().any(|lane| lane.name == name) || marks().any(|glyph| name == glyph.to_string())
    };
    let explained = explained.iter().filter(|(name, _)| is_shown(name));
    let mut entries: Vec<String> = explained
        .clone()
        .map(|(name, meaning)| format!("{name}: {meaning}"))
        .collect();
    let ended =
        |wanted| items().any(|item| matches!(item, Item::Span { end, .. } if *end == wanted));
    let took_no_time = items()
        .any(|item| matches!(item, Item::Span { from, to, end: End::Finished } if from == to));
    let glyphs = [
        (took_no_time, "| alone: took no time"),
        (ended(End::Failed), "x failed"),
        (ended(End::Cancelled), "/ cancelled"),
        (ended(End::Panicked), "! panicked"),
        (ended(End::Running), "> still running"),
        (
            items().any(|item| matches!(item, Item::Wait { .. })),
            ". waiting for its turn",
        ),
    ];
    let used = glyphs.iter().filter(|(is_used, _)| *is_used);
    entries.extend(used.map(|(_, text)| (*text).to_owned()));
    let is_explained = |wanted: &str| explained.clone().any(|(name, _)| name == wanted);
    let mut unexplained: Vec<String> = Vec::new();
    for lane in lanes().filter(|lane| !is_explained(&lane.name)) {
        for item in &lane.items {
            if let Item::Mark { glyph, .. } = item
                && !unexplained.contains(&glyph.to_string())
                && !is_explained(&glyph.to_string())
            {
                unexplained.push(glyph.to_string());
            }
        }
    }
    if unexplained.len() > MARKS {
        unexplained.truncate(MARKS);
        unexplained.push("…".to_owned());
    }
    if !unexplained.is_empty() {
        entries.push(format!(
            "{} something that happened at that instant",
            unexplained.join(" ")
        ));
    }
    entries.join("   ")
}
