//! Drops a guard or a permit at once.

use syn::{Pat, Stmt};

use crate::mutate::operator::{Node, Operator, Sites};
use crate::mutate::syntax::bound;

pub(super) const OPERATOR: Operator = Operator {
    name: "guard_dropped",
    stands_for: "`let _ = ` keeps a guard, or asking for a permit is all that is to be done",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Statements(all) = node else { return };
    for statement in all {
        let Stmt::Local(local) = statement else {
            continue;
        };
        let unused = |pattern: &Pat| bound(pattern).is_some_and(|name| name.starts_with('_'));
        if local.init.is_some() && unused(&local.pat) {
            sites.replace(&local.pat, "_");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn a_guard_that_nobody_names_lives_for_no_time() {
        let found = mutants(
            &OPERATOR,
            "let _permit = places.acquire().await; let x = lock();",
        );
        assert_eq!(found, ["let _ = places.acquire().await; let x = lock();"]);
    }
}
