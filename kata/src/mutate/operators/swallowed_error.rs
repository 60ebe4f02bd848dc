//! Turns an error into a default, or into a panic.

use syn::Expr;

use crate::mutate::operator::{Node, Operator, Sites};

pub(super) const OPERATOR: Operator = Operator {
    name: "swallowed_error",
    stands_for: "what cannot be had is nothing, or it cannot happen",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Expression(Expr::Try(tried)) = node else {
        return;
    };
    sites.replace(&tried.question_token, ".unwrap_or_default()");
    sites.replace(&tried.question_token, ".unwrap()");
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn an_error_is_a_default_or_a_panic() {
        let found = mutants(&OPERATOR, "read(path).await?");
        assert_eq!(
            found,
            [
                "read(path).await.unwrap_or_default()",
                "read(path).await.unwrap()"
            ]
        );
    }
}
