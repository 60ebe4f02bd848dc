//! From a `Debug` text to a tree.

use super::tree::Tree;

/// Deeper values are not looked into.
const DEPTH: usize = 32;

/// The tree of a `Debug` text; none where it is not written like those of the standard library.
pub(super) fn parse(text: &str) -> Option<Tree> {
    let mut rest = Rest { text, depth: 0 };
    let tree = rest.value()?;
    rest.text.trim_start().is_empty().then_some(tree)
}

/// What has not been read yet.
struct Rest<'a> {
    text: &'a str,
    depth: usize,
}

impl<'a> Rest<'a> {
    fn value(&mut self) -> Option<Tree> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        self.text = self.text.trim_start();
        let tree = match self.text.chars().next()? {
            '"' => Tree::Text(self.quoted('"')?),
            '\'' => Tree::Other(format!("'{}'", self.quoted('\'')?)),
            '[' => Tree::List(self.items('[', ']')?),
            '(' => Tree::Named(String::new(), numbered(self.items('(', ')')?)),
            '{' => self.braces()?,
            _ => self.named()?,
        };
        self.depth -= 1;
        Some(tree)
    }

    fn eat(&mut self, wanted: char) -> Option<()> {
        self.text = self.text.trim_start().strip_prefix(wanted)?;
        Some(())
    }

    /// A text or a character, unescaped.
    fn quoted(&mut self, quote: char) -> Option<String> {
        self.eat(quote)?;
        let mut text = String::new();
        let mut chars = self.text.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                c if c == quote => {
                    self.text = &self.text[at + c.len_utf8()..];
                    return Some(text);
                }
                '\\' => match chars.next()?.1 {
                    'n' => text.push('\n'),
                    'r' => text.push('\r'),
                    't' => text.push('\t'),
                    '0' => text.push('\0'),
                    'u' => {
                        let code = chars.by_ref().map(|(_, c)| c).skip(1);
                        let code: String = code.take_while(|c| *c != '}').collect();
                        text.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
                    }
                    c => text.push(c),
                },
                c => text.push(c),
            }
        }
        None
    }

    /// Values between two brackets.
    fn items(&mut self, open: char, close: char) -> Option<Vec<Tree>> {
        self.eat(open)?;
        let mut items = Vec::new();
        loop {
            if self.eat(close).is_some() {
                return Some(items);
            }
            items.push(self.value()?);
            let _last = self.eat(',');
        }
    }

    /// A set or a map.
    fn braces(&mut self) -> Option<Tree> {
        self.eat('{')?;
        let (mut keys, mut entries) = (Vec::new(), Vec::new());
        loop {
            if self.eat('}').is_some() {
                break;
            }
            let key = self.value()?;
            if self.eat(':').is_some() {
                entries.push((key, self.value()?));
            } else {
                keys.push(key);
            }
            let _last = self.eat(',');
        }
        keys.sort();
        entries.sort();
        match (keys.is_empty(), entries.is_empty()) {
            (_, true) => Some(Tree::Set(keys)),
            (true, false) => Some(Tree::Map(entries)),
            (false, false) => None,
        }
    }

    /// A struct, a variant, a number, or anything else.
    fn named(&mut self) -> Option<Tree> {
        let ends = |c: char| c.is_whitespace() || "()[]{},\"".contains(c);
        let mut end = self.text.find(ends).unwrap_or(self.text.len());
        // A key of a map or a field ends at its colon; `::` belongs to a name.
        if let Some(colon) = self.text[..end].find(':')
            && !self.text[colon + 1..].starts_with(':')
        {
            end = colon;
        }
        let (word, rest) = self.text.split_at(end);
        if word.is_empty() {
            return None;
        }
        self.text = rest;
        if !word.starts_with(char::is_uppercase) {
            return Some(number(word).unwrap_or_else(|| Tree::Other(word.to_owned())));
        }
        let fields = match self.text.trim_start().chars().next() {
            Some('(') => numbered(self.items('(', ')')?),
            Some('{') => self.fields()?,
            _ => Vec::new(),
        };
        Some(Tree::Named(word.to_owned(), fields))
    }

    fn fields(&mut self) -> Option<Vec<(String, Tree)>> {
        self.eat('{')?;
        let mut fields = Vec::new();
        loop {
            if self.eat('}').is_some() {
                return Some(fields);
            }
            self.text = self.text.trim_start();
            if let Some(rest) = self.text.strip_prefix("..") {
                self.text = rest;
                continue;
            }
            let (name, rest) = self.text.split_once(':')?;
            self.text = rest;
            fields.push((name.to_owned(), self.value()?));
            let _last = self.eat(',');
        }
    }
}

fn numbered(values: Vec<Tree>) -> Vec<(String, Tree)> {
    let numbers = (0..).map(|n: usize| n.to_string());
    numbers.zip(values).collect()
}

/// A whole number or a duration.
fn number(word: &str) -> Option<Tree> {
    if let Ok(number) = word.parse() {
        return Some(Tree::Int(number));
    }
    let unit = word.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let nanos: i128 = match &word[unit..] {
        "s" => 1_000_000_000,
        "ms" => 1_000_000,
        "µs" => 1_000,
        "ns" => 1,
        _ => return None,
    };
    let (whole, part) = word[..unit].split_once('.').unwrap_or((&word[..unit], ""));
    let digits = u32::try_from(part.len()).ok()?;
    let whole: i128 = whole.parse().ok()?;
    let part: i128 = if part.is_empty() {
        0
    } else {
        part.parse().ok()?
    };
    Some(Tree::Time(
        whole.checked_mul(nanos)? + part * nanos / 10_i128.checked_pow(digits)?,
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fmt::Debug;
    use std::time::Duration;

    use super::*;

    /// What is read is written as it was, whatever the type.
    fn is_read(value: impl Debug) {
        let text = format!("{value:?}");
        let tree = parse(&text).unwrap_or_else(|| panic!("{text} cannot be read"));
        assert!(!matches!(tree, Tree::Other(_)), "{tree:?}");
        assert_eq!(tree.to_string().replace(",)", ")"), text.replace(",)", ")"));
        assert_eq!(parse(&format!("{value:#?}")), Some(tree));
    }

    #[derive(Debug)]
    #[expect(dead_code, reason = "only shown")]
    struct Page {
        name: &'static str,
        at: Duration,
        kind: Option<Result<u8, std::num::ParseIntError>>,
    }

    #[test]
    fn values_of_the_standard_library() {
        is_read(vec![1, -2, 3]);
        is_read(("a", Some(2), None::<u8>));
        is_read([
            Ok("a \"quoted\" text, with [brackets]: é\u{301}\u{200b}\0\n"),
            Err(()),
        ]);
        is_read([Duration::ZERO; 2].map(|time| time + Duration::from_secs(1)));
        is_read(BTreeMap::from([(1, vec!["a"]), (2, vec![])]));
        is_read(BTreeMap::from([("a: b", 1)]));
        is_read(BTreeSet::from(["a", "b"]));
        is_read(Page {
            name: "a",
            at: Duration::from_millis(100),
            kind: Some("x".parse()),
        });
        is_read(Page {
            name: "{",
            at: Duration::from_secs(10),
            kind: None,
        });
    }

    #[test]
    fn durations_are_exact() {
        let times = [
            (0, 0),
            (1, 500_000_000),
            (0, 1_003_000),
            (0, 217),
            (u64::MAX, 999_999_999),
        ];
        for (secs, nanos) in times {
            let time = Duration::new(secs, nanos);
            let read = parse(&format!("{time:?}"));
            assert_eq!(read, Some(Tree::Time(time.as_nanos() as i128)), "{time:?}");
        }
    }

    #[test]
    fn what_is_written_otherwise_is_left_alone() {
        for text in ["", "[1", "\"a", "Some(", "{1: 2, 3}", "a b"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse("1.5"), Some(Tree::Other("1.5".to_owned())));
        assert_eq!(parse(&"[".repeat(1000)), None);
    }
}
