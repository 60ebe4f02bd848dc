//! What is inside a macro call. To Rust's grammar it is a row of tokens, but half of async code
//! stands in `select!`, `join!` and `stream!`, so those that hold expressions or statements are
//! parsed here.

use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Block, Expr, Macro, Pat, Stmt, Token};

/// The parsed inside of a macro call.
pub(super) enum Inside {
    /// `select!`.
    Select(Select),
    /// `stream!` and its like: statements.
    Statements(Vec<Stmt>),
    /// `join!(a, b)`, `vec![a; n]`, `format!("{a}", b)`: expressions.
    Expressions(Vec<Expr>),
}

/// The inside of a `select!`.
pub(super) struct Select {
    /// The span of `biased;`, where it is there.
    pub biased: Option<proc_macro2::Span>,
    /// The arms, the one for `else` last.
    pub arms: Vec<SelectArm>,
}

/// An arm of a `select!`.
pub(super) struct SelectArm {
    /// `pattern = future`; none for `else`.
    pub future: Option<(Pat, Expr)>,
    /// What stands behind `if`.
    pub condition: Option<Expr>,
    /// What is done.
    pub body: Expr,
    /// From the pattern to the end of the body.
    pub span: proc_macro2::Span,
}

mod keyword {
    syn::custom_keyword!(biased);
}

impl Parse for Select {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let biased = match input.peek(keyword::biased) && input.peek2(Token![;]) {
            true => {
                let word: keyword::biased = input.parse()?;
                let end: Token![;] = input.parse()?;
                word.span.join(end.span)
            }
            false => None,
        };
        let mut arms = Vec::new();
        while !input.is_empty() {
            arms.push(input.parse()?);
            if input.peek(Token![,]) {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(Select { biased, arms })
    }
}

impl Parse for SelectArm {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let start = input.span();
        let (future, condition) = if input.peek(Token![else]) {
            input.parse::<Token![else]>()?;
            (None, None)
        } else {
            let pattern = Pat::parse_multi_with_leading_vert(input)?;
            input.parse::<Token![=]>()?;
            let future = input.parse()?;
            let condition = match input.peek(Token![,]) && input.peek2(Token![if]) {
                true => {
                    input.parse::<Token![,]>()?;
                    input.parse::<Token![if]>()?;
                    Some(input.parse()?)
                }
                false => None,
            };
            (Some((pattern, future)), condition)
        };
        input.parse::<Token![=>]>()?;
        // A block ends the arm, as in a `match`: what follows it is the next one.
        let body: Expr = match input.peek(syn::token::Brace) {
            true => Expr::Block(input.parse()?),
            false => input.parse()?,
        };
        let span = start.join(body.span()).unwrap_or(start);
        Ok(SelectArm {
            future,
            condition,
            body,
            span,
        })
    }
}

/// Parses the inside of a macro call; none where it holds neither expressions nor statements.
pub(super) fn parse(call: &Macro) -> Option<Inside> {
    let name = call.path.segments.last()?.ident.to_string();
    let tokens = call.tokens.clone();
    match name.as_str() {
        "select" => syn::parse2(tokens).ok().map(Inside::Select),
        "stream" | "try_stream" => {
            let statements = Block::parse_within.parse2(tokens).ok()?;
            Some(Inside::Statements(statements))
        }
        "matches" => {
            let subject = |input: ParseStream<'_>| {
                let subject: Expr = input.parse()?;
                input.parse::<proc_macro2::TokenStream>()?;
                Ok(vec![subject])
            };
            subject.parse2(tokens).ok().map(Inside::Expressions)
        }
        _ => {
            let list = |input: ParseStream<'_>| {
                let list = match input.fork().parse::<Repeat>() {
                    Ok(Repeat(value, count)) => {
                        input.parse::<proc_macro2::TokenStream>()?;
                        vec![value, count]
                    }
                    Err(_) => Punctuated::<Expr, Token![,]>::parse_terminated(input)?
                        .into_iter()
                        .collect(),
                };
                Ok(list)
            };
            list.parse2(tokens).ok().map(Inside::Expressions)
        }
    }
}

/// `value; count`, as in `vec![0; 4]`.
struct Repeat(Expr, Expr);

impl Parse for Repeat {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let value = input.parse()?;
        input.parse::<Token![;]>()?;
        Ok(Repeat(value, input.parse()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(call: &str) -> Option<Inside> {
        parse(&syn::parse_str(call).unwrap())
    }

    #[test]
    fn a_select_has_its_arms() {
        let call = "tokio::select! { biased; \
            Some(x) = rx.recv(), if open => { go(x) } \
            _ = &mut sleep => return, \
            else => break, }";
        let Some(Inside::Select(select)) = inside(call) else {
            panic!("no select")
        };
        assert!(select.biased.is_some());
        let conditions: Vec<bool> = select.arms.iter().map(|a| a.condition.is_some()).collect();
        assert_eq!(conditions, [true, false, false]);
        assert!(select.arms[2].future.is_none(), "`else` waits for nothing");
    }

    #[test]
    fn streams_hold_statements_and_others_expressions() {
        let Some(Inside::Statements(all)) = inside("stream! { for i in 0..n { yield i; } }") else {
            panic!("no statements")
        };
        assert_eq!(all.len(), 1);
        for (call, count) in [
            ("join!(a, b, c)", 3),
            ("vec![0; n + 1]", 2),
            ("format!(\"{x}\", y)", 2),
            ("matches!(x, Some(_) if y)", 1),
        ] {
            match inside(call) {
                Some(Inside::Expressions(all)) => assert_eq!(all.len(), count, "{call}"),
                _ => panic!("no expressions in {call}"),
            }
        }
        assert!(inside("json!({\"a\": 1})").is_none());
    }
}
