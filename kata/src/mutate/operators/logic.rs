//! Negates a condition, leaves half of it out, or takes `or` for `and`.

use syn::{BinOp, Expr, UnOp};

use crate::mutate::operator::{Node, Operator, Sites};

pub(super) const OPERATOR: Operator = Operator {
    name: "logic",
    stands_for: "a condition holds whenever the example does",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Expression(expression) = node else {
        return;
    };
    match expression {
        Expr::Binary(binary) => match binary.op {
            BinOp::And(_) => {
                sites.replace(&binary.op, "||");
                halves(binary, sites);
            }
            BinOp::Or(_) => {
                sites.replace(&binary.op, "&&");
                halves(binary, sites);
            }
            _ => (),
        },
        Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_)) => {
            let inner = sites.text(&*unary.expr);
            sites.replace(unary, inner);
        }
        Expr::If(choice) => condition(&choice.cond, sites),
        Expr::While(repeated) => condition(&repeated.cond, sites),
        _ => (),
    }
}

/// `a && b` without the one or the other.
fn halves(binary: &syn::ExprBinary, sites: &mut Sites<'_>) {
    for half in [&binary.left, &binary.right] {
        let half = sites.text(&**half);
        sites.replace(binary, half);
    }
}

fn condition(condition: &Expr, sites: &mut Sites<'_>) {
    // Comparisons, `not` and chains of `let` have changes of their own.
    if let Expr::Call(_) | Expr::MethodCall(_) | Expr::Path(_) | Expr::Field(_) | Expr::Macro(_) =
        condition
    {
        sites.before(condition, "!");
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn conditions_are_negated_and_halved() {
        assert_eq!(mutants(&OPERATOR, "a && b"), ["a || b", "a", "b"]);
        assert_eq!(mutants(&OPERATOR, "!open"), ["open"]);
        assert_eq!(
            mutants(&OPERATOR, "if all.is_empty() { go() }"),
            ["if !all.is_empty() { go() }"]
        );
    }
}
