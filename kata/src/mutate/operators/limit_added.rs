//! Puts a limit where there was none.

use syn::Expr;

use crate::mutate::operator::{Node, Operator, Sites};
use crate::mutate::syntax::called;

pub(super) const OPERATOR: Operator = Operator {
    name: "limit_added",
    stands_for: "nobody has more than a hundred jobs at once, so a limit does no harm",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Expression(Expr::Call(call)) = node else {
        return;
    };
    let Some(jobs) = call.args.first() else {
        return;
    };
    let jobs = sites.text(jobs);
    let few = format!("futures::StreamExt::buffered(futures::stream::iter({jobs}), 100)");
    match called(call).as_deref() {
        Some("join_all") => sites.replace(
            call,
            format!("futures::StreamExt::collect::<Vec<_>>({few})"),
        ),
        Some("try_join_all") => sites.replace(
            call,
            format!("futures::TryStreamExt::try_collect::<Vec<_>>({few})"),
        ),
        _ => (),
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn all_at_once_becomes_a_hundred_at_once() {
        let found = mutants(&OPERATOR, "join_all(jobs).await");
        assert_eq!(
            found,
            ["futures::StreamExt::collect::<Vec<_>>(\
                 futures::StreamExt::buffered(futures::stream::iter(jobs), 100)).await"]
        );
    }
}
