//! Keeps a clone of a channel's sender alive for good.

use syn::{Expr, Pat, Stmt};

use crate::mutate::operator::{Node, Operator, Sites};
use crate::mutate::syntax::{bound, called};

pub(super) const OPERATOR: Operator = Operator {
    name: "kept_clone",
    stands_for: "a receiver sees the end although somebody still holds a sender",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Statements(all) = node else { return };
    for statement in all {
        if let Stmt::Local(local) = statement
            && let Some(init) = &local.init
            && let Expr::Call(call) = &*init.expr
            && matches!(
                called(call).as_deref(),
                Some("channel" | "unbounded_channel")
            )
            && let Pat::Tuple(pair) = &local.pat
            && let Some(sender) = pair.elems.first().and_then(bound)
        {
            sites.behind(statement, format!(" std::mem::forget({sender}.clone());"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn a_sender_stays() {
        let found = mutants(&OPERATOR, "let (tx, rx) = mpsc::channel(1); go();");
        assert_eq!(
            found,
            ["let (tx, rx) = mpsc::channel(1); std::mem::forget(tx.clone()); go();"]
        );
    }
}
