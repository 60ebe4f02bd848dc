//! A text as runs of tokens, each known by a hash, so that two texts can be compared wherever their
//! parts stand.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{Hash, Hasher};

use crate::grade::screen::tokens::{self, Kind, Token};

/// So many tokens make a run: shorter ones are in every program.
const LENGTH: usize = 14;

/// Names that keep their meaning whoever writes them.
const KEYWORDS: [&str; 24] = [
    "as", "async", "await", "break", "const", "continue", "else", "enum", "fn", "for", "if",
    "impl", "in", "let", "loop", "match", "move", "mut", "ref", "return", "struct", "trait",
    "while", "where",
];

/// The runs of a text, each with the lines that it covers.
#[derive(Debug, Default)]
pub(super) struct Runs(HashMap<u64, BTreeSet<usize>>);

impl Runs {
    /// Those of a source; none of one that does not split into tokens.
    pub(super) fn of(source: &str) -> Self {
        let tokens = tokens::split(source).unwrap_or_default();
        let plain: Vec<(&str, usize)> = without_docs(&tokens)
            .into_iter()
            .map(|token| (plain(&token.kind), token.line))
            .collect();
        let mut runs: HashMap<u64, BTreeSet<usize>> = HashMap::new();
        for window in plain.windows(LENGTH) {
            let mut hash = DefaultHasher::new();
            for (token, _) in window {
                token.hash(&mut hash);
            }
            let lines = window.iter().map(|(_, line)| *line);
            runs.entry(hash.finish()).or_default().extend(lines);
        }
        Runs(runs)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = u64> + '_ {
        self.0.keys().copied()
    }

    pub(super) fn has(&self, run: u64) -> bool {
        self.0.contains_key(&run)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn retain(&mut self, keep: impl Fn(u64) -> bool) {
        self.0.retain(|run, _| keep(*run));
    }

    /// The lines that these runs cover.
    pub(super) fn lines(&self, runs: &HashSet<u64>) -> BTreeSet<usize> {
        let lines = runs.iter().filter_map(|run| self.0.get(run));
        lines.flatten().copied().collect()
    }
}

/// A token without what anybody may call otherwise.
fn plain(kind: &Kind) -> &str {
    match kind {
        Kind::Name(name) => KEYWORDS
            .iter()
            .find(|word| *word == name)
            .map_or("name", |word| word),
        Kind::Mark(mark) => mark_text(*mark),
        Kind::Lifetime(_) => "lifetime",
        Kind::Text(_) | Kind::Other => "literal",
    }
}

/// A mark as a text.
fn mark_text(mark: char) -> &'static str {
    const MARKS: &str = "!#$%&'()*+,-./:;<=>?@[]^_{|}~";
    match MARKS.find(mark) {
        Some(at) => &MARKS[at..=at],
        None => "mark",
    }
}

/// Comments that are docs are tokens: `#[doc = "…"]`, or `#![doc = "…"]`.
fn without_docs(tokens: &[Token]) -> Vec<&Token> {
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let inner = usize::from(tokens.get(at + 1).is_some_and(|next| next.is('!')));
        let doc = token.is('#')
            && tokens.get(at + inner + 1).is_some_and(|next| next.is('['))
            && tokens
                .get(at + inner + 2)
                .is_some_and(|next| next.is_name("doc"));
        if doc {
            let end = tokens[at..].iter().position(|token| token.is(']'));
            at += end.map_or(1, |end| end + 1);
        } else {
            kept.push(token);
            at += 1;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUM: &str = "/// Adds.\npub fn sum(numbers: &[u64]) -> u64 {\n    let mut all = 0;\n    \
                       for number in numbers {\n        all += number;\n    }\n    all\n}\n";

    fn common(one: &str, other: &str) -> usize {
        let (one, other) = (Runs::of(one), Runs::of(other));
        one.all().filter(|run| other.has(*run)).count()
    }

    #[test]
    fn names_comments_numbers_and_lines_change_nothing() {
        let renamed = SUM
            .replace("all", "x")
            .replace("number in", "n in")
            .replace("+= number", "+= n")
            .replace("Adds", "Another text")
            .replace("= 0;", "= 1; // from one on\n\n");
        assert_eq!(common(SUM, &renamed), Runs::of(SUM).len());
        assert!(Runs::of(SUM).len() > 10);
    }

    #[test]
    fn another_way_to_do_it_is_another_text() {
        let other = "pub fn sum(numbers: &[u64]) -> u64 { numbers.iter().copied().sum() }";
        let head = "pub fn sum(numbers: &[u64]) -> u64 { todo!() }";
        assert!(common(SUM, other) <= common(SUM, head) + 1);
        assert_eq!(Runs::of("not ( rust").len(), 0);
    }

    #[test]
    fn the_lines_of_what_is_common_are_known() {
        let runs = Runs::of(SUM);
        let lines = runs.lines(&runs.all().collect());
        assert_eq!(lines, (2..=8).collect());
    }
}
