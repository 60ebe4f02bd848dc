//! Constants that lie: the task's numbers, changed.

use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Item, Visibility, parse_quote};

/// What becomes of a number; none where it stays.
type Change<'a> = &'a dyn Fn(u128) -> Option<u128>;

/// Changes each whole number in the public constants among these items. Whether there was any.
pub(super) fn change(items: &mut [Item], to: Change<'_>) -> bool {
    let mut any = false;
    for item in items {
        let Item::Const(item) = item else { continue };
        if !matches!(item.vis, Visibility::Public(_)) {
            continue;
        }
        let mut changed = false;
        let tokens = numbers(item.expr.to_token_stream(), to, &mut changed);
        if changed {
            *item.expr = parse_quote!(#tokens);
            any = true;
        }
    }
    any
}

fn numbers(tokens: TokenStream, to: Change<'_>, changed: &mut bool) -> TokenStream {
    let tokens = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) => {
            let inner = numbers(group.stream(), to, changed);
            TokenTree::Group(Group::new(group.delimiter(), inner))
        }
        TokenTree::Literal(literal) => match number(&literal).and_then(to) {
            Some(number) => {
                *changed = true;
                TokenTree::Literal(Literal::u128_unsuffixed(number))
            }
            None => TokenTree::Literal(literal),
        },
        other => other,
    });
    tokens.collect()
}

fn number(literal: &Literal) -> Option<u128> {
    syn::parse_str::<syn::LitInt>(&literal.to_string())
        .ok()?
        .base10_parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::super::Lie;

    #[test]
    fn public_constants_change_and_nothing_else_does() {
        let source = "pub const A: usize = 64 * 1_024; const B: u8 = 3; fn f() -> u8 { 4 } \
                      pub const P: [Duration; 1] = [Duration::from_secs(2)];";
        let mut lie = Lie::FarLimit.told_by(source).unwrap().unwrap();
        lie.retain(|c| !c.is_whitespace());
        assert!(lie.contains("64000*1024000;"), "{lie}");
        assert!(lie.contains("from_secs(2000)"), "{lie}");
        assert!(lie.contains("B:u8=3") && lie.contains("{4}"), "{lie}");
        assert!(lie.contains("[Duration;1]"), "the type stays: {lie}");
        let none = Lie::NoLimit.told_by("const B: u8 = 3;").unwrap();
        assert_eq!(none, None);
    }
}
