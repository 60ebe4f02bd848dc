//! Leaves out what ends something: an abort, a cancel, a close, a drop.

use syn::{Expr, Stmt};

use crate::mutate::operator::{Node, Operator, Sites};
use crate::mutate::syntax::{called, method};

pub(super) const OPERATOR: Operator = Operator {
    name: "forgotten",
    stands_for: "what nobody needs any more ends by itself",
    find,
};

const ENDS: &[&str] = &[
    "abort",
    "abort_all",
    "cancel",
    "close",
    "kill",
    "start_kill",
];

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Statements(all) = node else { return };
    for statement in all {
        let Stmt::Expr(expression, Some(_)) = statement else {
            continue;
        };
        let dropped = match expression {
            Expr::Call(call) if called(call).as_deref() == Some("drop") => call.args.first(),
            _ => None,
        };
        if let Some(dropped) = dropped {
            sites.delete(statement);
            // Not even at the end of the function.
            let dropped = sites.text(dropped);
            sites.replace(statement, format!("std::mem::forget({dropped});"));
        } else if method(expression).is_some_and(|call| ENDS.iter().any(|end| call.method == end)) {
            sites.delete(statement);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn nothing_is_ended_before_its_time() {
        let found = mutants(
            &OPERATOR,
            "drop(sender); task.abort(); rx.close().await?; work();",
        );
        assert_eq!(
            found,
            [
                "task.abort(); rx.close().await?; work();",
                "std::mem::forget(sender); task.abort(); rx.close().await?; work();",
                "drop(sender); rx.close().await?; work();",
                "drop(sender); task.abort(); work();",
            ]
        );
    }
}
