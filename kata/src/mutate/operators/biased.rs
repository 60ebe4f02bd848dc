//! Takes `biased` out of a `select!`, or turns its order round. Where luck decides already, either
//! order is one that luck may give, so there is nothing to change.

use crate::mutate::edit::Edit;
use crate::mutate::operator::{Node, Operator, Sites};

pub(super) const OPERATOR: Operator = Operator {
    name: "biased",
    stands_for: "two arms of a `select!` are never ready at once, so their order says nothing",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Select(select) = node else {
        return;
    };
    let Some(biased) = select.biased else {
        return;
    };
    let arms = select.arms.iter().filter(|arm| arm.future.is_some());
    let arms: Vec<_> = arms.map(|arm| arm.span).collect();
    let turned: Vec<Edit> = arms
        .iter()
        .zip(arms.iter().rev())
        .map(|(here, there)| {
            let comma = match sites.comma_behind(here.byte_range().end) {
                // Not every body can do without, wherever it stands.
                0 => ",",
                _ => "",
            };
            sites.edit(here, format!("{}{comma}", sites.text(there)))
        })
        .collect();
    sites.delete(&biased);
    sites.change(turned);
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn biased_goes_and_its_order_turns() {
        let found = mutants(
            &OPERATOR,
            "select! { biased; () = stop => return, x = rx.recv() => { go(x) } }",
        );
        assert_eq!(
            found,
            [
                "select! { () = stop => return, x = rx.recv() => { go(x) } }",
                "select! { biased; x = rx.recv() => { go(x) }, () = stop => return, }",
            ]
        );
    }

    #[test]
    fn where_luck_decides_there_is_nothing_to_change() {
        let found = mutants(
            &OPERATOR,
            "select! { () = stop => return, x = rx => go(x) }",
        );
        assert!(found.is_empty(), "{found:?}");
    }
}
