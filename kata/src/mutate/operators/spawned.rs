//! Puts a `spawn` around what is awaited.

use syn::{Expr, Stmt};

use crate::mutate::operator::{Node, Operator, Sites};

pub(super) const OPERATOR: Operator = Operator {
    name: "spawned",
    stands_for: "a task is an await that is faster; nobody has to wait for it or to stop it",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    match node {
        Node::Expression(Expr::Await(wait)) => {
            let job = sites.text(&*wait.base);
            sites.replace(
                wait,
                format!("tokio::spawn({job}).await.expect(\"no panic\")"),
            );
        }
        // The same, but nobody waits for the end.
        Node::Statements(all) => {
            for statement in all {
                if let Stmt::Expr(Expr::Await(wait), Some(_)) = statement {
                    let job = sites.text(&*wait.base);
                    sites.replace(wait, format!("tokio::spawn({job})"));
                }
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
    fn what_is_awaited_becomes_a_task_awaited_or_not() {
        let found = mutants(&OPERATOR, "job().await;");
        assert_eq!(
            found,
            [
                "tokio::spawn(job());",
                "tokio::spawn(job()).await.expect(\"no panic\");"
            ]
        );
        assert_eq!(mutants(&OPERATOR, "let x = job().await?;").len(), 1);
    }
}
