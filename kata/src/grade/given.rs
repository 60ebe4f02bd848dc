//! What a list or a rule says of somebody, with its place.

use serde::Serialize;

/// Something said in a line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Given<T> {
    /// What is said.
    pub what: T,
    /// Where: the line, from 1.
    #[serde(skip)]
    pub line: usize,
}
