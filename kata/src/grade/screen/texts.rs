//! Texts that a macro reads as code: serde's attributes hold types and paths between quotes.

use super::tokens::{Kind, Token};

/// Names without which no macro of the course's packages reads a text as code.
const READERS: [&str; 3] = ["serde", "Serialize", "Deserialize"];

/// Whether texts of this file may be read as code. A macro may hand on any of them, so it does not
/// matter where one stands.
pub(super) fn may_be_code(tokens: &[Token]) -> bool {
    tokens
        .iter()
        .any(|token| READERS.iter().any(|name| token.is_name(name)))
}

/// Words that types put beside a name.
const BESIDE_NAMES: [&str; 9] = [
    "dyn", "impl", "mut", "const", "as", "for", "fn", "unsafe", "extern",
];

/// Whether a text is no code that could do harm: two of its words stand side by side, as in no type
/// or path, and nothing in it can hold other code, neither a brace nor a macro, nor leads anywhere.
pub(super) fn is_prose(tokens: &[Token]) -> bool {
    let is_word = |token: &Token| match &token.kind {
        Kind::Name(name) => !BESIDE_NAMES.contains(&name.as_str()),
        _ => false,
    };
    let has_words = tokens.windows(2).any(|pair| pair.iter().all(is_word));
    let is_call =
        |pair: &[Token]| pair[0].is('!') && ['(', '['].iter().any(|open| pair[1].is(*open));
    let is_path = |pair: &[Token]| pair.iter().all(|token| token.is(':'));
    let does_more = tokens.iter().any(|token| token.is('{'))
        || tokens.windows(2).any(|pair| is_call(pair) || is_path(pair));
    has_words && !does_more
}

/// What stands between the quotes, with its escapes resolved.
pub(super) fn content(literal: &str) -> String {
    let raw = literal.starts_with("r") || literal.starts_with("br") || literal.starts_with("cr");
    let between = literal.find('"').zip(literal.rfind('"'));
    let text = match between {
        Some((begin, end)) if begin < end => &literal[begin + 1..end],
        _ => return String::new(),
    };
    match raw {
        true => text.to_owned(),
        false => unescaped(text),
    }
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match rest.next() {
            Some('n') => plain.push('\n'),
            Some('r') => plain.push('\r'),
            Some('t') => plain.push('\t'),
            Some('x') => {
                let digits: String = rest.by_ref().take(2).collect();
                plain.extend(character(&digits));
            }
            Some('u') => {
                let digits: String = rest.by_ref().take_while(|c| *c != '}').collect();
                let digits: String = digits.chars().filter(char::is_ascii_hexdigit).collect();
                plain.extend(character(&digits));
            }
            // At the end of a line: what is white at the beginning of the next is none of it.
            Some('\n') => plain.push(' '),
            Some(other) => plain.push(other),
            None => (),
        }
    }
    plain
}

fn character(digits: &str) -> Option<char> {
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::super::tokens::split;
    use super::*;

    #[test]
    fn prose_holds_no_code() {
        for prose in ["the mod of x", "please: include it!", "a, b and c"] {
            assert!(is_prose(&split(prose).unwrap()), "{prose}");
        }
        for code in [
            "super",
            "&'a dyn X",
            "*const T",
            "a b::c",
            "a b!(c d)",
            "a b { c }",
        ] {
            assert!(!is_prose(&split(code).unwrap()), "{code}");
        }
    }

    #[test]
    fn escapes_hide_nothing() {
        for literal in [
            r#""mod x;""#,
            r##"r#"mod x;"#"##,
            r#""\x6dod\u{20}x;""#,
            r#""\u{6_d}od x;""#,
        ] {
            assert_eq!(content(literal), "mod x;", "{literal}");
        }
        assert_eq!(content(r#""a\"b\\""#), "a\"b\\");
    }
}
