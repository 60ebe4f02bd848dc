//! Results, options and other variants; tuples and structs field by field.

use super::inside;
use crate::values::differ::Known;
use crate::values::differ::cause::{Cause, Step};
use crate::values::differ::tree::Tree;

type Fields = [(String, Tree)];

pub(super) fn variants(
    (got, ours): (&str, &Fields),
    (expected, theirs): (&str, &Fields),
    known: &Known,
    at: &mut Vec<Step>,
) -> Option<Cause> {
    if got != expected {
        return other_variant((got, ours), expected);
    }
    let names = |fields: &Fields| fields.iter().map(|(name, _)| name.clone()).collect();
    let (our_names, their_names): (Vec<String>, Vec<String>) = (names(ours), names(theirs));
    if our_names != their_names {
        return None;
    }
    let pairs = ours.iter().zip(theirs);
    let mut differ = pairs.filter(|(ours, theirs)| ours != theirs);
    differ.find_map(|((field, our), (_, their))| {
        let step = match got {
            "Ok" | "Err" | "Some" => Step::Inside(got.to_owned()),
            _ => Step::Field(field.clone()),
        };
        inside(step, our, their, known, at)
    })
}

fn other_variant((got, ours): (&str, &Fields), expected: &str) -> Option<Cause> {
    let value = || ours.first().map(|(_, value)| value.clone());
    match (got, expected) {
        ("Ok", "Err") => Some(Cause::OkForErr(value()?)),
        ("Err", "Ok") => Some(Cause::ErrForOk(value()?)),
        ("None", "Some") => Some(Cause::NoneForSome),
        ("Some", "None") => Some(Cause::SomeForNone(value()?)),
        ("", _) | (_, "") => None,
        _ => Some(Cause::OtherKind(got.to_owned(), expected.to_owned())),
    }
}
