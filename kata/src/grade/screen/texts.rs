//! Texts that a macro reads as code: serde's attributes hold types and paths between quotes.

use super::tokens::Token;

/// Names without which no macro of the course's packages reads a text as code.
const READERS: [&str; 3] = ["serde", "Serialize", "Deserialize"];

/// Whether texts of this file may be read as code. A macro may hand on any of them, so it does not
/// matter where one stands.
pub(super) fn may_be_code(tokens: &[Token]) -> bool {
    tokens
        .iter()
        .any(|token| READERS.iter().any(|name| token.is_name(name)))
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
    use super::*;

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
