//! Names and signs as the text of an SVG element: some come from code that nobody has read.

/// On one line, with every character spelled out that controls, turns text around or breaks lines.
pub(super) fn line(text: &str) -> String {
    let turns = |c: char| {
        matches!(
            c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
    };
    let spelled = |c: char| match c {
        // XML does not allow these two.
        '\u{fffe}' | '\u{ffff}' => c.escape_unicode().to_string(),
        c if c.is_control() || turns(c) => c.escape_default().to_string(),
        c => c.to_string(),
    };
    text.chars().map(spelled).collect()
}

/// As the text of an element.
pub(super) fn markup(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            c => escaped.push(c),
        }
    }
    escaped
}

/// A text, or its first characters and a sign that there were more.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.chars().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most - 1).chain(['…']).collect(),
    }
}
