//! Writes or reads once, however much of it is done.

use syn::Stmt;

use crate::mutate::operator::{Node, Operator, Sites};
use crate::mutate::syntax::method;

pub(super) const OPERATOR: Operator = Operator {
    name: "half_written",
    stands_for: "one call of `write` writes all, and one of `read` fills the buffer",
    find,
};

const PAIRS: &[(&str, &str)] = &[("write_all", "write"), ("read_exact", "read")];

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Statements(all) = node else { return };
    for statement in all {
        // As a block's value it would give a number, which is not what was given before.
        if let Stmt::Expr(expression, Some(_)) = statement
            && let Some(call) = method(expression)
            && let Some((_, once)) = PAIRS.iter().find(|(whole, _)| call.method == whole)
        {
            sites.replace(&call.method, *once);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn all_is_written_at_once_or_not_at_all() {
        let found = mutants(&OPERATOR, "socket.write_all(&bytes).await?;");
        assert_eq!(found, ["socket.write(&bytes).await?;"]);
    }
}
