//! Leaves out what sends on the bytes that are still in a buffer.

use syn::{Expr, Stmt};

use crate::mutate::operator::{Node, Operator, Sites};
use crate::mutate::syntax::method;

pub(super) const OPERATOR: Operator = Operator {
    name: "flush",
    stands_for: "what was written is on its way",
    find,
};

const FLUSHES: &[&str] = &[
    "flush",
    "shutdown",
    "sync_all",
    "sync_data",
    "poll_flush",
    "poll_close",
];

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Statements(all) = node else { return };
    for statement in all {
        let Stmt::Expr(expression, end) = statement else {
            continue;
        };
        let Some(call) = method(expression) else {
            continue;
        };
        if !FLUSHES.iter().any(|flush| call.method == flush) {
            continue;
        }
        match (end, expression) {
            (Some(_), _) => sites.delete(statement),
            (None, Expr::Await(_)) => sites.replace(statement, "Ok(())"),
            (None, _) => (),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn nothing_is_flushed() {
        let found = mutants(&OPERATOR, "file.flush().await?; file.sync_all().await");
        assert_eq!(
            found,
            ["file.sync_all().await", "file.flush().await?; Ok(())"]
        );
    }
}
