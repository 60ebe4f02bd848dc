//! Takes `biased` out of a `select!`, turns its order round, or leaves it to luck what is looked at
//! first.

use super::Operator;
use crate::mutate::edit::Edit;
use crate::mutate::walk::{Node, Sites};

pub(super) const OPERATOR: Operator = Operator {
    name: "biased",
    stands_for: "two arms of a `select!` are never ready at once, so their order says nothing",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Select(select) = node else {
        return;
    };
    let arms = select.arms.iter().filter(|arm| arm.future.is_some());
    let arms: Vec<_> = arms.map(|arm| arm.span).collect();
    let mut turned: Vec<Edit> = arms
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
    match (select.biased, arms.first()) {
        (Some(biased), _) => {
            sites.delete(&biased);
            sites.change(turned);
        }
        // Where luck decides, one order must be as good as the other.
        (None, Some(first)) => {
            sites.before(first, "biased; ");
            turned[0].with.insert_str(0, "biased; ");
            sites.change(turned);
        }
        (None, None) => (),
    }
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
    fn luck_is_given_a_side() {
        let found = mutants(
            &OPERATOR,
            "select! { () = stop => return, x = rx => go(x), else => end }",
        );
        assert_eq!(
            found,
            [
                "select! { biased; () = stop => return, x = rx => go(x), else => end }",
                "select! { biased; x = rx => go(x), () = stop => return, else => end }",
            ]
        );
    }
}
