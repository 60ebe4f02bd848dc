//! Turns an order round: the last first, the newest before the oldest.

use syn::Expr;

use crate::mutate::operator::{Node, Operator, Sites};

pub(super) const OPERATOR: Operator = Operator {
    name: "order",
    stands_for: "the order of a list or a queue comes by itself",
    find,
};

const PAIRS: &[(&str, &str)] = &[
    ("push_back", "push_front"),
    ("push_front", "push_back"),
    ("pop_front", "pop_back"),
    ("pop_back", "pop_front"),
    ("first", "last"),
    ("last", "first"),
    ("min", "max"),
    ("max", "min"),
    ("min_by_key", "max_by_key"),
    ("max_by_key", "min_by_key"),
    ("buffered", "buffer_unordered"),
    ("split_once", "rsplit_once"),
    ("rsplit_once", "split_once"),
    ("find", "rfind"),
    ("rfind", "find"),
];

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    match node {
        Node::Expression(Expr::MethodCall(call)) => {
            if let Some((_, other)) = PAIRS.iter().find(|(name, _)| call.method == name) {
                sites.replace(&call.method, *other);
            }
            if call.method == "push" && call.args.len() == 1 {
                let (list, item) = (sites.text(&*call.receiver), sites.text(&call.args));
                sites.replace(call, format!("{list}.insert(0, {item})"));
            }
        }
        Node::Expression(Expr::ForLoop(each)) => {
            let all = sites.text(&*each.expr);
            sites.replace(&*each.expr, format!("({all}).into_iter().rev()"));
        }
        _ => (),
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn the_last_comes_first() {
        for (order, turned) in [
            ("queue.pop_front()", "queue.pop_back()"),
            ("all.push(one)", "all.insert(0, one)"),
            (
                "for x in &all { go(x) }",
                "for x in (&all).into_iter().rev() { go(x) }",
            ),
        ] {
            assert_eq!(mutants(&OPERATOR, order), [turned]);
        }
    }
}
