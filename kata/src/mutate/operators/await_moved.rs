//! Moves an `.await` behind the statement that follows it.

use syn::{Expr, Stmt};

use crate::mutate::operator::{Node, Operator, Sites};
use crate::mutate::syntax::awaits;

pub(super) const OPERATOR: Operator = Operator {
    name: "await_moved",
    stands_for: "it does not matter when something is awaited, as long as it is",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Statements(all) = node else { return };
    for pair in all.windows(2) {
        let [first, second] = pair else { continue };
        // Two waits of one kind in a row would only change places with each other.
        if waits(first) && can_change_places(second) {
            sites.swap(first, second);
        }
    }
}

fn waits(statement: &Stmt) -> bool {
    match statement {
        Stmt::Expr(expression, Some(_)) => awaits(expression),
        Stmt::Local(local) => local.init.as_ref().is_some_and(|init| awaits(&init.expr)),
        _ => false,
    }
}

/// A last expression is the block's value; one that leaves the block leaves nothing behind it. A
/// variable that is set up or counted up is seen by nobody else, so it does not matter when.
fn can_change_places(statement: &Stmt) -> bool {
    match statement {
        Stmt::Local(local) => local.init.as_ref().is_some_and(|init| acts(&init.expr)),
        Stmt::Expr(Expr::Binary(count), _) if matches!(*count.left, Expr::Path(_)) => false,
        Stmt::Expr(expression, end) => {
            end.is_some()
                && !matches!(
                    expression,
                    Expr::Return(_) | Expr::Break(_) | Expr::Continue(_)
                )
        }
        Stmt::Item(_) | Stmt::Macro(_) => false,
    }
}

/// Whether an expression does more than to make a new value of nothing.
fn acts(expression: &Expr) -> bool {
    match expression {
        Expr::Lit(_) | Expr::Path(_) => false,
        Expr::Tuple(tuple) => tuple.elems.iter().any(acts),
        Expr::Call(call) => !call.args.is_empty(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn a_wait_goes_behind_what_follows_it() {
        let found = mutants(&OPERATOR, "sleep(wait).await; counter.add(1); Ok(())");
        assert_eq!(found, ["counter.add(1); sleep(wait).await; Ok(())"]);
        for useless in [
            "counter.add(1); sleep(wait).await; return;",
            "sleep(wait).await; let mut all = Vec::new();",
            "work(item).await; done += 1;",
        ] {
            assert!(mutants(&OPERATOR, useless).is_empty(), "{useless}");
        }
    }
}
