//! Awaits a job where it was spawned, and spawns what it gave.

use syn::Expr;

use crate::mutate::operator::{Node, Operator, Sites};
use crate::mutate::syntax::called;

pub(super) const OPERATOR: Operator = Operator {
    name: "not_spawned",
    stands_for: "awaiting a job and handing it over to run beside come to the same",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Expression(expression) = node else {
        return;
    };
    let job = match expression {
        Expr::Call(call) if called(call).as_deref() == Some("spawn") => call.args.first(),
        Expr::MethodCall(call) if call.method == "spawn" => call.args.first(),
        _ => None,
    };
    let Some(job) = job else { return };
    let whole = sites.text(expression);
    let text = sites.text(job);
    let Some(start) = whole.rfind(text) else {
        return;
    };
    let (before, after) = (&whole[..start], &whole[start + text.len()..]);
    sites.replace(
        expression,
        format!("{{ let given = ({text}).await; {before}async move {{ given }}{after} }}"),
    );
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn the_job_runs_before_its_task_does() {
        for (spawn, inline) in [
            (
                "let task = tokio::spawn(job());",
                "let task = { let given = (job()).await; tokio::spawn(async move { given }) };",
            ),
            (
                "set.spawn(job);",
                "{ let given = (job).await; set.spawn(async move { given }) };",
            ),
        ] {
            assert_eq!(mutants(&OPERATOR, spawn), [inline]);
        }
    }
}
