//! What an answer may not hold, found before anything of it is compiled.
//!
//! An answer is looked at token by token, as the compiler would split it: comments and strings do
//! not count, and what is handed to a macro does. What the compiler would read as tokens out of a
//! string, for serde's attributes, is looked at in the same way.
//!
//! This is a sieve, not a wall. `unsafe` is forbidden by the compiler as well, references are not
//! there to be included, and a record that an answer makes up has no seal.

mod look;
mod texts;
pub(super) mod tokens;

use serde::Serialize;

use look::Look;
use tokens::{Kind, Token, Unsplit};

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

/// What a look at an answer comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Screened {
    /// It holds nothing that it may not.
    Clean,
    /// What it holds and may not, from its top to its bottom.
    Holds(Vec<Forbidden>),
    /// It does not split into tokens, so it does not compile: in this line something never ends, or
    /// begins nothing.
    Unsplit(usize),
}

const SCRIPT: &str = "an answer is no script: the compiler would skip this line, and readers not";

/// Looks at a source.
pub fn screen(source: &str) -> Screened {
    let tokens = match tokens::split(source) {
        Ok(tokens) => tokens,
        Err(Unsplit::At(line)) => return Screened::Unsplit(line),
        Err(Unsplit::Shebang) => {
            return Screened::Holds(vec![Forbidden {
                line: 1,
                what: "#!".to_owned(),
                why: SCRIPT,
            }]);
        }
    };
    let mut found = Look::at_all(&tokens);
    if texts::may_be_code(&tokens) {
        for token in &tokens {
            if let Kind::Text(text) = &token.kind {
                found.extend(inside(text, token));
            }
        }
    }
    found.sort_by_key(|forbidden| forbidden.line);
    found.dedup();
    match found.is_empty() {
        true => Screened::Clean,
        false => Screened::Holds(found),
    }
}

/// What a text would be forbidden for if it were code.
fn inside(text: &str, token: &Token) -> Vec<Forbidden> {
    let text = texts::content(text);
    let split = match tokens::split(&text) {
        // A macro may be given what stands behind such a line, too.
        Err(Unsplit::Shebang) => tokens::split(text.split_once('\n').unwrap_or_default().1),
        split => split,
    };
    let Some(tokens) = split.ok().filter(|tokens| !texts::is_prose(tokens)) else {
        return Vec::new();
    };
    let mut found = Look::at_all(&tokens);
    for forbidden in &mut found {
        forbidden.line = token.line;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str) -> Vec<(usize, String)> {
        match screen(source) {
            Screened::Clean => Vec::new(),
            Screened::Holds(found) => found.into_iter().map(|f| (f.line, f.what)).collect(),
            Screened::Unsplit(line) => vec![(line, "no tokens".to_owned())],
        }
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
        caught("use std::include as take;", "include");
        caught("take!(include: \"x.rs\");", "include");
        caught("macro_rules! m { ($m:ident) => { mod $m; } }", "mod");
        caught("macro_rules! m { ($m:tt) => { $m x; } } m!(mod);", "mod");
        caught("m!(path mod x {});", "mod");
        caught("macro_rules! m { () => { mod x {} } }", "mod");
        caught("#[r#path = \"/x.rs\"] mod m {}", "path");
        clean("mod inner { pub fn f() {} } fn g(path: &str) { m!(path) }");
    }

    #[test]
    fn a_text_that_serde_reads_is_looked_at_as_code() {
        let hidden = "use serde::Deserialize; #[derive(Deserialize)] \
                      #[serde(from = \"[u8; { #[path = \\\"/x.rs\\\"] mod x {} 0 }]\")] struct X;";
        caught(hidden, "path");
        caught("use serde as s; m!(\"[u8; { \\u{6d}od x; 0 }]\");", "mod");
        for text in [
            "[u8; compile_error!(include_str!(\\\"/etc/passwd\\\"))]",
            "#!/usr/bin/x\\n[u8; include_str![\\\"x\\\"]]",
            "[u8; take!(include_str)]",
        ] {
            let hidden = format!("use serde::Deserialize; #[serde(from = \"{text}\")] struct X;");
            caught(&hidden, "include_str");
        }
        for path in ["super", "super::other", "a::b<dyn super::C>"] {
            caught(
                &format!("#[derive(Serialize)] #[serde(with = \"{path}\")] struct X;"),
                "super",
            );
        }
        caught(
            "#[derive(Serialize)] #[serde(bound = \"T: dyn crate::X\")] struct X;",
            "crate",
        );
        clean("use serde::Serialize; const T: &str = \"the mod of x\\n is 'unfinished\";");
        clean("use serde::Serialize; const T: &str = \"the mod: is super, include it!\";");
        clean("const T: &str = \"mod x;\";");
    }

    #[test]
    fn what_rustc_skips_hides_nothing() {
        for mark in ["", "\u{feff}"] {
            caught(&format!("{mark}#!/usr/bin/x \"\nfn f() {{}}"), "#!");
            caught(&format!("{mark}#! /*\nunsafe {{}}\n*/"), "#!");
            caught(&format!("{mark}\nfn f() {{ unsafe {{}} }}"), "unsafe");
            clean(&format!("{mark}#![allow(dead_code)]\nfn f() {{}}"));
        }
    }

    #[test]
    fn two_lifetimes_of_one_reference_are_found() {
        caught(
            "fn f<'a, 'b, T>(_: &'a &'b (), v: &'b T) -> &'a T { v }",
            "&'a … 'b",
        );
        caught("static U: &'static &'a () = &&();", "&'static … 'a");
        caught("fn f<'a, 'b>(_: &'a mut Cell<&'b ()>) {}", "&'a … 'b");
        caught("fn f<'a, 'b>(_: &'a fn() -> &'b ()) {}", "&'a … 'b");
        caught("struct X<'a, 'b: 'a>(&'a (), &'b ());", "'b: 'a");
        caught(
            "impl<'a, 'b, 'c> X for Y where 'a: 'static + 'b {}",
            "'a: 'b",
        );
        caught("fn f<'a, 'b>(_: X<'a, &'b ()>) {}", "<'a … 'b");
        clean(
            "fn f<'a, T: X<'a> + 'a>(x: Iter<'_, &'a T>, y: X<'a, &'static str>) where 'a: 'static {}",
        );
        let any =
            "fn f<'a, F: for<'b> Fn(&'b X) -> Y<'b> + 'a>(f: &'a dyn for<'c, 'b> Fn(&'b X)) {}";
        clean(any);
        caught(
            &format!("{any} macro_rules! m {{ () => {{}} }}"),
            "<'a … 'b",
        );
        clean("impl<'a, 'b, T: 'b> X<'a, 'b, T> { fn f(y: fn(&'a ()) -> Y<'a>, z: &'b T) {} }");
        clean("fn f<'a, 'b>(x: &'a str, y: &'b str, z: X<'b>) -> (&'a str, &'b str) { (x, y) }");
        clean("fn f<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a Thing> { None }");
        clean("impl<'a> X<'a> { fn f(&'a self) -> Ref<'a, &'a str> { 'outer: loop {} } }");
    }

    #[test]
    fn who_calls_is_out_of_reach() {
        caught("#[track_caller] pub fn f() {}", "track_caller");
        caught("use std::any::type_name as name;", "type_name");
        caught(
            "fn f<T>(x: &T) { std::any::type_name_of_val(x); }",
            "type_name_of_val",
        );
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
        caught(
            "macro_rules! m { ($a:ident) => { #[$a] fn t() {} } }",
            "#[$",
        );
        caught("macro_rules! m { ($a:meta) => { #![$a] } }", "#[$");
        clean("#![allow(dead_code)] #[derive(Debug)] struct X; #[cfg(test)] mod x {}");
        clean("macro_rules! m { ($($a:ident)*) => { [$($a),*] } }");
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
        caught("mod inner { fn f() { m!(super::x) } }", "super");
        caught("fn f() { r#mod + { use_super(super::other()) } }", "super");
        caught("m!(crate);", "crate");
        caught("mod inner { m!(super); }", "super");
        let own = "macro_rules! m { ($v:vis) => {} }";
        caught(&format!("{own} m!(pub(crate));"), "crate");
        caught(&format!("mod inner {{ m!(pub(super)); }} {own}"), "super");
        caught("macro_rules! m { () => { pub(crate) struct X; } }", "crate");
        clean(&format!("{own} pub(crate) struct X;"));
        clean("pin_project! { pub(crate) struct X { y: Y } }");
        clean("pub(crate) struct X; mod inner { use super::X; pub(super) fn f() {} }");
        clean("mod inner { fn f(x: bool) { if !x { super::g() } else { (super::h)() } } }");
    }

    #[test]
    fn what_does_not_split_into_tokens_is_told_by_its_line() {
        assert!(matches!(
            screen("fn f() {}\n\nfn g( { \"unsafe"),
            Screened::Unsplit(_)
        ));
    }

    #[test]
    fn the_time_it_takes_grows_with_the_answer_and_not_faster() {
        let began = std::time::Instant::now();
        let half = 128 << 10;
        for piece in [
            "super ",
            "(include ",
            ", pause",
            "m!(super ",
            "super::",
            "&'a x<",
            "'a: 'a + ",
            "<'a for<'b ",
            "mod x {",
        ] {
            screen(&format!("use x::{{{}", piece.repeat(half / piece.len())));
            let closed = ")".repeat(piece.matches('(').count() * (half / piece.len()));
            screen(&format!("{}{closed}", piece.repeat(half / piece.len())));
        }
        assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
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
