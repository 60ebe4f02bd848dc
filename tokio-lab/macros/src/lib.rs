#![doc = include_str!("../README.md")]
#![warn(missing_docs, unreachable_pub)]

mod arguments;
mod function;

use proc_macro::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

use arguments::Arguments;
use function::Function;

/// Makes an `async fn` a test that runs in virtual time and never hangs.
///
/// The function takes a `Lab`, or nothing, and gives nothing, or a `Result` whose error can be
/// shown with `Debug`.
///
/// | argument | what it does |
/// | --- | --- |
/// | `seeds = 50` | runs it once for each of so many seeds |
/// | `cancel` | runs it once for each await point of the future that it hands to `Lab::cut` |
/// | `ties` | runs it many times, so that what `select!` decides by luck comes out both ways |
/// | `real_time`, `real_time = 4` | runs it in real time; with so many worker threads |
/// | `crate = path` | where the laboratory is, if it is not called `tokio_lab` |
/// | any other, `horizon = secs(60)`, `allow_tasks` | the method of `Settings` of that name |
///
/// At most one of `seeds`, `cancel`, `ties` and `real_time` is given.
#[proc_macro_attribute]
pub fn test(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let expanded = Arguments::parse(arguments)
        .and_then(|arguments| Ok(expand(arguments, Function::parse(item)?)));
    expanded.unwrap_or_else(|problem| problem.compile_error())
}

/// What is wrong with what the attribute was given, and where.
struct Problem {
    text: String,
    span: Span,
}

impl Problem {
    fn new(text: impl Into<String>, span: Span) -> Self {
        let text = text.into();
        Problem { text, span }
    }

    /// `::core::compile_error! { "…" }`, at the place that is wrong.
    fn compile_error(self) -> TokenStream {
        let error = tokens(&format!(
            "::core::compile_error! {{ {} }}",
            Literal::string(&self.text)
        ));
        let here = |mut token: TokenTree| {
            token.set_span(self.span);
            token
        };
        error.into_iter().map(here).collect()
    }
}

fn expand(arguments: Arguments, function: Function) -> TokenStream {
    let laboratory = arguments.laboratory;
    let mut body = tokens("async move");
    body.extend(surrounded('|', function.parameter(&laboratory)));
    body.extend(function.body(&laboratory));

    let mut run = laboratory;
    run.extend(tokens("::Settings::new()"));
    run.extend(tokens(&format!(
        ".name(::core::concat!(::core::module_path!(), \"::\", \"{}\"))",
        function.name
    )));
    for setting in arguments.settings {
        run.extend(call(setting.name, setting.value));
    }
    let mut given = arguments.mode.count;
    if !given.is_empty() {
        given.extend(tokens(","));
    }
    given.extend(body);
    run.extend(call(arguments.mode.method, given));
    run.extend(tokens(";"));

    let mut expanded = tokens("#[::core::prelude::v1::test]");
    expanded.extend(function.before);
    expanded.extend(tokens("()"));
    expanded.extend([TokenTree::from(Group::new(Delimiter::Brace, run))]);
    expanded
}

/// `.method(given)`.
fn call(method: Ident, given: TokenStream) -> TokenStream {
    let given = Group::new(Delimiter::Parenthesis, given);
    let dot = Punct::new('.', Spacing::Alone);
    [TokenTree::from(dot), method.into(), given.into()]
        .into_iter()
        .collect()
}

/// These tokens between two of this character.
fn surrounded(by: char, inner: TokenStream) -> TokenStream {
    let edge = || TokenStream::from(TokenTree::from(Punct::new(by, Spacing::Alone)));
    [edge(), inner, edge()].into_iter().collect()
}

/// Tokens as they are written.
fn tokens(text: &str) -> TokenStream {
    text.parse().expect("the attribute's own tokens are Rust")
}
