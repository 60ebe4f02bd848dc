//! Awaits in a loop or in a row what was awaited together.

use syn::Expr;
use syn::Token;
use syn::punctuated::Punctuated;

use crate::mutate::operator::{Node, Operator, Sites};
use crate::mutate::syntax::called;

pub(super) const OPERATOR: Operator = Operator {
    name: "one_after_another",
    stands_for: "jobs that are awaited in a loop run together",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    match node {
        Node::Expression(Expr::Call(call)) => {
            let Some(jobs) = call.args.first() else {
                return;
            };
            let jobs = sites.text(jobs);
            let (wait, gives) = match called(call).as_deref() {
                Some("join_all") => ("job.await", "given"),
                Some("try_join_all") => ("job.await?", "Ok(given)"),
                _ => return,
            };
            sites.replace(
                call,
                format!(
                    "async {{ let mut given = Vec::new(); \
                     for job in {jobs} {{ given.push({wait}); }} {gives} }}"
                ),
            );
        }
        Node::Expression(Expr::Macro(joined)) => {
            let together = |name| {
                joined
                    .mac
                    .path
                    .segments
                    .last()
                    .is_some_and(|s| s.ident == name)
            };
            let every = Punctuated::<Expr, Token![,]>::parse_terminated;
            let Ok(jobs) = joined.mac.parse_body_with(every) else {
                return;
            };
            let waits = |wait: &str| {
                let jobs = jobs
                    .iter()
                    .map(|job| format!("({}){wait}", sites.text(job)));
                jobs.collect::<Vec<_>>().join(", ")
            };
            if together("join") {
                let waits = waits(".await");
                sites.replace(joined, format!("({waits})"));
            } else if together("try_join") {
                let waits = waits(".await?");
                sites.replace(joined, format!("async {{ Ok(({waits})) }}.await"));
            }
        }
        Node::Expression(Expr::MethodCall(call))
            if call.method == "buffered" || call.method == "buffer_unordered" =>
        {
            if let Some(most) = call.args.first() {
                sites.replace(most, "1");
            }
        }
        _ => (),
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn what_ran_together_runs_in_a_row() {
        for (together, row) in [
            (
                "join_all(jobs).await",
                "async { let mut given = Vec::new(); for job in jobs { given.push(job.await); } \
                 given }.await",
            ),
            (
                "let (a, b) = tokio::join!(a(), b());",
                "let (a, b) = ((a()).await, (b()).await);",
            ),
            (
                "try_join!(a, b)?",
                "async { Ok(((a).await?, (b).await?)) }.await?",
            ),
            ("stream.buffered(most)", "stream.buffered(1)"),
        ] {
            assert_eq!(mutants(&OPERATOR, together), [row]);
        }
    }
}
