//! Operators: each makes the small changes that one misconception would make.
//!
//! Those for async code come first. A change that two operators make is the first one's.

mod arithmetic;
mod arm;
mod await_moved;
mod biased;
mod body;
mod comparison;
mod constant;
mod flush;
mod forgotten;
mod guard_dropped;
mod guard_held;
mod half_written;
mod kept_clone;
mod late;
mod limit_added;
mod logic;
mod no_timeout;
mod not_spawned;
mod on_the_runtime;
mod one_after_another;
mod order;
mod patience;
mod room;
mod spawned;
mod statement;
mod swallowed_error;
mod wait;
mod wakes;

use super::operator::Operator;

/// Every operator.
pub const OPERATORS: &[&Operator] = &[
    &await_moved::OPERATOR,
    &spawned::OPERATOR,
    &not_spawned::OPERATOR,
    &one_after_another::OPERATOR,
    &limit_added::OPERATOR,
    &forgotten::OPERATOR,
    &biased::OPERATOR,
    &guard_dropped::OPERATOR,
    &guard_held::OPERATOR,
    &wakes::OPERATOR,
    &room::OPERATOR,
    &wait::OPERATOR,
    &late::OPERATOR,
    &no_timeout::OPERATOR,
    &patience::OPERATOR,
    &flush::OPERATOR,
    &half_written::OPERATOR,
    &swallowed_error::OPERATOR,
    &order::OPERATOR,
    &kept_clone::OPERATOR,
    &on_the_runtime::OPERATOR,
    &comparison::OPERATOR,
    &arithmetic::OPERATOR,
    &logic::OPERATOR,
    &constant::OPERATOR,
    &body::OPERATOR,
    &arm::OPERATOR,
    &statement::OPERATOR,
];

/// The operator of that name.
pub fn operator(name: &str) -> Option<&'static Operator> {
    OPERATORS
        .iter()
        .copied()
        .find(|operator| operator.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::mutate::edit::apply;
    use crate::mutate::walk::walk;

    /// What an operator makes of the statements of an async function, white space made even.
    pub(super) fn mutants(operator: &Operator, statements: &str) -> Vec<String> {
        let (head, foot) = ("async fn f() {\n", "\n}\n");
        let all = sources(operator, &format!("{head}{statements}{foot}"));
        let inner = |source: String| {
            let inner = source.strip_prefix("async fn f() {");
            let inner = inner.and_then(|rest| rest.strip_suffix('}'));
            inner.unwrap_or(&source).trim().to_owned()
        };
        all.into_iter().map(inner).collect()
    }

    /// What an operator makes of a whole source, white space made even.
    pub(super) fn sources(operator: &Operator, source: &str) -> Vec<String> {
        let found = walk(source, &[operator]).unwrap();
        let even = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let all = found.iter().map(|found| even(apply(source, &found.edits)));
        all.collect()
    }

    #[test]
    fn every_operator_has_a_name_of_its_own() {
        let names: BTreeSet<&str> = OPERATORS.iter().map(|operator| operator.name).collect();
        assert_eq!(names.len(), OPERATORS.len());
        for name in names {
            assert!(operator(name).is_some_and(|found| found.name == name));
        }
    }

    #[test]
    fn code_that_others_see_stays_as_it_is() {
        let source = "/// < 1\n#[derive(Debug)] pub struct Block(pub [u8; 4]);\n\
            pub fn size() -> Result<[u8; 4], Error>;";
        for operator in OPERATORS {
            assert_eq!(sources(operator, source).len(), 0, "{}", operator.name);
        }
    }
}
