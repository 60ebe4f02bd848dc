//! The function below the attribute, taken apart.

use proc_macro::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

use crate::{Problem, tokens};

/// An `async fn` of at most one parameter.
pub(crate) struct Function {
    /// Its attributes, its visibility and `fn name`, without `async`.
    pub(crate) before: TokenStream,
    pub(crate) name: Ident,
    parameter: TokenStream,
    /// What stands after the arrow; nothing where there is none.
    output: TokenStream,
    body: Group,
}

impl Function {
    pub(crate) fn parse(item: TokenStream) -> Result<Self, Problem> {
        let no_function = "this attribute stands above an `async fn`";
        let mut item = item.into_iter();
        let mut before = Vec::new();
        let mut is_async = false;
        loop {
            match item.next() {
                None => return Err(Problem::new(no_function, Span::call_site())),
                Some(TokenTree::Ident(word)) if word.to_string() == "async" => is_async = true,
                Some(TokenTree::Ident(word)) if word.to_string() == "fn" => {
                    before.push(TokenTree::from(word));
                    break;
                }
                Some(other) => before.push(other),
            }
        }
        let Some(TokenTree::Ident(name)) = item.next() else {
            return Err(Problem::new(no_function, Span::call_site()));
        };
        if !is_async {
            let text = format!("`{name}` is not async: this attribute runs an `async fn`");
            return Err(Problem::new(text, name.span()));
        }
        before.push(name.clone().into());
        let parameter = match item.next() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
                group.stream()
            }
            other => {
                let text = format!("`{name}` is a test, and a test has no type parameters");
                let span = other.map_or_else(|| name.span(), |token| token.span());
                return Err(Problem::new(text, span));
            }
        };
        let mut rest: Vec<TokenTree> = item.collect();
        let Some(TokenTree::Group(body)) = rest.pop() else {
            let text = format!("`{name}` has no body");
            return Err(Problem::new(text, name.span()));
        };
        // Without its arrow, which is two characters.
        let output = rest.into_iter().skip(2).collect();
        Ok(Function {
            before: before.into_iter().collect(),
            name,
            parameter,
            output,
            body,
        })
    }

    /// The parameter of the closure that is the test's body.
    pub(crate) fn parameter(&self, laboratory: &TokenStream) -> TokenStream {
        if !self.parameter.is_empty() {
            return self.parameter.clone();
        }
        let mut unused = tokens("_:");
        unused.extend(laboratory.clone());
        unused.extend(tokens("::Lab"));
        unused
    }

    /// What that closure does.
    pub(crate) fn body(&self, laboratory: &TokenStream) -> TokenStream {
        let body = TokenTree::from(self.body.clone());
        if self.output.is_empty() {
            return body.into();
        }
        // A block of its own, in which `return` and `?` mean what they mean in a function of this
        // type.
        let mut work = tokens("async move");
        work.extend([body]);
        let mut whole = tokens("let outcome:");
        whole.extend(self.output.clone());
        whole.extend(tokens("="));
        whole.extend([TokenTree::from(Group::new(Delimiter::Parenthesis, work))]);
        whole.extend(tokens(".await;"));
        whole.extend(laboratory.clone());
        whole.extend(tokens("::succeeded(outcome)"));
        TokenTree::from(Group::new(Delimiter::Brace, whole)).into()
    }
}
