//! Gives a channel, a semaphore or a buffer more room or less.

use syn::Expr;

use crate::mutate::operator::{Node, Operator, Sites};
use crate::mutate::syntax::{called_of, first_argument};

pub(super) const OPERATOR: Operator = Operator {
    name: "room",
    stands_for: "one place more or less makes no difference, nor does room for all",
    find,
};

const BOUNDED: &[&str] = &["channel", "buffered", "buffer_unordered"];

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Expression(expression) = node else {
        return;
    };
    let room = match expression {
        Expr::Call(call)
            if called_of(call).is_some_and(|(of, name)| of == "Semaphore" && name == "new") =>
        {
            call.args.first()
        }
        _ => first_argument(expression, BOUNDED),
    };
    let Some(room) = room else { return };
    let text = sites.text(room);
    // As much as there can be: one place more or less is none.
    if text.contains("MAX") {
        return;
    }
    sites.replace(room, format!("({text}).saturating_add(1)"));
    sites.replace(room, format!("({text}).saturating_sub(1).max(1)"));
    sites.replace(room, "100_000");
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn there_is_a_place_more_or_less_or_room_for_all() {
        let found = mutants(&OPERATOR, "mpsc::channel::<u8>(n)");
        assert_eq!(
            found,
            [
                "mpsc::channel::<u8>((n).saturating_add(1))",
                "mpsc::channel::<u8>((n).saturating_sub(1).max(1))",
                "mpsc::channel::<u8>(100_000)",
            ]
        );
        assert_eq!(mutants(&OPERATOR, "Semaphore::new(places)").len(), 3);
        assert_eq!(mutants(&OPERATOR, "watch::channel()").len(), 0);
        assert_eq!(mutants(&OPERATOR, "all.buffered(usize::MAX)").len(), 0);
    }
}
