//! Begins an async function a moment later than its first poll.

use crate::mutate::operator::{Node, Operator, Sites};

pub(super) const OPERATOR: Operator = Operator {
    name: "late",
    stands_for: "a moment more before the work begins changes nothing",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Function(signature, block) = node else {
        return;
    };
    if signature.asyncness.is_some()
        && let Some(first) = block.stmts.first()
    {
        sites.before(
            first,
            "tokio::time::sleep(std::time::Duration::from_millis(1)).await; ",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::sources;

    #[test]
    fn an_async_function_waits_before_it_begins() {
        let found = sources(&OPERATOR, "fn a() { go() } async fn b() { go() }");
        assert_eq!(
            found,
            ["fn a() { go() } async fn b() { \
                 tokio::time::sleep(std::time::Duration::from_millis(1)).await; go() }"]
        );
    }
}
