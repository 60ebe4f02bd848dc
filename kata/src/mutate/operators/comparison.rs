//! Moves the end of a range by one, or turns a comparison round.

use syn::{BinOp, Expr};

use crate::mutate::operator::{Node, Operator, Sites};

pub(super) const OPERATOR: Operator = Operator {
    name: "comparison",
    stands_for: "up to and until are the same",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Expression(Expr::Binary(binary)) = node else {
        return;
    };
    let others: &[&str] = match binary.op {
        BinOp::Lt(_) => &["<=", ">"],
        BinOp::Le(_) => &["<", ">"],
        BinOp::Gt(_) => &[">=", "<"],
        BinOp::Ge(_) => &[">", "<"],
        BinOp::Eq(_) => &["!="],
        BinOp::Ne(_) => &["=="],
        _ => &[],
    };
    for other in others {
        sites.replace(&binary.op, *other);
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn an_end_moves_and_a_comparison_turns() {
        assert_eq!(mutants(&OPERATOR, "n < most"), ["n <= most", "n > most"]);
        assert_eq!(mutants(&OPERATOR, "a == b"), ["a != b"]);
        assert_eq!(mutants(&OPERATOR, "assert!(a >= b)").len(), 2);
    }
}
