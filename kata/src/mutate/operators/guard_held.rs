//! Takes the braces off a block, so that its guards live on to the end of what is around it.

use syn::{Expr, Stmt};

use crate::mutate::operator::{Node, Operator, Sites};

pub(super) const OPERATOR: Operator = Operator {
    name: "guard_held",
    stands_for: "a guard may be held for longer than it is needed, over an await too",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Statements(all) = node else { return };
    for statement in all {
        let Stmt::Expr(Expr::Block(inner), _) = statement else {
            continue;
        };
        let whole = sites.text(&inner.block);
        if inner.label.is_none()
            && let Some(statements) = whole.strip_prefix('{').and_then(|b| b.strip_suffix('}'))
        {
            let end = match inner.block.stmts.last() {
                Some(Stmt::Expr(_, None)) => ";",
                _ => "",
            };
            sites.replace(statement, format!("{}{end}", statements.trim()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn a_guard_outlives_its_block() {
        let found = mutants(
            &OPERATOR,
            "{ let mut all = lock(); all.push(1); } sleep(d).await;",
        );
        assert_eq!(
            found,
            ["let mut all = lock(); all.push(1); sleep(d).await;"]
        );
    }
}
