//! Makes a wait twice as long, rounds it, or cuts it off.

use crate::mutate::operator::{Node, Operator, Sites};
use crate::mutate::syntax::first_argument;

pub(super) const OPERATOR: Operator = Operator {
    name: "wait",
    stands_for: "nobody looks that closely at how long a wait is, or waits for that long",
    find,
};

const WAITS: &[&str] = &["sleep", "timeout", "interval"];

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Expression(expression) = node else {
        return;
    };
    let Some(wait) = first_argument(expression, WAITS) else {
        return;
    };
    let text = sites.text(wait);
    sites.replace(wait, format!("({text}).saturating_mul(2)"));
    // Down to 10 ms, as with a clock that is looked at now and then.
    sites.replace(
        wait,
        format!(
            "std::time::Duration::from_secs_f64((({text}).as_secs_f64() * 100.0).floor() / 100.0)"
        ),
    );
    sites.replace(
        wait,
        format!("({text}).min(std::time::Duration::from_secs(3600))"),
    );
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn a_wait_is_doubled_rounded_and_cut_off() {
        let found = mutants(&OPERATOR, "sleep(pause).await;");
        assert_eq!(
            found,
            [
                "sleep((pause).saturating_mul(2)).await;",
                "sleep(std::time::Duration::from_secs_f64(((pause).as_secs_f64() * 100.0).floor() \
                 / 100.0)).await;",
                "sleep((pause).min(std::time::Duration::from_secs(3600))).await;",
            ]
        );
    }
}
