//! What falls short, in a line: a file of the course and what is wrong with it.

use std::fmt;

use serde::{Serialize, Serializer};

/// One thing that is not as the course promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortfall {
    /// The file to change, from the course's folder on.
    pub file: String,
    /// What is wrong, on one line.
    pub what: String,
}

impl fmt::Display for Shortfall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.what)
    }
}

impl Serialize for Shortfall {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
