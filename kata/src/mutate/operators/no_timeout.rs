//! Waits without the limit that was there.

use syn::Expr;

use crate::mutate::operator::{Node, Operator, Sites};
use crate::mutate::syntax::called;

pub(super) const OPERATOR: Operator = Operator {
    name: "no_timeout",
    stands_for: "what is waited for comes",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Expression(Expr::Await(wait)) = node else {
        return;
    };
    let Expr::Call(call) = &*wait.base else {
        return;
    };
    if matches!(called(call).as_deref(), Some("timeout" | "timeout_at"))
        && let Some(job) = call.args.last()
    {
        let job = sites.text(job);
        sites.replace(
            wait,
            format!("Ok::<_, tokio::time::error::Elapsed>(({job}).await)"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn a_wait_with_a_limit_becomes_one_without() {
        let found = mutants(&OPERATOR, "timeout(d, job).await?");
        assert_eq!(
            found,
            ["Ok::<_, tokio::time::error::Elapsed>((job).await)?"]
        );
    }
}
