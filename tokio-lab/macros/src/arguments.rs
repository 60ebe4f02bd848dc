//! What stands in the brackets of the attribute.

use proc_macro::{Ident, Span, TokenStream, TokenTree};

use crate::{Problem, tokens};

/// The arguments of the attribute.
pub(crate) struct Arguments {
    pub(crate) mode: Mode,
    pub(crate) settings: Vec<Argument>,
    /// The path of the laboratory.
    pub(crate) laboratory: TokenStream,
}

/// How the test is run.
pub(crate) struct Mode {
    /// The method of `Settings` that runs it.
    pub(crate) method: Ident,
    /// How often, or on how many threads, where the method asks.
    pub(crate) count: TokenStream,
}

/// `name`, or `name = value`.
pub(crate) struct Argument {
    pub(crate) name: Ident,
    pub(crate) value: TokenStream,
}

impl Arguments {
    pub(crate) fn parse(given: TokenStream) -> Result<Self, Problem> {
        let mut mode: Option<Mode> = None;
        let mut settings = Vec::new();
        let mut laboratory = tokens("::tokio_lab");
        let mut given = given.into_iter();
        while let Some(argument) = Argument::next(&mut given)? {
            let name = argument.name.to_string();
            if name == "crate" {
                laboratory = argument.needs("a path, as in `crate = tokio_lab`")?;
                continue;
            }
            let Some(found) = argument.as_mode()? else {
                settings.push(argument);
                continue;
            };
            if mode.is_some() {
                let text = "a test runs in one way: `seeds`, `cancel`, `ties` or `real_time`";
                return Err(Problem::new(text, argument.name.span()));
            }
            mode = Some(found);
        }
        Ok(Arguments {
            mode: mode.unwrap_or_else(|| Mode {
                method: Ident::new("virtual_time", Span::call_site()),
                count: TokenStream::new(),
            }),
            settings,
            laboratory,
        })
    }
}

impl Argument {
    /// The next one, up to its comma.
    fn next(given: &mut impl Iterator<Item = TokenTree>) -> Result<Option<Self>, Problem> {
        let name = match given.next() {
            None => return Ok(None),
            Some(TokenTree::Ident(name)) => name,
            Some(other) => {
                let text = "the name of a setting is expected, as in `seeds = 50` or `allow_tasks`";
                return Err(Problem::new(text, other.span()));
            }
        };
        let rest: Vec<TokenTree> = given.take_while(|token| !is(token, ',')).collect();
        match rest.split_first() {
            None => Ok(Some(Argument {
                name,
                value: TokenStream::new(),
            })),
            Some((equals, value)) if is(equals, '=') && !value.is_empty() => Ok(Some(Argument {
                name,
                value: value.iter().cloned().collect(),
            })),
            Some((wrong, _)) => {
                let text = format!("after `{name}`, a comma or `= VALUE` is expected");
                Err(Problem::new(text, wrong.span()))
            }
        }
    }

    fn as_mode(&self) -> Result<Option<Mode>, Problem> {
        let (method, count) = match &*self.name.to_string() {
            "seeds" => ("for_seeds", self.needs("a number, as in `seeds = 50`")?),
            "cancel" => ("cancel_at_every_await", self.needs_nothing()?),
            "ties" => ("ties", self.needs_nothing()?),
            "real_time" if self.value.is_empty() => ("real_time", TokenStream::new()),
            "real_time" => ("real_time_on", self.value.clone()),
            _ => return Ok(None),
        };
        // Where the argument stands, so that what is wrong with its value is shown there.
        let method = Ident::new(method, self.name.span());
        Ok(Some(Mode { method, count }))
    }

    fn needs(&self, what: &str) -> Result<TokenStream, Problem> {
        if self.value.is_empty() {
            let text = format!("`{}` needs {what}", self.name);
            return Err(Problem::new(text, self.name.span()));
        }
        Ok(self.value.clone())
    }

    fn needs_nothing(&self) -> Result<TokenStream, Problem> {
        if !self.value.is_empty() {
            let text = format!("`{}` stands alone, without a value", self.name);
            return Err(Problem::new(text, self.name.span()));
        }
        Ok(TokenStream::new())
    }
}

fn is(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}
