//! Leaves out a statement.

use syn::{Expr, Stmt};

use crate::mutate::operator::{Node, Operator, Sites};

pub(super) const OPERATOR: Operator = Operator {
    name: "statement",
    stands_for: "it works without that line, too",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Statements(all) = node else { return };
    for statement in all {
        let superfluous = match statement {
            Stmt::Expr(Expr::If(choice), None) => choice.else_branch.is_none(),
            Stmt::Expr(_, end) => end.is_some(),
            // `let _ = ` gives a name to nothing.
            Stmt::Local(local) => matches!(local.pat, syn::Pat::Wild(_)),
            Stmt::Item(_) | Stmt::Macro(_) => false,
        };
        if superfluous {
            sites.delete(statement);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn each_statement_is_left_out_once() {
        let found = mutants(
            &OPERATOR,
            "if a { return; } b(); let _ = c(); let d = e(); d",
        );
        assert_eq!(
            found,
            [
                "b(); let _ = c(); let d = e(); d",
                "if a { return; } let _ = c(); let d = e(); d",
                "if a { return; } b(); let d = e(); d",
                "if a { } b(); let _ = c(); let d = e(); d",
            ]
        );
    }
}
