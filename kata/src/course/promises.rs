//! The promises of a task text: the sentences that an answer can break.
//!
//! A paragraph of the stub's module docs that begins with `Build` or `Bad input:` opens a part of
//! promises, which goes on until a paragraph begins with a label of another kind (`Why:`, `Left
//! open:`, `Good to know:`, `In asyncio`, `Rule of thumb:`). In such a part each sentence is a
//! promise, and so is each row of a table. In the docs of the stub's items the sections `# Errors`,
//! `# Panics` and `# Cancel safety` promise; what else is said there names things.

/// Labels of paragraphs that promise.
const PROMISING: [&str; 2] = ["Build", "Bad input:"];

/// Labels of paragraphs that explain.
const EXPLAINING: [&str; 6] = [
    "Why:",
    "Left open:",
    "Good to know:",
    "In asyncio",
    "Rule of thumb:",
    "Red at first:",
];

/// Sections of an item's docs that promise.
const SECTIONS: [&str; 3] = ["# Errors", "# Panics", "# Cancel safety"];

/// Words that end with a full stop and end no sentence.
const ABBREVIATIONS: [&str; 4] = ["e.g.", "i.e.", "etc.", "vs."];

/// One sentence of a task text, or one row of a table in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The line on which it begins, from 1.
    pub line: usize,
    /// Its words, with single blanks between them.
    pub text: String,
}

/// What a stub says, sentence by sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskText {
    /// What an answer can break, and some mistake has to.
    pub promises: Vec<Sentence>,
    /// What the docs of items say beside that: a mistake may break it.
    pub named: Vec<Sentence>,
    /// What explains.
    pub explained: Vec<Sentence>,
}

/// A word and the line that it stands on.
type Word<'a> = (usize, &'a str);

impl TaskText {
    /// Reads the docs of a stub.
    pub fn of(source: &str) -> Self {
        let mut text = TaskText::default();
        text.module(&docs(source, "//!"));
        text.items(&docs(source, "///"));
        text
    }

    /// The promises that hold these words, wherever their white space and marks are.
    pub fn promising(&self, words: &str) -> Vec<&Sentence> {
        TaskText::holding(&self.promises, words)
    }

    /// Those of these sentences that hold these words.
    pub fn holding<'a>(sentences: &'a [Sentence], words: &str) -> Vec<&'a Sentence> {
        let words = bare(words);
        let holds = |sentence: &&Sentence| bare(&sentence.text).contains(&words);
        sentences.iter().filter(holds).collect()
    }

    fn module(&mut self, lines: &[Word<'_>]) {
        let mut promises = false;
        let mut began = true;
        for block in blocks(lines) {
            let Block::Words(words) = block else {
                began = true;
                continue;
            };
            let line = joined(&words);
            if began {
                began = false;
                let begins = |labels: &[&str]| labels.iter().any(|label| is_label(&line, label));
                promises = begins(&PROMISING) || (promises && !begins(&EXPLAINING));
            }
            let found = sentences(without_label(&words));
            match promises {
                true => self.promises.extend(found),
                false => self.explained.extend(found),
            }
        }
    }

    fn items(&mut self, lines: &[Word<'_>]) {
        let mut promises = false;
        let mut before = 0;
        for block in blocks(lines) {
            let Block::Words(words) = block else { continue };
            let line = words.first().map_or(0, |(line, _)| *line);
            let text = joined(&words);
            if text.starts_with("# ") {
                promises = SECTIONS.contains(&text.as_str());
            } else {
                // A gap between the lines is code: another item's docs begin.
                promises &= lines.iter().any(|(at, _)| *at == line - 1) && before != 0;
                match promises {
                    true => self.promises.extend(sentences(&words)),
                    false => self.named.extend(sentences(&words)),
                }
            }
            before = line;
        }
    }
}

/// What belongs together: a paragraph, a point of a list, a row of a table.
enum Block<'a> {
    Words(Vec<Word<'a>>),
    /// Between paragraphs.
    Gap,
}

/// The lines of these docs with their numbers, without their marks.
fn docs<'a>(source: &'a str, mark: &str) -> Vec<Word<'a>> {
    let lines = source.lines().enumerate();
    let of_docs = lines.filter_map(|(i, line)| Some((i + 1, line.trim().strip_prefix(mark)?)));
    // `////` is no doc comment.
    of_docs
        .filter(|(_, line)| !line.starts_with('/'))
        .map(|(line, text)| (line, text.trim()))
        .collect()
}

/// Cuts docs into blocks. Code between fences is left out.
fn blocks<'a>(lines: &[Word<'a>]) -> Vec<Block<'a>> {
    let mut blocks = Vec::new();
    let mut current: Vec<Word<'a>> = Vec::new();
    let mut fenced = false;
    let mut before = None;
    for (i, (number, line)) in lines.iter().enumerate() {
        if line.starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if fenced {
            continue;
        }
        let apart = before.is_some_and(|before: usize| before + 1 != *number);
        before = Some(*number);
        let row = line.starts_with('|');
        let begins = row || is_point(line) || line.starts_with("# ");
        if line.is_empty() || apart || begins {
            blocks.extend(taken(&mut current));
        }
        if line.is_empty() || apart {
            blocks.push(Block::Gap);
        }
        // The row above the line of dashes names the columns.
        let next = lines.get(i + 1).map_or("", |(_, next)| next);
        if row && (is_rule(line) || is_rule(next)) {
            continue;
        }
        current.extend(line.split_whitespace().map(|word| (*number, word)));
        if row || line.starts_with("# ") {
            blocks.extend(taken(&mut current));
        }
    }
    blocks.extend(taken(&mut current));
    blocks
}

fn taken<'a>(words: &mut Vec<Word<'a>>) -> Option<Block<'a>> {
    (!words.is_empty()).then(|| Block::Words(std::mem::take(words)))
}

fn is_point(line: &str) -> bool {
    let number = line.split_once(". ").map(|(number, _)| number);
    line.starts_with("- ")
        || line.starts_with("* ")
        || number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

fn is_rule(line: &str) -> bool {
    line.starts_with('|') && line.chars().all(|c| "|-: ".contains(c)) && line.contains('-')
}

/// Whether a paragraph begins with this label, as a whole word.
fn is_label(line: &str, label: &str) -> bool {
    let rest = line.strip_prefix(label);
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// A promise does not begin with `Build:` or with the mark of a list.
fn without_label<'a, 'b>(words: &'b [Word<'a>]) -> &'b [Word<'a>] {
    match words {
        [(_, "Build:"), rest @ ..] | [(_, "Bad"), (_, "input:"), rest @ ..] => rest,
        all => all,
    }
}

/// Cuts a block into sentences. One that ends with a colon leads to what follows it, and is none.
fn sentences(words: &[Word<'_>]) -> Vec<Sentence> {
    let words = match words {
        [(_, "-" | "*"), rest @ ..] => rest,
        [(_, number), rest @ ..] if is_point(&format!("{number} ")) => rest,
        all => all,
    };
    if words.first().is_some_and(|(_, word)| word.starts_with('|')) {
        return sentence(words).into_iter().collect();
    }
    let mut found = Vec::new();
    let (mut start, mut code, mut depth) = (0, false, 0_i32);
    for (i, (_, word)) in words.iter().enumerate() {
        for c in word.chars() {
            match c {
                '`' => code = !code,
                '(' if !code => depth += 1,
                ')' if !code => depth -= 1,
                _ => (),
            }
        }
        let next = words.get(i + 1).and_then(|(_, next)| next.chars().next());
        let goes_on = next.is_some_and(char::is_lowercase);
        if ends(word) && !code && depth <= 0 && !goes_on {
            found.extend(sentence(&words[start..=i]));
            start = i + 1;
        }
    }
    found.extend(sentence(&words[start..]));
    found
}

fn ends(word: &str) -> bool {
    let word = word.trim_end_matches([')', '"', '*', '_']);
    word.ends_with(['.', '!', '?']) && !ABBREVIATIONS.contains(&word.trim_start_matches('('))
}

fn sentence(words: &[Word<'_>]) -> Option<Sentence> {
    let (line, _) = words.first()?;
    let text = joined(words);
    (!text.ends_with(':') && !text.starts_with("# ")).then_some(Sentence { line: *line, text })
}

fn joined(words: &[Word<'_>]) -> String {
    let words: Vec<&str> = words.iter().map(|(_, word)| *word).collect();
    words.join(" ")
}

/// The words alone: without the marks of code, links and stress, in small letters.
fn bare(text: &str) -> String {
    let mut bare = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '`' | '*' | '[' => (),
            // What a link leads to is not read.
            ']' => {
                if let Some((_, after)) = rest.strip_prefix('(').and_then(|r| r.split_once(')')) {
                    rest = after;
                }
            }
            c if c.is_whitespace() => {
                if !bare.is_empty() && !bare.ends_with(' ') {
                    bare.push(' ');
                }
            }
            c => bare.extend(c.to_lowercase()),
        }
    }
    bare.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STUB: &str = "\
//! # gather: all at once
//!
//! Why: a page needs three answers. Ask all three.
//!
//! Build: [`gather`] starts all jobs at the same instant (e.g. two. Or three).
//! The results come back in the order of the jobs! It gives a [`Waited`]:
//! - `done`: what has ended. It runs
//!   on.
//! - `pending`: the rest.
//!
//! | line | answer |
//! | --- | --- |
//! | `ECHO x` | `x` |
//!
//! Bad input: no jobs give an empty list at once.
//!
//! Good to know: you may spawn.
//!
//! In asyncio this is `gather`.

/// What was seen.
pub struct Waited {
    /// So many.
    pub done: u8,
}

/// Runs all jobs. Dropping it cancels them.
///
/// # Errors
/// The first error. No other one.
///
/// # Panics
/// If a job panics.
pub fn gather() {
    todo!()
}

/// Another thing.
pub fn other() {}
";

    fn texts(sentences: &[Sentence]) -> Vec<(usize, &str)> {
        let texts = sentences.iter().map(|s| (s.line, s.text.as_str()));
        texts.collect()
    }

    #[test]
    fn sentences_under_build_and_bad_input_are_promises_and_so_are_sections_of_items() {
        let text = TaskText::of(STUB);
        assert_eq!(
            texts(&text.promises),
            [
                (
                    5,
                    "[`gather`] starts all jobs at the same instant (e.g. two. Or three)."
                ),
                (6, "The results come back in the order of the jobs!"),
                (7, "`done`: what has ended."),
                (7, "It runs on."),
                (9, "`pending`: the rest."),
                (13, "| `ECHO x` | `x` |"),
                (15, "no jobs give an empty list at once."),
                (30, "The first error."),
                (30, "No other one."),
                (33, "If a job panics."),
            ]
        );
        let named: Vec<&str> = text.named.iter().map(|s| s.text.as_str()).collect();
        assert_eq!(
            named,
            [
                "What was seen.",
                "So many.",
                "Runs all jobs.",
                "Dropping it cancels them.",
                "Another thing."
            ]
        );
        let explained: Vec<usize> = text.explained.iter().map(|s| s.line).collect();
        assert_eq!(explained, [3, 3, 17, 19]);
    }

    #[test]
    fn words_are_found_whatever_their_marks_and_line_breaks() {
        let text = TaskText::of(
            "//! Build: [`at_once`](Crawler::at_once) *requests* are\n//! on their way. Not more.\n",
        );
        let found = |words| text.promising(words).len();
        assert_eq!(found("at_once requests   are on their way"), 1);
        assert_eq!(found("`at_once` requests"), 1);
        assert_eq!(
            found("their way. Not more"),
            0,
            "words of two sentences are of none"
        );
    }

    #[test]
    fn code_between_fences_and_a_word_that_begins_like_a_label_are_no_promises() {
        let text =
            TaskText::of("//! Builders are not read.\n//!\n//! ```\n//! Build: x.\n//! ```\n");
        assert_eq!(text.promises, []);
    }
}
