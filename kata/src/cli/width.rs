//! How wide what is said may be: no wider than a terminal is, and broken between words.

use std::borrow::Cow;

use console::{Term, measure_text_width, strip_ansi_codes};
use textwrap::{Options, WordSplitter};

/// The columns that pictures and sentences take where there is room: those of the lab's reports.
pub const WIDEST: usize = 80;
/// No narrower than that are they made.
const NARROWEST: usize = 20;

/// The columns of pictures and sentences on this terminal.
pub fn columns() -> usize {
    of(&Term::stdout()).map_or(WIDEST, |width| width.clamp(NARROWEST, WIDEST))
}

/// The columns of a terminal; none for what is no terminal.
pub fn of(terminal: &Term) -> Option<usize> {
    let (_, width) = terminal.size_checked().filter(|_| terminal.is_term())?;
    Some(width.into())
}

/// The lines of the terminal that this prints to; none where it prints to none.
pub fn rows() -> Option<usize> {
    let terminal = Term::stdout();
    let (rows, _) = terminal.size_checked().filter(|_| terminal.is_term())?;
    Some(rows.into())
}

/// A text whose lines are no wider than that terminal; as it is where that is none.
pub fn fitted<'t>(text: &'t str, terminal: &Term) -> Cow<'t, str> {
    of(terminal).map_or(Cow::Borrowed(text), |width| folded(text, width))
}

fn folded(text: &str, width: usize) -> Cow<'_, str> {
    let fits = |line: &str| measure_text_width(line) <= width;
    if text.lines().all(fits) {
        return Cow::Borrowed(text);
    }
    let lines = text.split('\n').map(|line| wrapped(line, width).join("\n"));
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}

/// A line in lines of that width, broken between words; the others begin below its first word.
pub fn wrapped(line: &str, width: usize) -> Vec<String> {
    if measure_text_width(line) <= width {
        return vec![line.to_owned()];
    }
    let indent = " ".repeat(hanging(line).min(width / 2));
    let options = Options::new(width)
        .subsequent_indent(&indent)
        .word_splitter(WordSplitter::NoHyphenation);
    let lines = textwrap::wrap(line, options).into_iter();
    let mut lines: Vec<String> = lines.map(Cow::into_owned).collect();
    // The blank that the answer to a question follows.
    if let Some(last) = lines.last_mut() {
        *last += &line[line.trim_end_matches(' ').len()..];
    }
    lines
}

/// Where a line's first word begins: after blanks, and after a sign as in a list.
fn hanging(line: &str) -> usize {
    let line = strip_ansi_codes(line);
    let words = line.trim_start_matches(' ');
    let before = line.len() - words.len();
    let mut chars = words.chars();
    let is_sign = chars.next().is_some_and(|c| !c.is_alphanumeric()) && chars.next() == Some(' ');
    before + if is_sign { 2 } else { 0 }
}

/// Sentences that were broken at the widest, broken anew at this width. What is set below each other
/// on purpose, as lanes are, stays as it is.
pub fn refolded(text: &str, width: usize) -> String {
    if width >= WIDEST {
        return text.to_owned();
    }
    let is_drawn = |line: &str| line.starts_with(' ') || line.contains('|');
    let mut whole: Vec<String> = Vec::new();
    let mut last = "";
    for line in text.lines() {
        let word = line.split(' ').next().unwrap_or_default();
        // A line was broken where the next word had no room.
        let goes_on = measure_text_width(last) + 1 + measure_text_width(word) > WIDEST
            && measure_text_width(last) <= WIDEST
            && !word.is_empty()
            && !is_drawn(line)
            && !is_drawn(last);
        match whole.last_mut().filter(|_| goes_on) {
            Some(before) => *before += &format!(" {line}"),
            None => whole.push(line.to_owned()),
        }
        last = line;
    }
    let lines = whole.iter().flat_map(|line| match is_drawn(line) {
        true => vec![line.clone()],
        false => wrapped(line, width),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words_and_go_on_below_their_first_word() {
        let bar = format!("{}{} 10 of 106 katas", "█".repeat(4), "░".repeat(20));
        assert_eq!(wrapped(&bar, 41), [&*bar], "a block is one column wide");
        assert_eq!(
            wrapped("  ✗ nothing is left to program", 20),
            ["  ✗ nothing is left", "    to program"]
        );
        assert_eq!(
            wrapped("\u{1b}[2m      a cause in words\u{1b}[0m", 14),
            ["\u{1b}[2m      a cause", "      in words\u{1b}[0m"]
        );
        assert_eq!(wrapped("one::two::three", 5), ["one::", "two::", "three"]);
        assert_eq!(wrapped("anything  twice", 12), ["anything", "twice"]);
        assert_eq!(folded("a b\n\nc d e\n", 3), "a b\n\nc d\ne\n");
        assert_eq!(folded("short\n", 5), "short\n");
    }

    #[test]
    fn a_question_keeps_the_blank_that_the_answer_follows() {
        let question = "Your answer is kept. [y/N] ";
        assert_eq!(folded(question, 20), "Your answer is kept.\n[y/N] ");
    }

    #[test]
    fn a_report_is_broken_anew_where_the_terminal_is_narrower() {
        let words = "Likely cause: the first began, and the second began when that had ended; so \
                     start both of them before you await the first.";
        let picture = format!("one  |{}|\ntwo  |{0}|", "=".repeat(40));
        let report = format!(
            "{picture}\n\n{}\nyour file: src/a.rs\n",
            textwrap::fill(words, WIDEST)
        );
        assert_eq!(refolded(&report, WIDEST), report);
        let narrow = refolded(&report, 60);
        let below = format!("\n\n{}\nyour file: src/a.rs", textwrap::fill(words, 60));
        assert_eq!(narrow, format!("{picture}{below}"));
    }
}
