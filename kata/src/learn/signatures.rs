//! Functions that an answer has another way than its stub: the proof calls them as the stub has them.

use std::collections::BTreeMap;

use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{FnArg, ImplItem, Item, ReceiverKind, Signature, Visibility};

/// The functions of the stub that the answer has otherwise, or not at all, as the stub has them:
/// `pub async fn gather<J: Future>(jobs: Vec<J>) -> Vec<J::Output>`. None where one is no Rust.
pub fn changed(stub: &str, answer: &str) -> Vec<String> {
    let (Ok(stub_file), Ok(answer_file)) = (syn::parse_file(stub), syn::parse_file(answer)) else {
        return Vec::new();
    };
    let answers: BTreeMap<_, _> = functions(&answer_file).collect();
    functions(&stub_file)
        .filter(|(name, theirs)| {
            let own = answers.get(name);
            own.is_none_or(|own| own.shape() != theirs.shape())
        })
        .filter_map(|(_, function)| function.text(stub))
        .collect()
}

/// A function that a proof can call.
struct Function<'f> {
    visibility: Option<&'f Visibility>,
    signature: &'f Signature,
}

impl Function<'_> {
    /// What a caller can tell it by: all but what its parameters are called.
    fn shape(&self) -> String {
        let signature = self.signature;
        let inputs = signature.inputs.iter().map(|input| match input {
            FnArg::Typed(typed) => typed.ty.to_token_stream(),
            // `mut self` is nothing to a caller; `&mut self` has its `mut` elsewhere.
            FnArg::Receiver(receiver) => match &receiver.kind {
                ReceiverKind::Reference(and, lifetime, mutable) => {
                    quote!(#and #lifetime #mutable self)
                }
                ReceiverKind::Typed(_, typed) => quote!(self: #typed),
                _ => quote!(self),
            },
        });
        let (constant, is_async) = (&signature.constness, &signature.asyncness);
        let (parameters, output) = (signature.generics.params.iter(), &signature.output);
        let bounds = signature.generics.where_clause.iter();
        let bounds = bounds.flat_map(|bounds| bounds.predicates.iter());
        quote!(#constant #is_async <#(#parameters),*> (#(#inputs),*) #output #(#bounds),*)
            .to_string()
    }

    /// As it is written, in a line.
    fn text(&self, source: &str) -> Option<String> {
        let public = self.visibility.filter(|own| is_public(own));
        let begin = public.map_or_else(|| self.signature.span(), Spanned::span);
        let range = begin.byte_range().start..self.signature.span().byte_range().end;
        let words: Vec<&str> = source.get(range)?.split_whitespace().collect();
        let line = words.join(" ");
        let line = line
            .replace("( ", "(")
            .replace(", )", ")")
            .replace(",)", ")");
        Some(line.trim_end_matches(',').to_owned())
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The functions of a file that are public, and the methods: each by its name and its type's.
fn functions(file: &syn::File) -> impl Iterator<Item = (String, Function<'_>)> {
    file.items.iter().flat_map(|item| match item {
        Item::Fn(function) if is_public(&function.vis) => {
            let (visibility, signature) = (Some(&function.vis), &function.sig);
            vec![(
                signature.ident.to_string(),
                Function {
                    visibility,
                    signature,
                },
            )]
        }
        Item::Impl(block) => {
            let of = block.trait_.as_ref();
            let of = of.map(|(of, _)| of.to_token_stream().to_string());
            let owner = format!(
                "{} for {}",
                of.unwrap_or_default(),
                block.self_ty.to_token_stream()
            );
            let methods = block.items.iter().filter_map(|item| match item {
                ImplItem::Fn(method) if block.trait_.is_some() || is_public(&method.vis) => Some((
                    format!("{owner}::{}", method.sig.ident),
                    Function {
                        visibility: Some(&method.vis),
                        signature: &method.sig,
                    },
                )),
                _ => None,
            });
            methods.collect()
        }
        _ => Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const STUB: &str = "\
pub async fn at_once<J: Future>(
    jobs: Vec<J>,
) -> Vec<J::Output> {
    todo!(\"run all\", jobs)
}

pub struct Gate(u32);

impl Gate {
    pub fn pass(self, n: usize) -> bool {
        todo!(\"let pass\", n)
    }

    fn helper(&self) {}
}
";

    #[test]
    fn a_function_that_a_proof_calls_otherwise_is_named_as_the_stub_has_it() {
        let bound = STUB.replace("J: Future", "J: Future + Send + 'static");
        assert_eq!(
            changed(STUB, &bound),
            ["pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output>"]
        );
        let method = STUB.replace("n: usize", "n: u32");
        assert_eq!(
            changed(STUB, &method),
            ["pub fn pass(self, n: usize) -> bool"]
        );
        let renamed = STUB.replace("at_once", "together");
        assert_eq!(changed(STUB, &renamed).len(), 1);
    }

    #[test]
    fn what_no_caller_can_tell_is_no_change() {
        let own = STUB
            .replace("    jobs: Vec<J>,\n", "mut all: Vec<J>")
            .replace("(self,", "(mut self,")
            .replace("fn helper(&self) {}", "fn other(&self, n: u8) {}");
        assert_eq!(changed(STUB, &own), [""; 0]);
        assert_eq!(changed(STUB, "pub fn at_once("), [""; 0]);
    }
}
