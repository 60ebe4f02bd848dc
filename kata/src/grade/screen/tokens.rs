//! An answer split into tokens, as rustc splits it.
//!
//! Two things that rustc does before it looks at tokens are done here as well, or what follows them
//! would hide from the screen: it skips a byte order mark, and a first line that begins with `#!`
//! and is no attribute.

use proc_macro2::{Delimiter, LexError, Spacing, TokenStream, TokenTree};

/// A token, with brackets as tokens of their own, and what it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::grade) struct Token {
    pub(in crate::grade) kind: Kind,
    /// From 1.
    pub(in crate::grade) line: usize,
    /// A macro is handed it, or defines it, however deep inside brackets.
    pub(in crate::grade) in_macro: bool,
    /// The statement that it is part of is a `use`.
    pub(in crate::grade) in_use: bool,
    /// So many modules of its own file are around it.
    pub(in crate::grade) modules: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::grade) enum Kind {
    /// An identifier or keyword. `r#type` keeps its mark: it is never the keyword.
    Name(String),
    Mark(char),
    /// A lifetime, without its quote.
    Lifetime(String),
    /// A text between quotes, as it is written.
    Text(String),
    Other,
}

impl Token {
    pub(in crate::grade) fn is(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }

    pub(in crate::grade) fn is_name(&self, name: &str) -> bool {
        matches!(&self.kind, Kind::Name(found) if found == name)
    }
}

/// Why a source has no tokens.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::grade) enum Unsplit {
    /// Its first line is one that rustc skips.
    Shebang,
    /// It does not split: in this line something never ends, or begins nothing.
    At(usize),
}

/// Splits a source.
pub(in crate::grade) fn split(source: &str) -> Result<Vec<Token>, Unsplit> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    // An attribute has its bracket right there; rustc would also look past comments for it, which
    // nobody writes.
    if source.starts_with("#!") && !source.starts_with("#![") {
        return Err(Unsplit::Shebang);
    }
    let tokens = source.parse::<TokenStream>();
    let tokens = tokens.map_err(|error: LexError| Unsplit::At(error.span().start().line))?;
    let mut tokens = flatten(tokens);
    place(&mut tokens);
    Ok(tokens)
}

/// Splits groups without recursion: an answer may nest as deep as it likes.
fn flatten(tokens: TokenStream) -> Vec<Token> {
    let token = |kind, line| Token {
        kind,
        line,
        in_macro: false,
        in_use: false,
        modules: 0,
    };
    let mut flat = Vec::new();
    let mut open = vec![(tokens.into_iter(), None::<(char, usize)>)];
    while let Some((rest, _)) = open.last_mut() {
        match rest.next() {
            None => {
                if let Some((_, Some((close, line)))) = open.pop() {
                    flat.push(token(Kind::Mark(close), line));
                }
            }
            Some(TokenTree::Group(group)) => {
                let (begin, end) = match group.delimiter() {
                    // Groups without brackets come from macros, and none is expanded here.
                    Delimiter::Parenthesis | Delimiter::None => ('(', ')'),
                    Delimiter::Brace => ('{', '}'),
                    Delimiter::Bracket => ('[', ']'),
                };
                flat.push(token(Kind::Mark(begin), group.span_open().start().line));
                let end = (end, group.span_close().start().line);
                open.push((group.stream().into_iter(), Some(end)));
            }
            Some(TokenTree::Ident(ident)) => {
                let line = ident.span().start().line;
                flat.push(token(Kind::Name(ident.to_string()), line));
            }
            Some(TokenTree::Punct(punct)) => {
                let line = punct.span().start().line;
                let quote = punct.as_char() == '\'' && punct.spacing() == Spacing::Joint;
                let kind = match quote.then(|| rest.next()).flatten() {
                    Some(name) => Kind::Lifetime(name.to_string()),
                    None => Kind::Mark(punct.as_char()),
                };
                flat.push(token(kind, line));
            }
            Some(TokenTree::Literal(literal)) => {
                let line = literal.span().start().line;
                let text = literal.to_string();
                let kind = match text.contains('"') {
                    true => Kind::Text(text),
                    false => Kind::Other,
                };
                flat.push(token(kind, line));
            }
        }
    }
    flat
}

/// Notes what each token stands in, in one pass over all.
fn place(tokens: &mut [Token]) {
    // For each open bracket: whether it is a macro's, and whether it is a module's.
    let mut open: Vec<(bool, bool)> = Vec::new();
    let (mut macros, mut modules) = (0_usize, 0_usize);
    let mut in_use = false;
    for at in 0..tokens.len() {
        let (before, here) = tokens.split_at_mut(at);
        let next = here.get(1).is_some_and(|next| next.is('<'));
        let token = &mut here[0];
        token.in_macro = macros > 0;
        token.modules = modules;
        match &token.kind {
            Kind::Mark(bracket @ ('(' | '[' | '{')) => {
                let of_macro = opens_macro(before);
                let of_module =
                    *bracket == '{' && behind(before, 2).is_some_and(|token| token.is_name("mod"));
                macros += usize::from(of_macro);
                modules += usize::from(of_module);
                open.push((of_macro, of_module));
            }
            Kind::Mark(')' | ']' | '}') => {
                if let Some((of_macro, of_module)) = open.pop() {
                    macros -= usize::from(of_macro);
                    modules -= usize::from(of_module);
                }
            }
            // `use<'a>` in a bound names what is captured.
            Kind::Name(name) if name == "use" => in_use = !next,
            Kind::Mark(';') => in_use = false,
            _ => (),
        }
        token.in_use = in_use;
    }
}

fn behind(before: &[Token], back: usize) -> Option<&Token> {
    before.len().checked_sub(back).map(|at| &before[at])
}

/// Whether a bracket after these tokens is what a macro is handed: `name!(`, `macro_rules! name {`.
fn opens_macro(before: &[Token]) -> bool {
    let is = |back, mark| behind(before, back).is_some_and(|token| token.is(mark));
    let name = |back| match behind(before, back).map(|token| &token.kind) {
        Some(Kind::Name(name)) => Some(name.as_str()),
        _ => None,
    };
    // After these words `!` is a negation.
    const NEGATED: [&str; 6] = ["if", "while", "match", "return", "in", "else"];
    (is(1, '!') && name(2).is_some_and(|name| !NEGATED.contains(&name)))
        || (is(2, '!') && name(3) == Some("macro_rules"))
}
