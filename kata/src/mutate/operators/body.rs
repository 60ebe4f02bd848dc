//! A function that does nothing, and gives a value of its type.

use syn::{GenericArgument, PathArguments, ReturnType, Type};

use crate::mutate::operator::{Node, Operator, Sites};

pub(super) const OPERATOR: Operator = Operator {
    name: "body",
    stands_for: "not written, but it compiles",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Function(signature, block) = node else {
        return;
    };
    if block.stmts.is_empty() {
        return;
    }
    match &signature.output {
        ReturnType::Default => sites.replace(block, "{}"),
        ReturnType::Type(_, given) => {
            for value in values(given) {
                sites.replace(block, format!("{{ {value} }}"));
            }
        }
    }
}

/// Values that are to be had without any work.
fn values(given: &Type) -> Vec<String> {
    let plain = |value: &str| vec![value.to_owned()];
    let Type::Path(path) = given else {
        return match given {
            Type::Tuple(tuple) if tuple.elems.is_empty() => plain("()"),
            Type::Tuple(_) => plain("Default::default()"),
            _ => Vec::new(),
        };
    };
    let Some(last) = path.path.segments.last() else {
        return Vec::new();
    };
    match last.ident.to_string().as_str() {
        "bool" => vec!["true".into(), "false".into()],
        "Option" => plain("None"),
        "Result" => {
            let inner = match &last.arguments {
                PathArguments::AngleBracketed(arguments) => arguments.args.first(),
                _ => None,
            };
            match inner {
                Some(GenericArgument::Type(inner)) => {
                    let inner = values(inner);
                    inner.iter().map(|value| format!("Ok({value})")).collect()
                }
                _ => plain("Ok(Default::default())"),
            }
        }
        "Poll" => plain("std::task::Poll::Pending"),
        "Self" => Vec::new(),
        _ => plain("Default::default()"),
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::sources;

    #[test]
    fn a_function_does_nothing() {
        for (function, idle) in [
            ("fn f() { go() }", vec!["fn f() {}"]),
            (
                "fn f() -> bool { go() }",
                vec!["fn f() -> bool { true }", "fn f() -> bool { false }"],
            ),
            (
                "fn f() -> Result<Option<u8>, E> { go() }",
                vec!["fn f() -> Result<Option<u8>, E> { Ok(None) }"],
            ),
            ("fn f() -> impl Stream { go() }", vec![]),
        ] {
            assert_eq!(sources(&OPERATOR, function), idle);
        }
    }
}
