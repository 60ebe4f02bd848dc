//! What a run notes for whoever reads its report: what it tries at the moment, what was drawn for it.

use std::sync::{Arc, Mutex, MutexGuard};

use crate::lock::lock;
use crate::text::shorten::middle_out;

/// A line of notes is not longer than this; what is, loses its middle.
const LINE: usize = 160;

/// And no value in it is longer than this.
const VALUE: usize = 60;

/// So many drawn values without a word to them can be understood.
const MOST_DRAWN: usize = 5;

/// The notes of one run. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes(Arc<Mutex<Noted>>);

#[derive(Debug, Default)]
struct Noted {
    case: Option<String>,
    /// What names in pictures mean.
    explained: Vec<(String, String)>,
    /// The values of each source of variation, one list a source.
    drawn: Vec<Vec<String>>,
}

/// One source of variation in the notes of its run.
#[derive(Debug)]
pub(crate) struct Drawn {
    notes: Notes,
    list: usize,
}

impl Notes {
    /// What is tried from here on.
    pub(crate) fn case(&self, text: String) {
        self.noted().case = Some(text);
    }

    /// What a lane or a mark of this name means in pictures.
    pub(crate) fn explain(&self, name: &str, meaning: &str) {
        let explained = &mut self.noted().explained;
        explained.retain(|(known, _)| known != name);
        explained.push((name.to_owned(), meaning.to_owned()));
    }

    /// What was explained, in that order.
    pub(crate) fn explained(&self) -> Vec<(String, String)> {
        self.noted().explained.clone()
    }

    /// A source of variation begins: what it draws is noted together.
    pub(crate) fn source(&self) -> Drawn {
        let mut noted = self.noted();
        noted.drawn.push(Vec::new());
        Drawn {
            notes: self.clone(),
            list: noted.drawn.len() - 1,
        }
    }

    /// The lines that a report of this cause shows. Drawn values are told where neither the case nor
    /// a picture does, and only a few of them: a long list without words tells nobody anything. A
    /// cause that has all the words of the case tells it.
    pub(crate) fn lines(&self, is_pictured: bool, cause: &str) -> Vec<String> {
        let noted = self.noted();
        let mut lists: Vec<&[String]> = Vec::new();
        for list in &noted.drawn {
            // Whoever starts the same source again draws the same values again.
            if !lists.iter().any(|seen| seen.starts_with(list)) {
                lists.push(list);
            }
        }
        let untold = lists.concat();
        let untold: Vec<String> = untold
            .iter()
            .map(|value| middle_out(value, VALUE))
            .collect();
        let untold_case = noted.case.as_deref().filter(|case| !tells(cause, case));
        let tried = untold_case.map(|case| format!("tried: {case}"));
        let is_told = is_pictured || noted.case.is_some() || untold.is_empty();
        let is_told = is_told || untold.len() > MOST_DRAWN;
        let drew = (!is_told).then(|| format!("drawn, in this order: {}", untold.join(", ")));
        let lines = tried.into_iter().chain(drew);
        lines.map(|line| middle_out(&line, LINE)).collect()
    }

    fn noted(&self) -> MutexGuard<'_, Noted> {
        lock(&self.0)
    }
}

/// Whether a cause has all the words and numbers of a case, in whatever order and tense: "a task that
/// panics with 404", "the task panicked with 404, and …".
fn tells(cause: &str, case: &str) -> bool {
    let said: Vec<String> = words(cause).collect();
    let is_said = |word: &String| {
        let root = word
            .get(..ROOT)
            .filter(|_| !word.contains(char::is_numeric));
        said.iter().any(|other| match root {
            Some(root) => other.starts_with(root),
            None => other == word,
        })
    };
    words(case).all(|word| SMALL.contains(&&*word) || is_said(&word))
}

/// What is the same in a word's tenses, or nearly: its first so many letters.
const ROOT: usize = 4;

/// Words without which a case is the same.
const SMALL: [&str; 18] = [
    "a", "an", "and", "are", "at", "has", "have", "in", "is", "it", "of", "that", "the", "to",
    "was", "were", "which", "with",
];

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && !"._:".contains(c));
    let words = words.map(|word| word.trim_matches(['.', ':']).to_lowercase());
    words.filter(|word| !word.is_empty())
}

impl Drawn {
    /// This was drawn.
    pub(crate) fn note(&self, value: String) {
        self.notes.noted().drawn[self.list].push(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(values: &[&str]) -> Notes {
        let notes = Notes::default();
        let source = notes.source();
        for value in values {
            source.note((*value).to_owned());
        }
        notes
    }

    #[test]
    fn what_was_drawn_is_told_in_order() {
        assert_eq!(
            drawn(&["7", "3", "220ms"]).lines(false, ""),
            ["drawn, in this order: 7, 3, 220ms"]
        );
    }

    #[test]
    fn the_last_case_counts_and_tells_what_was_drawn() {
        let notes = drawn(&["7", "3", "220ms"]);
        notes.case("no jobs".to_owned());
        notes.case("a range of 7..3".to_owned());
        assert_eq!(notes.lines(false, ""), ["tried: a range of 7..3"]);
    }

    #[test]
    fn a_case_that_the_cause_tells_is_told_once() {
        let notes = drawn(&["7"]);
        notes.case("a task that panics with the number 404".to_owned());
        for (cause, lines) in [
            ("the task panicked with the number 404, and nobody heard", 0),
            ("the task panicked with the number 405, and nobody heard", 1),
            ("the task had no number, and gave 404", 1),
            ("nobody heard of it", 1),
        ] {
            assert_eq!(notes.lines(false, cause).len(), lines, "{cause}");
        }
    }

    #[test]
    fn a_long_list_without_words_is_left_out() {
        assert!(
            drawn(&["1", "2", "3", "4", "5", "6"])
                .lines(false, "")
                .is_empty()
        );
    }

    #[test]
    fn a_source_that_is_started_again_is_told_once() {
        let notes = drawn(&["7", "3"]);
        notes.source().note("7".to_owned());
        assert_eq!(notes.lines(false, ""), ["drawn, in this order: 7, 3"]);
    }

    #[test]
    fn what_a_picture_shows_is_not_told() {
        let notes = drawn(&["7", "220ms"]);
        notes.case("a slow job".to_owned());
        assert_eq!(notes.lines(true, ""), ["tried: a slow job"]);
    }

    #[test]
    fn nothing_is_said_of_a_run_that_drew_nothing() {
        assert!(drawn(&[]).lines(false, "").is_empty());
    }
}
