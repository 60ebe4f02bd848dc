//! A value as its `Debug` text tells it: lists, texts, numbers, and what has a name.

use std::fmt;
use std::time::Duration;

use crate::timeline::short;

/// A value of the standard library's types, and of all that derives `Debug`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tree {
    Int(i128),
    /// A duration, in nanoseconds.
    Time(i128),
    Text(String),
    List(Vec<Tree>),
    /// Sorted, since a hashed one has no order.
    Set(Vec<Tree>),
    Map(Vec<(Tree, Tree)>),
    /// A tuple, a struct or a variant. A tuple has no name, and what has no names of its own for its
    /// fields has their numbers.
    Named(String, Vec<(String, Tree)>),
    /// Anything else, as it is written.
    Other(String),
}

impl Tree {
    /// All durations in it.
    pub(super) fn times(&self) -> Vec<i128> {
        match self {
            Tree::Time(nanos) => vec![*nanos],
            Tree::List(items) | Tree::Set(items) => items.iter().flat_map(Tree::times).collect(),
            Tree::Map(entries) => {
                let both = entries.iter().flat_map(|(key, value)| [key, value]);
                both.flat_map(Tree::times).collect()
            }
            Tree::Named(_, fields) => fields.iter().flat_map(|(_, value)| value.times()).collect(),
            Tree::Int(_) | Tree::Text(_) | Tree::Other(_) => Vec::new(),
        }
    }
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tree::Int(number) => write!(f, "{number}"),
            Tree::Time(nanos) => f.write_str(&time(*nanos)),
            Tree::Text(text) => write!(f, "{text:?}"),
            Tree::List(items) => write!(f, "[{}]", joined(items)),
            Tree::Set(items) => write!(f, "{{{}}}", joined(items)),
            Tree::Map(entries) => {
                let entries = entries.iter().map(|(key, value)| format!("{key}: {value}"));
                write!(f, "{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
            Tree::Named(name, fields) if fields.is_empty() && !name.is_empty() => f.write_str(name),
            Tree::Named(name, fields) if fields.iter().all(|(name, _)| is_number(name)) => {
                let fields: Vec<String> =
                    fields.iter().map(|(_, value)| value.to_string()).collect();
                write!(f, "{name}({})", fields.join(", "))
            }
            Tree::Named(name, fields) => {
                let fields = fields
                    .iter()
                    .map(|(name, value)| format!("{name}: {value}"));
                write!(f, "{name} {{ {} }}", fields.collect::<Vec<_>>().join(", "))
            }
            Tree::Other(text) => f.write_str(text),
        }
    }
}

/// Nanoseconds as a duration is written in every report.
pub(super) fn time(nanos: i128) -> String {
    let size = u64::try_from(nanos.unsigned_abs()).unwrap_or(u64::MAX);
    let sign = if nanos < 0 { "-" } else { "" };
    format!("{sign}{}", short(Duration::from_nanos(size)))
}

/// Whether this is the number of a field that has no name.
pub(super) fn is_number(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_digit())
}

fn joined(items: &[Tree]) -> String {
    let items: Vec<String> = items.iter().map(Tree::to_string).collect();
    items.join(", ")
}
