//! Adds where something is taken away, and takes away where something is added.

use syn::{BinOp, Expr};

use crate::mutate::operator::{Node, Operator, Sites};

pub(super) const OPERATOR: Operator = Operator {
    name: "arithmetic",
    stands_for: "a sum is right when it is right for one example",
    find,
};

const METHODS: &[(&str, &str)] = &[
    ("saturating_add", "wrapping_add"),
    ("saturating_sub", "wrapping_sub"),
    ("saturating_mul", "wrapping_mul"),
    ("saturating_pow", "wrapping_pow"),
    ("div_ceil", "saturating_div"),
];

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    match node {
        Node::Expression(Expr::Binary(binary)) => {
            let other = match binary.op {
                BinOp::Add(_) => "-",
                BinOp::Sub(_) => "+",
                BinOp::Mul(_) => "+",
                BinOp::Div(_) => "*",
                BinOp::Rem(_) => "/",
                BinOp::AddAssign(_) => "-=",
                BinOp::SubAssign(_) => "+=",
                BinOp::MulAssign(_) => "+=",
                BinOp::DivAssign(_) => "*=",
                BinOp::BitAnd(_) => "|",
                BinOp::BitOr(_) => "&",
                BinOp::Shl(_) => ">>",
                BinOp::Shr(_) => "<<",
                _ => return,
            };
            sites.replace(&binary.op, other);
        }
        Node::Expression(Expr::MethodCall(call)) => {
            if let Some((_, other)) = METHODS.iter().find(|(name, _)| call.method == name) {
                sites.replace(&call.method, *other);
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
    fn a_sum_becomes_a_difference_and_wraps() {
        assert_eq!(mutants(&OPERATOR, "done += 1;"), ["done -= 1;"]);
        assert_eq!(mutants(&OPERATOR, "a * b + c"), ["a * b - c", "a + b + c"]);
        assert_eq!(
            mutants(&OPERATOR, "n.saturating_add(1)"),
            ["n.wrapping_add(1)"]
        );
    }
}
