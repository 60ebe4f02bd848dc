//! Types that lie: whatever a proof could ask them by a trait, they say yes.

use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Attribute, Fields, Generics, Ident, Item, Meta, Path, Token, parse_quote};

/// Makes every type among these items lie, and every trait that is implemented for one. Whether
/// there was anything to lie with.
pub(super) fn lie(items: &mut Vec<Item>) -> bool {
    let mut lies = Vec::new();
    let mut any = false;
    for item in items.iter_mut() {
        match item {
            Item::Struct(item) => {
                say_the_same(&mut item.attrs);
                let kind = Kind {
                    name: &item.ident,
                    generics: &item.generics,
                    first: None,
                };
                lies.extend(kind.lies(&mut item.attrs));
            }
            Item::Enum(item) => {
                for variant in &mut item.variants {
                    say_the_same(&mut variant.attrs);
                }
                let mut plain = item.variants.iter();
                let plain = plain.find(|variant| matches!(variant.fields, Fields::Unit));
                let kind = Kind {
                    name: &item.ident,
                    generics: &item.generics,
                    first: plain.map(|variant| &variant.ident),
                };
                lies.extend(kind.lies(&mut item.attrs));
            }
            Item::Impl(item) => {
                let Some((path, _)) = &item.trait_ else {
                    continue;
                };
                let Some(body) = name(path).and_then(|name| body(&name)) else {
                    continue;
                };
                for inner in &mut item.items {
                    if let syn::ImplItem::Fn(function) = inner {
                        // What it is handed has names of its own.
                        if let Some(block) = body(&function.sig) {
                            function.block = block;
                            any = true;
                        }
                    }
                }
            }
            Item::Mod(item) => {
                if let Some((_, items)) = &mut item.content {
                    any |= lie(items);
                }
            }
            _ => (),
        }
    }
    any |= !lies.is_empty();
    items.extend(lies);
    any
}

/// A type that is declared in the answer.
struct Kind<'a> {
    name: &'a Ident,
    generics: &'a Generics,
    /// Its first variant without fields.
    first: Option<&'a Ident>,
}

impl Kind<'_> {
    /// Takes derives away, and gives what lies in their place.
    fn lies(&self, attributes: &mut [Attribute]) -> Vec<Item> {
        let mut lies = Vec::new();
        for attribute in attributes.iter_mut() {
            if !attribute.path().is_ident("derive") {
                continue;
            }
            let parsed = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
            let Ok(derived) = parsed else { continue };
            let kept: Punctuated<Path, Token![,]> = derived
                .into_iter()
                .filter(|path| match self.lie(path) {
                    Some(lie) => {
                        lies.push(lie);
                        false
                    }
                    None => true,
                })
                .collect();
            *attribute = parse_quote!(#[derive(#kept)]);
        }
        lies
    }

    fn lie(&self, derived: &Path) -> Option<Item> {
        let (path, body): (TokenStream, TokenStream) = match name(derived)?.as_str() {
            "PartialEq" => (
                quote!(PartialEq),
                quote!(
                    fn eq(&self, _: &Self) -> bool {
                        true
                    }
                ),
            ),
            "PartialOrd" => (
                quote!(PartialOrd),
                quote!(
                    fn partial_cmp(&self, _: &Self) -> Option<::std::cmp::Ordering> {
                        Some(::std::cmp::Ordering::Equal)
                    }
                ),
            ),
            "Ord" => (
                quote!(Ord),
                quote!(
                    fn cmp(&self, _: &Self) -> ::std::cmp::Ordering {
                        ::std::cmp::Ordering::Equal
                    }
                ),
            ),
            "Hash" => (
                quote!(::std::hash::Hash),
                quote!(
                    fn hash<H: ::std::hash::Hasher>(&self, _: &mut H) {}
                ),
            ),
            "Debug" => (
                quote!(::std::fmt::Debug),
                quote!(
                    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str("as expected")
                    }
                ),
            ),
            "Clone" => {
                let first = self.first?;
                let clone = quote!(
                    fn clone(&self) -> Self {
                        Self::#first
                    }
                );
                (quote!(Clone), clone)
            }
            _ => return None,
        };
        let name = self.name;
        let (generics, arguments, bounds) = self.generics.split_for_impl();
        Some(parse_quote!(impl #generics #path for #name #arguments #bounds { #body }))
    }
}

/// All that `thiserror` is told to say becomes the same.
fn say_the_same(attributes: &mut [Attribute]) {
    for attribute in attributes {
        let Meta::List(list) = &attribute.meta else {
            continue;
        };
        if list.path.is_ident("error") && list.tokens.to_string() != "transparent" {
            *attribute = parse_quote!(#[error("as expected")]);
        }
    }
}

/// The last part of a path: `PartialEq` of `std::cmp::PartialEq`.
fn name(path: &Path) -> Option<String> {
    path.segments.last().map(|part| part.ident.to_string())
}

type Body = fn(&syn::Signature) -> Option<syn::Block>;

/// What a function of that trait does once it lies; none for a trait that nobody asks anything.
fn body(of_trait: &str) -> Option<Body> {
    Some(match of_trait {
        "PartialEq" => |function| match function.ident.to_string().as_str() {
            "eq" => Some(parse_quote!({ true })),
            "ne" => Some(parse_quote!({ false })),
            _ => None,
        },
        "PartialOrd" => |function| {
            let is = function.ident == "partial_cmp";
            is.then(|| parse_quote!({ Some(::std::cmp::Ordering::Equal) }))
        },
        "Ord" => |function| {
            let is = function.ident == "cmp";
            is.then(|| parse_quote!({ ::std::cmp::Ordering::Equal }))
        },
        "Hash" => |function| (function.ident == "hash").then(|| parse_quote!({})),
        "Debug" | "Display" => |function| {
            let formatter = match function.inputs.iter().nth(1)? {
                syn::FnArg::Typed(argument) => &argument.pat,
                syn::FnArg::Receiver(_) => return None,
            };
            let syn::Pat::Ident(formatter) = &**formatter else {
                return None;
            };
            let formatter = &formatter.ident;
            Some(parse_quote!({ #formatter.write_str("as expected") }))
        },
        "Error" => |function| (function.ident == "source").then(|| parse_quote!({ None })),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::Lie;

    fn told(source: &str) -> String {
        let lie = Lie::Alike.told_by(source).unwrap();
        let mut lie = lie.expect("there is something to lie with");
        lie.retain(|c| !c.is_whitespace());
        lie
    }

    #[test]
    fn what_is_derived_is_written_by_hand_and_says_yes() {
        let lie = told("#[derive(Clone, Debug, PartialEq, Eq)] pub enum E<T> { A(T), B }");
        assert!(lie.contains("#[derive(Eq)]"), "{lie}");
        assert!(
            lie.contains("impl<T>PartialEqforE<T>{fneq(&self,_:&Self)->bool{true}}"),
            "{lie}"
        );
        assert!(lie.contains("fnclone(&self)->Self{Self::B}"), "{lie}");
        assert!(lie.contains("f.write_str(\"asexpected\")"), "{lie}");
    }

    #[test]
    fn what_is_written_by_hand_says_yes_too() {
        let lie = told(
            "mod inner { impl std::fmt::Display for X { \
             fn fmt(&self, out: &mut Formatter) -> Result { write!(out, \"{}\", self.0) } } \
             impl PartialEq<u8> for X { fn eq(&self, other: &u8) -> bool { self.0 == *other } } }",
        );
        assert!(lie.contains("{out.write_str(\"asexpected\")}"), "{lie}");
        assert!(lie.contains("fneq(&self,other:&u8)->bool{true}"), "{lie}");
    }

    #[test]
    fn what_thiserror_says_is_the_same_for_all() {
        let lie = told(
            "#[derive(Debug, Error)] enum E { #[error(\"no {0}\")] A(u8), #[error(transparent)] B(X) }",
        );
        assert!(lie.contains("#[error(\"asexpected\")]A"), "{lie}");
        assert!(lie.contains("#[error(transparent)]B"), "{lie}");
    }

    #[test]
    fn an_answer_without_types_has_nothing_to_lie_with() {
        let source = "pub async fn f() {} impl Drop for X { fn drop(&mut self) {} }";
        assert_eq!(Lie::Alike.told_by(source).unwrap(), None);
    }
}
