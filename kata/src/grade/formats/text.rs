//! Text of those who are graded, made harmless.

use crate::grade::{KataGrade, TestGrade};

/// Characters that turn text around or break its line, so that it reads other than it is.
fn turns(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// On one line, with every control character spelled out.
pub(in crate::grade) fn line(text: &str) -> String {
    let spelled = |c: char| match c.is_control() || turns(c) {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    text.chars().map(spelled).collect()
}

/// With its lines and tabs, and every other control character spelled out. XML allows what is
/// left, and so does every terminal.
pub(super) fn lines(text: &str) -> String {
    let spelled = |c: char| match c {
        '\n' | '\t' => c.to_string(),
        '\u{fffe}' | '\u{ffff}' => c.escape_unicode().to_string(),
        c if c.is_control() || turns(c) => c.escape_default().to_string(),
        c => c.to_string(),
    };
    text.chars().map(spelled).collect()
}

/// As the text of an HTML or XML element, or as the value of an attribute in quotes.
pub(in crate::grade) fn markup(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in lines(text).chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            c => escaped.push(c),
        }
    }
    escaped
}

/// The first characters of a text, so many at the most.
pub(super) fn first(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// What there is to say about a kata: who decided otherwise than the tests, what the compiler says, then each behaviour that is wrong,
/// then what the answer printed.
pub(super) fn told(kata: &KataGrade) -> String {
    let decided = kata.overruled.as_ref().map(|was| line(&was.words()));
    let mut parts = vec![
        decided.unwrap_or_default(),
        lines(kata.diagnostics.trim_end()),
        lines(kata.warnings.trim_end()),
    ];
    for test in kata.tests.iter().filter(|test| kata.ran() && !test.passed) {
        let message = lines(test.message.trim_end());
        parts.push(format!("{}: {message}", behaviour(test)));
    }
    if !kata.printed.is_empty() {
        parts.push(format!("your code printed\n{}", lines(&kata.printed)));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

/// A test's name as a sentence.
pub(super) fn behaviour(test: &TestGrade) -> String {
    line(&test.name).replace('_', " ")
}
