//! Computes on the runtime's own thread what was handed to another.

use syn::Expr;

use crate::mutate::operator::{Node, Operator, Sites};
use crate::mutate::syntax::called;

pub(super) const OPERATOR: Operator = Operator {
    name: "on_the_runtime",
    stands_for: "code that computes or blocks may run where tasks run",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Expression(expression) = node else {
        return;
    };
    let work = match expression {
        Expr::Call(call) => match (called(call).as_deref(), call.args.first()) {
            (Some("spawn_blocking"), Some(work)) => work,
            (Some("block_in_place"), Some(work)) => {
                let work = sites.text(work);
                return sites.replace(expression, format!("({work})()"));
            }
            _ => return,
        },
        Expr::MethodCall(call) if call.method == "spawn_blocking" => match call.args.first() {
            Some(work) => work,
            None => return,
        },
        _ => return,
    };
    let work = sites.text(work);
    sites.replace(
        expression,
        format!("tokio::spawn(async move {{ ({work})() }})"),
    );
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn work_that_blocks_runs_as_a_task() {
        let found = mutants(
            &OPERATOR,
            "task::spawn_blocking(work).await; block_in_place(f);",
        );
        assert_eq!(
            found,
            [
                "tokio::spawn(async move { (work)() }).await; block_in_place(f);",
                "task::spawn_blocking(work).await; (f)();",
            ]
        );
    }
}
