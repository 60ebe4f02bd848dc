//! Answers that change what other code means, though they are allowed: an `impl` for a type that is
//! not the answer's own (`impl Add<Mine> for String`) holds for the whole crate, and makes another
//! answer's call ambiguous, or its proof's. Such an answer is right or wrong by itself and shares
//! its build with nobody.

use std::collections::BTreeSet;

use super::tokens::{Kind, Token};

/// Words that name a type of one's own.
const DECLARING: [&str; 5] = ["struct", "enum", "union", "trait", "type"];

/// Whether an `impl` among these tokens is, or may be, for a type of somebody else's.
pub(super) fn reaches(tokens: &[Token]) -> bool {
    let own: BTreeSet<&str> = tokens
        .windows(2)
        .filter(|pair| DECLARING.iter().any(|word| pair[0].is_name(word)))
        .filter_map(|pair| name(&pair[1]))
        .collect();
    (0..tokens.len())
        .filter(|at| tokens[*at].is_name("impl"))
        .any(|at| match implemented(&tokens[at + 1..]) {
            // A macro may make anything of it.
            _ if tokens[at].in_macro => true,
            Implemented::Inherent => false,
            Implemented::For(subject) => !own.contains(subject),
            Implemented::Unclear => true,
        })
}

enum Implemented<'a> {
    /// `impl Type {`, or `impl Trait` as a type.
    Inherent,
    /// `impl Trait for Type`.
    For(&'a str),
    /// `impl Trait for &Type`, `(Type, Type)`, `$type`.
    Unclear,
}

/// What stands behind the `for` of an `impl`.
fn implemented(rest: &[Token]) -> Implemented<'_> {
    let mut depth = 0_usize;
    for (at, token) in rest.iter().enumerate() {
        match &token.kind {
            // An arrow's head is no bracket.
            Kind::Mark('>') if at > 0 && (rest[at - 1].is('-') || rest[at - 1].is('=')) => (),
            Kind::Mark('<' | '(' | '[') => depth += 1,
            Kind::Mark('>' | ')' | ']') if depth > 0 => depth -= 1,
            // A higher-ranked bound: `for<'a>`.
            Kind::Name(word) if word == "for" && depth == 0 => {
                if rest.get(at + 1).is_some_and(|next| next.is('<')) {
                    continue;
                }
                return subject(&rest[at + 1..]);
            }
            Kind::Mark('{' | ';' | ',' | ')' | ']' | '>' | '=') if depth == 0 => {
                return Implemented::Inherent;
            }
            _ => (),
        }
    }
    Implemented::Inherent
}

/// The type's name: the last of its path, before its parameters.
fn subject(rest: &[Token]) -> Implemented<'_> {
    let mut last = None;
    for token in rest {
        match &token.kind {
            Kind::Name(name) if name == "where" => break,
            Kind::Name(name) => last = Some(name.as_str()),
            Kind::Mark(':') => (),
            Kind::Mark('<' | '{') if last.is_some() => break,
            _ => return Implemented::Unclear,
        }
    }
    last.map_or(Implemented::Unclear, Implemented::For)
}

fn name(token: &Token) -> Option<&str> {
    match &token.kind {
        Kind::Name(name) => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::split;
    use super::*;

    fn reach(source: &str) -> bool {
        reaches(&split(source).unwrap())
    }

    #[test]
    fn an_impl_for_a_type_of_somebody_else_reaches_beyond() {
        for source in [
            "struct Mine; impl Add<Mine> for String {}",
            "struct Mine; impl<T> AsRef<Mine> for bytes::Bytes where T: X {}",
            "struct Mine; impl From<Mine> for &str {}",
            "struct Mine; impl Add<Mine> for (u8, u8) {}",
            "struct Mine; impl Add<Mine> for Vec<Mine> {}",
            "macro_rules! m { ($t:ty) => { impl Add<Mine> for $t {} } }",
            "struct Mine; impl<F: Fn(&u8) -> u8> Add<Mine> for std::string::String {}",
        ] {
            assert!(reach(source), "{source}");
        }
    }

    #[test]
    fn an_impl_for_a_type_of_its_own_does_not() {
        for source in [
            "struct Mine; impl Mine { fn f(&self) -> impl Future<Output = u8> + 'static {} }",
            "struct Mine<T>(T); impl<T: for<'a> Fn(&'a u8) -> u8> Iterator for Mine<T> {}",
            "enum E { A } impl std::fmt::Display for E {} impl Drop for self::E {}",
            "fn f(x: impl Fn(u8) -> u8, y: impl Into<String>) { for i in 0..3 {} }",
            "trait T {} struct S; impl T for S {}",
        ] {
            assert!(!reach(source), "{source}");
        }
    }
}
