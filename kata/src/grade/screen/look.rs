//! A look at each token and at what stands around it.

use super::Forbidden;
use super::tokens::{Kind, Token};

const UNSAFE: &str = "code that the compiler cannot check could reach into the tests";
const FOREIGN: &str = "code of other languages, and symbols of other programs, are not checked";
const FILES: &str = "an answer stands alone: no other file is part of it";
const ENVIRONMENT: &str = "an answer has no use for the environment it is compiled in";
const CRATE: &str = "attributes and macros that reach beyond the answer are the course's own";
const ENDLESS: &str = "the compiler stops what would keep it busy for ever";
const OTHERS: &str = "an answer stands alone: other katas are not part of it";
const LIFETIMES: &str = "no kata needs two lifetimes of which one outlives the other, and rustc \
                         lets them be taken for one another";
const CALLER: &str = "an answer has no use for who calls it";
const HANDED: &str = "what a macro makes an attribute of is told only by the compiler";
const CLOCK: &str = "the clock of the tests belongs to the tests";

/// Names that are not allowed wherever they stand: macros can be handed them, too.
const NAMES: &[(&str, &str)] = &[
    ("unsafe", UNSAFE),
    ("extern", FOREIGN),
    ("asm", FOREIGN),
    ("global_asm", FOREIGN),
    ("naked_asm", FOREIGN),
    ("include", FILES),
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
    ("track_caller", CALLER),
    ("type_name", CALLER),
    ("type_name_of_val", CALLER),
    ("start_paused", CLOCK),
    ("long_running_const_eval", ENDLESS),
];

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

/// A type of more tokens than this is not looked through to its end: each `&` begins a look.
const FARTHEST: usize = 64;

/// A look at one token and what stands around it.
pub(super) struct Look<'a> {
    tokens: &'a [Token],
    at: usize,
    globs_time: bool,
    has_macros: bool,
}

impl Look<'_> {
    /// Everything that is forbidden among these tokens, in their order.
    pub(super) fn at_all(tokens: &[Token]) -> Vec<Forbidden> {
        let globs_time = tokens.windows(4).any(|w| {
            matches!(w, [name, a, b, star]
                if name.is_name("time") && a.is(':') && b.is(':') && star.is('*'))
        });
        let has_macros = tokens.iter().any(|token| token.is_name("macro_rules"));
        let looks = (0..tokens.len()).map(|at| Look {
            tokens,
            at,
            globs_time,
            has_macros,
        });
        looks.filter_map(|look| look.forbidden()).collect()
    }

    fn forbidden(&self) -> Option<Forbidden> {
        let token = &self.tokens[self.at];
        let (what, why) = match &token.kind {
            Kind::Mark('&' | '<') => self.as_two_lifetimes()?,
            Kind::Lifetime(_) => self.as_outlives()?,
            Kind::Mark('$') if self.is_attribute() => ("#[$".to_owned(), HANDED),
            Kind::Name(name) => {
                // A macro's name and an attribute's may be written `r#name`, a keyword may not.
                let plain = name.strip_prefix("r#").unwrap_or(name);
                let why = find(NAMES, plain)
                    .or_else(|| self.as_macro(plain))
                    .or_else(|| self.as_attribute(plain))
                    .or_else(|| self.as_clock(plain))
                    .or_else(|| self.as_module(name))
                    .or_else(|| self.as_neighbour(name))?;
                (plain.to_owned(), why)
            }
            _ => return None,
        };
        Some(Forbidden {
            line: token.line,
            what,
            why,
        })
    }

    /// `env!(…)`: by itself the name is a module's.
    fn as_macro(&self, name: &str) -> Option<&'static str> {
        (name == "env" && self.follows('!')).then_some(ENVIRONMENT)
    }

    /// `#[path = …]`, `#![no_std]`, `#[cfg_attr(x, path = …)]`.
    fn as_attribute(&self, name: &str) -> Option<&'static str> {
        if self.is_inner_attribute() {
            return (!INNER.contains(&name)).then_some(CRATE);
        }
        let why = find(ATTRIBUTES, name)?;
        let assigned = name == "path" && self.follows('=') && self.precedes(',');
        // `#[tokio::test]` and others that end in the word.
        let last = name == "test" && self.follows(']') && self.precedes(':');
        (self.is_attribute() || assigned || last).then_some(why)
    }

    /// `time::advance`, `use tokio::time::{self, advance}`, and `advance(…)` after `time::*`.
    fn as_clock(&self, name: &str) -> Option<&'static str> {
        if !CLOCK_FUNCTIONS.contains(&name) {
            return None;
        }
        let in_path = self.precedes(':');
        let in_list = (self.precedes('{') || self.precedes(',')) && self.tokens[self.at].in_use;
        let bare =
            self.globs_time && self.follows('(') && !self.precedes('.') && !self.is_defined();
        (in_path || in_list || bare).then_some(CLOCK)
    }

    /// Only `mod name {`: whatever else begins with the keyword may come to have a file of its own,
    /// `mod name;` at once, and a `mod` that a macro is handed after a detour, also where it is
    /// handed a body with it, which it may drop.
    fn as_module(&self, name: &str) -> Option<&'static str> {
        let named = self.tokens.get(self.at + 1);
        let named = named.is_some_and(|token| matches!(token.kind, Kind::Name(_)));
        let opened = self.tokens.get(self.at + 2);
        let opened = opened.is_some_and(|token| token.is('{'));
        let whole = named && opened && !self.tokens[self.at].in_macro;
        (name == "mod" && !whole).then_some(FILES)
    }

    /// `crate::other`, and `super` from where it leads out of the file. A macro of the answer's own
    /// takes either word out of `pub(crate)` and `pub(super)`, too.
    fn as_neighbour(&self, name: &str) -> Option<&'static str> {
        let token = &self.tokens[self.at];
        let taken = token.in_macro && self.has_macros;
        let visible = !taken && self.is_visibility();
        let out = match name {
            "crate" => !visible,
            "super" => !visible && (self.ups() > token.modules || token.in_macro),
            _ => false,
        };
        out.then_some(OTHERS)
    }

    /// How many modules up this `super` leads: each one before it in its path is one more. Only as
    /// many are counted as there are modules to leave.
    fn ups(&self) -> usize {
        let mut ups = 1;
        let mut at = self.at;
        while at >= 3
            && ups <= self.tokens[self.at].modules
            && self.tokens[at - 1].is(':')
            && self.tokens[at - 2].is(':')
            && self.tokens[at - 3].is_name("super")
        {
            ups += 1;
            at -= 3;
        }
        ups
    }

    /// `&'a &'b T` and `Name<'a, &'b T>`, however far apart the two stand in one type: a function that
    /// takes it may take one lifetime for the other, by a hole of rustc's that is open since 2015
    /// (issue 25860), and then read memory that is not its own.
    fn as_two_lifetimes(&self) -> Option<(String, &'static str)> {
        let is_list = self.tokens[self.at].is('<');
        let outer = self.lifetime(self.at + 1)?;
        let is = |at: usize, mark| self.tokens[at].is(mark);
        let first = self.at + 2;
        let mut depth = 0_usize;
        for at in first..(first + FARTHEST).min(self.tokens.len()) {
            // In a list lifetimes stand beside each other, as all do where they are declared.
            let counts = !is_list || outer != "_" && is(at - 1, '&');
            match &self.tokens[at].kind {
                Kind::Lifetime(inner)
                    if counts && is_shorter(inner, outer) && !self.is_any(inner, first, at) =>
                {
                    let mark = if is_list { "<" } else { "&" };
                    return Some((format!("{mark}'{outer} … '{inner}"), LIFETIMES));
                }
                Kind::Mark('(' | '[' | '<') => depth += 1,
                // The end of `->`, which closes nothing.
                Kind::Mark('>') if is(at - 1, '-') => (),
                Kind::Mark(')' | ']' | '>') if depth > 0 => depth -= 1,
                Kind::Mark(')' | ']' | '>' | '{' | '}' | ';' | '=') => return None,
                Kind::Mark(',') if depth == 0 && !is_list => return None,
                _ => (),
            }
        }
        None
    }

    /// Whether that lifetime, at the last of these places, is a `for<'b>`'s, which stands for any and
    /// outlives none. A macro may give two lifetimes one name.
    fn is_any(&self, lifetime: &str, first: usize, last: usize) -> bool {
        let declares = |at: usize| {
            let list = self.tokens[at + 1..=last].iter().skip(1);
            let mut names = list.map_while(|token| match &token.kind {
                Kind::Lifetime(name) => Some(name == lifetime),
                Kind::Mark(',') => Some(false),
                _ => None,
            });
            names.any(|is_it| is_it)
        };
        let mut places = first..last;
        !self.has_macros && places.any(|at| self.tokens[at].is_name("for") && declares(at))
    }

    /// `'b: 'a`, by which a type of the answer's own says what `&'a &'b T` does.
    fn as_outlives(&self) -> Option<(String, &'static str)> {
        let outer = self.lifetime(self.at)?;
        let colon = self.follows(':').then_some(self.at + 1)?;
        let bounds = (colon..colon + FARTHEST)
            .step_by(2)
            .take_while(|at| *at == colon || self.tokens.get(*at).is_some_and(|t| t.is('+')))
            .map_while(|at| self.lifetime(at + 1));
        let shorter = bounds.into_iter().find(|inner| is_shorter(inner, outer))?;
        Some((format!("'{outer}: '{shorter}"), LIFETIMES))
    }

    fn lifetime(&self, at: usize) -> Option<&str> {
        match &self.tokens.get(at)?.kind {
            Kind::Lifetime(name) => Some(name),
            _ => None,
        }
    }

    fn follows(&self, mark: char) -> bool {
        let next = self.tokens.get(self.at + 1);
        next.is_some_and(|token| token.is(mark))
    }

    fn precedes(&self, mark: char) -> bool {
        self.is_behind(1, mark)
    }

    /// Whether the mark stands so many tokens before this one.
    fn is_behind(&self, back: usize, mark: char) -> bool {
        self.at >= back && self.tokens[self.at - back].is(mark)
    }

    /// The first token of `#[…]` or of `#![…]`.
    fn is_attribute(&self) -> bool {
        self.precedes('[') && (self.is_behind(2, '#') || self.is_inner_attribute())
    }

    fn is_inner_attribute(&self) -> bool {
        self.precedes('[') && self.is_behind(2, '!') && self.is_behind(3, '#')
    }

    /// What stands in the brackets of `pub(…)`.
    fn is_visibility(&self) -> bool {
        let bracket = self.precedes('(') && self.follows(')');
        bracket && self.at > 1 && self.tokens[self.at - 2].is_name("pub")
    }

    fn is_defined(&self) -> bool {
        self.at > 0 && self.tokens[self.at - 1].is_name("fn")
    }
}

/// Whether one lifetime may be shorter than the other. What lives for ever lives as long as anything.
fn is_shorter(lifetime: &str, other: &str) -> bool {
    lifetime != other && lifetime != "static"
}

fn find(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    table
        .iter()
        .find(|(forbidden, _)| *forbidden == name)
        .map(|(_, why)| *why)
}
