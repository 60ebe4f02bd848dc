//! Leaves an arm out of a `match` or a `select!`, or the condition that an arm has.

use syn::{Expr, Pat};

use crate::mutate::edit::{Edit, whole_lines};
use crate::mutate::operator::{Node, Operator, Sites};

pub(super) const OPERATOR: Operator = Operator {
    name: "arm",
    stands_for: "this case is like the others, or it never happens",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    match node {
        Node::Expression(Expr::Match(choice)) if choice.arms.len() > 1 => {
            for arm in &choice.arms {
                sites.delete(arm);
                if let Pat::Guard(guarded) = &arm.pat {
                    let pattern = sites.text(&*guarded.pat);
                    sites.replace(guarded, pattern);
                }
            }
        }
        Node::Select(select) if select.arms.len() > 1 => {
            for arm in &select.arms {
                let mut range = arm.span.byte_range();
                range.end += sites.comma_behind(range.end);
                let range = whole_lines(sites.source(), range);
                let with = String::new();
                sites.change(vec![Edit { range, with }]);
                if let Some(condition) = &arm.condition {
                    sites.replace(condition, "true");
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
    fn a_case_is_left_out_or_taken_for_all() {
        let found = mutants(&OPERATOR, "match x { Some(n) if n > 0 => a, _ => b }");
        assert_eq!(
            found,
            [
                "match x { _ => b }",
                "match x { Some(n) => a, _ => b }",
                "match x { Some(n) if n > 0 => a, }"
            ]
        );
        let found = mutants(&OPERATOR, "select! { a = b, if c => d, else => e }");
        assert_eq!(
            found,
            [
                "select! { else => e }",
                "select! { a = b, if true => d, else => e }",
                "select! { a = b, if c => d, }"
            ]
        );
    }
}
