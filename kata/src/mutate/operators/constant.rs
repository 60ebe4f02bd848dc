//! Makes a number one more or one less, and a truth its opposite.

use syn::{Expr, Lit};

use crate::mutate::operator::{Node, Operator, Sites};

pub(super) const OPERATOR: Operator = Operator {
    name: "constant",
    stands_for: "the number is about right",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Expression(Expr::Lit(literal)) = node else {
        return;
    };
    match &literal.lit {
        Lit::Int(number) => {
            let Ok(value) = number.base10_parse::<u64>() else {
                return;
            };
            let suffix = number.suffix();
            sites.replace(literal, format!("{}{suffix}", value.saturating_add(1)));
            if let Some(less) = value.checked_sub(1) {
                sites.replace(literal, format!("{less}{suffix}"));
            }
        }
        Lit::Bool(truth) => sites.replace(literal, (!truth.value).to_string()),
        _ => (),
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::{mutants, sources};

    #[test]
    fn numbers_are_off_by_one() {
        assert_eq!(
            mutants(&OPERATOR, "let n = 1u8;"),
            ["let n = 2u8;", "let n = 0u8;"]
        );
        assert_eq!(
            mutants(&OPERATOR, "go(true, \"1\");"),
            ["go(false, \"1\");"]
        );
        assert_eq!(sources(&OPERATOR, "const MOST: usize = 1_200;").len(), 2);
    }

    #[test]
    fn a_type_is_left_alone() {
        assert!(mutants(&OPERATOR, "let all: [u8; 4] = read();").is_empty());
    }
}
