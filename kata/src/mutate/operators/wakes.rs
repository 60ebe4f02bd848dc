//! Wakes one where all were woken, and all where one was; forgets what was seen, or remembers it.

use syn::Expr;

use crate::mutate::operator::{Node, Operator, Sites};

pub(super) const OPERATOR: Operator = Operator {
    name: "wakes",
    stands_for: "whoever waits will be woken, whichever of the methods is called",
    find,
};

const PAIRS: &[(&str, &str)] = &[
    ("notify_waiters", "notify_one"),
    ("notify_one", "notify_waiters"),
    ("notify_all", "notify_one"),
    ("borrow", "borrow_and_update"),
    ("borrow_and_update", "borrow"),
];

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Expression(Expr::MethodCall(call)) = node else {
        return;
    };
    if let Some((_, other)) = PAIRS.iter().find(|(name, _)| call.method == name) {
        sites.replace(&call.method, *other);
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn one_is_woken_for_all_and_all_for_one() {
        let found = mutants(&OPERATOR, "a.notify_waiters(); b.notify_one();");
        assert_eq!(
            found,
            [
                "a.notify_one(); b.notify_one();",
                "a.notify_waiters(); b.notify_waiters();"
            ]
        );
    }
}
