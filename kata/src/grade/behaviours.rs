//! Which behaviours a kata has, whether an answer to it was built or not: whoever hands in nothing
//! lacks each of them.

use syn::{Attribute, Item};

/// The names of the tests of a proof, in its order; a test in a module with the module's name.
pub(crate) fn of(proof: &str) -> Vec<String> {
    let mut names = Vec::new();
    if let Ok(file) = syn::parse_file(proof) {
        collect(&file.items, "", &mut names);
    }
    names
}

fn collect(items: &[Item], prefix: &str, names: &mut Vec<String>) {
    for item in items {
        match item {
            Item::Fn(function) if function.attrs.iter().any(is_test) => {
                names.push(format!("{prefix}{}", function.sig.ident));
            }
            Item::Mod(module) => {
                let inner = module.content.as_ref().map_or(&[][..], |(_, items)| items);
                collect(inner, &format!("{prefix}{}::", module.ident), names);
            }
            _ => (),
        }
    }
}

fn is_test(attribute: &Attribute) -> bool {
    attribute.path().is_ident("test")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_found_in_order_and_below_modules() {
        let proof = "fn helper() {}\n#[test]\nfn one() {}\nmod deep { #[test] #[ignore] fn two() {} \
                     fn three() {} }\n#[cfg(unix)]\n#[test]\nfn four() {}";
        assert_eq!(of(proof), ["one", "deep::two", "four"]);
        assert_eq!(of("not rust ("), [""; 0]);
    }
}
