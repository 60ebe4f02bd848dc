//! What an answer may not hold, found before anything of it is compiled.
//!
//! An answer is looked at token by token, as the compiler would split it: comments and strings do
//! not count, raw identifiers do, and so does what is handed to a macro. Whatever does not even
//! split into tokens is left to the compiler.
//!
//! This is a sieve, not a wall. `unsafe` is forbidden by the compiler as well, references are not
//! there to be included, and a record that an answer makes up has no seal.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use serde::Serialize;

/// Something that an answer holds and may not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Forbidden {
    /// The line it stands on, from 1.
    pub line: usize,
    /// What it is: `include_str`.
    pub what: String,
    /// Why that is not allowed, in a sentence.
    pub why: &'static str,
}

const UNSAFE: &str = "code that the compiler cannot check could reach into the tests";
const FOREIGN: &str = "code of other languages, and symbols of other programs, are not checked";
const FILES: &str = "an answer stands alone: no other file is part of it";
const ENVIRONMENT: &str = "an answer has no use for the environment it is compiled in";
const CRATE: &str = "attributes and macros that reach beyond the answer are the course's own";
const ENDLESS: &str = "the compiler stops what would keep it busy for ever";
const OTHERS: &str = "an answer stands alone: other katas are not part of it";
const CLOCK: &str = "the clock of the tests belongs to the tests";

/// Names that are not allowed wherever they stand: macros can be handed them, too.
const NAMES: &[(&str, &str)] = &[
    ("unsafe", UNSAFE),
    ("extern", FOREIGN),
    ("asm", FOREIGN),
    ("global_asm", FOREIGN),
    ("naked_asm", FOREIGN),
    ("include_str", FILES),
    ("include_bytes", FILES),
    ("option_env", ENVIRONMENT),
    ("no_mangle", FOREIGN),
    ("export_name", FOREIGN),
    ("link_section", FOREIGN),
    ("link_name", FOREIGN),
    ("global_allocator", CRATE),
    ("panic_handler", CRATE),
    ("macro_export", CRATE),
    ("macro_use", CRATE),
    ("start_paused", CLOCK),
    ("long_running_const_eval", ENDLESS),
];

/// Names that are not allowed as macros.
const MACROS: &[(&str, &str)] = &[("include", FILES), ("env", ENVIRONMENT)];

/// Names that are not allowed as attributes.
const ATTRIBUTES: &[(&str, &str)] = &[
    ("path", FILES),
    ("link", FOREIGN),
    ("used", FOREIGN),
    ("test", CRATE),
    ("bench", CRATE),
];

/// Attributes of the whole file that are allowed: what they change ends with the file.
const INNER: &[&str] = &["allow", "deny", "doc", "expect", "warn"];

/// Functions that move tokio's clock. As methods the names are harmless: buffers advance, too.
const CLOCK_FUNCTIONS: &[&str] = &["advance", "pause", "resume"];

/// Everything in this source that an answer may not hold, from its top to its bottom.
pub fn screen(source: &str) -> Vec<Forbidden> {
    let Ok(tokens) = source.parse::<TokenStream>() else {
        return Vec::new();
    };
    let tokens = flatten(tokens);
    let globs_time = tokens.windows(4).any(|w| {
        matches!(w, [Token { kind: Kind::Name(name), .. }, a, b, star]
            if name == "time" && a.is(':') && b.is(':') && star.is('*'))
    });
    let mut found: Vec<Forbidden> = (0..tokens.len())
        .filter_map(|at| {
            Look {
                tokens: &tokens,
                at,
                globs_time,
            }
            .forbidden()
        })
        .collect();
    found.dedup();
    found
}

/// A token, with brackets as tokens of their own: what is nested does not matter here.
struct Token {
    kind: Kind,
    line: usize,
}

#[derive(PartialEq)]
enum Kind {
    Name(String),
    Mark(char),
    Other,
}

impl Token {
    fn is(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }
}

/// Splits groups without recursion: an answer may nest as deep as it likes.
fn flatten(tokens: TokenStream) -> Vec<Token> {
    let mut flat = Vec::new();
    let mut open = vec![(tokens.into_iter(), None::<(char, usize)>)];
    while let Some((rest, _)) = open.last_mut() {
        match rest.next() {
            None => {
                if let Some((_, Some((close, line)))) = open.pop() {
                    flat.push(Token {
                        kind: Kind::Mark(close),
                        line,
                    });
                }
            }
            Some(TokenTree::Group(group)) => {
                let (begin, end) = match group.delimiter() {
                    Delimiter::Parenthesis => ('(', ')'),
                    Delimiter::Brace => ('{', '}'),
                    Delimiter::Bracket => ('[', ']'),
                    Delimiter::None => (' ', ' '),
                };
                let line = group.span_open().start().line;
                flat.push(Token {
                    kind: Kind::Mark(begin),
                    line,
                });
                let end = (end, group.span_close().start().line);
                open.push((group.stream().into_iter(), Some(end)));
            }
            Some(TokenTree::Ident(ident)) => {
                let name = ident.to_string();
                let name = name.strip_prefix("r#").unwrap_or(&name).to_owned();
                flat.push(Token {
                    kind: Kind::Name(name),
                    line: ident.span().start().line,
                });
            }
            Some(TokenTree::Punct(punct)) => {
                // A lifetime's quote joins the name after it; that name is none of ours.
                let quote = punct.as_char() == '\'' && punct.spacing() == Spacing::Joint;
                if quote {
                    rest.next();
                }
                let kind = if quote {
                    Kind::Other
                } else {
                    Kind::Mark(punct.as_char())
                };
                flat.push(Token {
                    kind,
                    line: punct.span().start().line,
                });
            }
            Some(TokenTree::Literal(literal)) => {
                flat.push(Token {
                    kind: Kind::Other,
                    line: literal.span().start().line,
                });
            }
        }
    }
    flat
}

/// A look at one token and what stands around it.
struct Look<'a> {
    tokens: &'a [Token],
    at: usize,
    globs_time: bool,
}

impl Look<'_> {
    fn forbidden(&self) -> Option<Forbidden> {
        let Kind::Name(name) = &self.tokens[self.at].kind else {
            return None;
        };
        let why = self
            .anywhere(name)
            .or_else(|| self.as_macro(name))
            .or_else(|| self.as_attribute(name))
            .or_else(|| self.as_clock(name))
            .or_else(|| self.as_module(name))
            .or_else(|| self.as_neighbour(name))?;
        Some(Forbidden {
            line: self.tokens[self.at].line,
            what: name.clone(),
            why,
        })
    }

    fn anywhere(&self, name: &str) -> Option<&'static str> {
        find(NAMES, name)
    }

    /// `include!(…)`, and `m!(include)`: a name alone, handed to a macro.
    fn as_macro(&self, name: &str) -> Option<&'static str> {
        let why = find(MACROS, name)?;
        (self.follows('!') || (name == "include" && self.in_macro())).then_some(why)
    }

    /// Whether a macro is handed this token, however deep inside brackets.
    fn in_macro(&self) -> bool {
        let mut closed = 0usize;
        for at in (1..self.at).rev() {
            match self.tokens[at].kind {
                Kind::Mark(')' | ']' | '}') => closed += 1,
                Kind::Mark('(' | '[' | '{') if closed > 0 => closed -= 1,
                Kind::Mark('(' | '[' | '{') if self.tokens[at - 1].is('!') => return true,
                _ => (),
            }
        }
        false
    }

    /// `#[path = …]`, `#![no_std]`, `#[cfg_attr(x, path = …)]`.
    fn as_attribute(&self, name: &str) -> Option<&'static str> {
        let begins = |back: usize, mark| self.at >= back && self.tokens[self.at - back].is(mark);
        if begins(1, '[') && begins(2, '!') && begins(3, '#') {
            return (!INNER.contains(&name)).then_some(CRATE);
        }
        let why = find(ATTRIBUTES, name)?;
        let outer = begins(1, '[') && begins(2, '#');
        let assigned = name == "path" && self.follows('=') && begins(1, ',');
        // `#[tokio::test]` and others that end in the word.
        let last = name == "test" && self.follows(']') && begins(1, ':');
        (outer || assigned || last).then_some(why)
    }

    /// `time::advance`, `use tokio::time::{self, advance}`, and `advance(…)` after `time::*`.
    fn as_clock(&self, name: &str) -> Option<&'static str> {
        if !CLOCK_FUNCTIONS.contains(&name) {
            return None;
        }
        let in_path = self.precedes(':');
        let in_list = (self.precedes('{') || self.precedes(',')) && self.in_use();
        let bare =
            self.globs_time && self.follows('(') && !self.precedes('.') && !self.is_defined();
        (in_path || in_list || bare).then_some(CLOCK)
    }

    /// `mod other;`: a module in a file of its own.
    fn as_module(&self, name: &str) -> Option<&'static str> {
        let other = self.tokens.get(self.at + 2);
        (name == "mod" && other.is_some_and(|token| token.is(';'))).then_some(FILES)
    }

    /// `crate::other`, and `super` from where it leads out of the file.
    fn as_neighbour(&self, name: &str) -> Option<&'static str> {
        let out = match name {
            "crate" => !(self.precedes('(') && self.follows(')')),
            "super" => {
                // Each `super` before this one in the path goes one module up.
                let mut ups = 1;
                let mut at = self.at;
                while at >= 3
                    && self.tokens[at - 1].is(':')
                    && self.tokens[at - 2].is(':')
                    && self.tokens[at - 3].kind == Kind::Name("super".to_owned())
                {
                    ups += 1;
                    at -= 3;
                }
                let visible = self.precedes('(') && self.follows(')');
                !visible && (ups > self.modules() || self.in_macro())
            }
            _ => false,
        };
        out.then_some(OTHERS)
    }

    /// How many modules of its own file this token stands in.
    fn modules(&self) -> usize {
        let mut open = Vec::new();
        for at in 0..self.at {
            match self.tokens[at].kind {
                Kind::Mark('{') => {
                    let module =
                        at >= 2 && self.tokens[at - 2].kind == Kind::Name("mod".to_owned());
                    open.push(module);
                }
                Kind::Mark('}') => drop(open.pop()),
                _ => (),
            }
        }
        open.into_iter().filter(|module| *module).count()
    }

    fn follows(&self, mark: char) -> bool {
        self.tokens
            .get(self.at + 1)
            .is_some_and(|token| token.is(mark))
    }

    fn precedes(&self, mark: char) -> bool {
        self.at > 0 && self.tokens[self.at - 1].is(mark)
    }

    fn is_defined(&self) -> bool {
        self.at > 0 && self.tokens[self.at - 1].kind == Kind::Name("fn".to_owned())
    }

    /// Whether the statement that this token is part of is a `use`.
    fn in_use(&self) -> bool {
        let before = self.tokens[..self.at].iter().rev();
        let mut statement = before.take_while(|token| !token.is(';') && !token.is('}'));
        statement.any(|token| token.kind == Kind::Name("use".to_owned()))
    }
}

fn find(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    table
        .iter()
        .find(|(forbidden, _)| *forbidden == name)
        .map(|(_, why)| *why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str) -> Vec<(usize, String)> {
        screen(source)
            .into_iter()
            .map(|f| (f.line, f.what))
            .collect()
    }

    fn clean(source: &str) {
        assert_eq!(found(source), [], "{source}");
    }

    fn caught(source: &str, what: &str) {
        assert!(
            found(source).iter().any(|(_, found)| found == what),
            "{what} in {source}"
        );
    }

    #[test]
    fn unsafe_is_found_in_every_spelling() {
        caught("fn f() { unsafe { g() } }", "unsafe");
        caught("unsafe impl Send for X {}", "unsafe");
        caught("m! { unsafe }", "unsafe");
        caught("#[unsafe(no_mangle)] fn f() {}", "unsafe");
        caught("extern \"C\" { fn g(); }", "extern");
        caught("use std::arch::r#asm;", "asm");
    }

    #[test]
    fn words_in_comments_and_strings_do_not_count() {
        clean("//! unsafe include_str! tokio::time::pause\nfn f() -> &'static str { \"unsafe\" }");
        clean("/* extern */ fn f() {}");
    }

    #[test]
    fn files_are_found_however_they_are_asked_for() {
        caught(
            "const S: &str = include_str!(\"/etc/passwd\");",
            "include_str",
        );
        caught("const S: &str = core::include_str!(\"x\");", "include_str");
        caught(
            "macro_rules! m { ($i:ident) => { $i!(\"x\") } } m!(include_bytes);",
            "include_bytes",
        );
        caught("include!(\"x.rs\");", "include");
        caught("m!(include);", "include");
        caught("#[doc = include_str!(\"x\")] fn f() {}", "include_str");
        caught("#[path = \"/x.rs\"] mod m {}", "path");
        caught("#[cfg_attr(all(), path = \"/x.rs\")] mod m {}", "path");
        caught("mod other;", "mod");
        clean("mod inner { pub fn f() {} } fn g(include: bool, path: &str) -> bool { include }");
    }

    #[test]
    fn the_environment_at_compile_time_is_found() {
        caught("const T: &str = env!(\"TOKEN\");", "env");
        caught(
            "const T: Option<&str> = option_env!(\"TOKEN\");",
            "option_env",
        );
        clean("use std::env; fn f() { env::args(); }");
    }

    #[test]
    fn attributes_beyond_the_answer_are_found() {
        caught("#![feature(x)]", "feature");
        caught("#![no_std]", "no_std");
        caught("#[test] fn t() {}", "test");
        caught("#[tokio::test] async fn t() {}", "test");
        caught(
            "#[macro_export] macro_rules! assert { () => {} }",
            "macro_export",
        );
        clean("#![allow(dead_code)] #[derive(Debug)] struct X; #[cfg(test)] mod x {}");
    }

    #[test]
    fn the_clock_is_out_of_reach() {
        caught("async fn f() { tokio::time::advance(d).await }", "advance");
        caught(
            "use tokio::time as t; async fn f() { t::pause(); }",
            "pause",
        );
        caught("use tokio::time::{self, resume};", "resume");
        caught("use tokio::time::{advance as step};", "advance");
        caught(
            "use tokio::time::*; async fn f() { advance(d).await }",
            "advance",
        );
        caught("builder.start_paused(true)", "start_paused");
        clean("fn f(b: &mut B) { b.advance(3); let pause = 1; resume(pause); }");
    }

    #[test]
    fn other_katas_are_out_of_reach() {
        caught("impl Clone for crate::c02::other::Thing {}", "crate");
        caught("use super::other::Thing;", "super");
        caught("mod inner { use super::super::other::Thing; }", "super");
        caught("macro_rules! m { () => { $crate::c02::other() } }", "crate");
        clean("pub(crate) struct X; mod inner { use super::X; pub(super) fn f() {} }");
    }

    #[test]
    fn what_does_not_split_into_tokens_is_left_to_the_compiler() {
        clean("fn f( { unsafe");
    }

    #[test]
    fn the_line_is_named() {
        assert_eq!(
            found("\n\nfn f() {\n    unsafe {}\n}"),
            [(4, "unsafe".to_owned())]
        );
    }

    #[test]
    fn deep_nesting_is_looked_through_to_its_end() {
        let deep = format!("{}unsafe{}", "(".repeat(5_000), ")".repeat(5_000));
        caught(&deep, "unsafe");
    }
}
