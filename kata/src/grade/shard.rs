//! A class on many machines: each judges a share.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::GradeError;

/// One share of a class: every Nth submission. Written `2/4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Shard {
    number: usize,
    of: usize,
}

impl FromStr for Shard {
    type Err = GradeError;

    fn from_str(text: &str) -> Result<Self, GradeError> {
        let parsed = text
            .split_once('/')
            .and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match parsed {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Shard { number, of }),
            _ => Err(GradeError::Shard {
                text: text.to_owned(),
            }),
        }
    }
}

impl TryFrom<String> for Shard {
    type Error = GradeError;

    fn try_from(text: String) -> Result<Self, GradeError> {
        text.parse()
    }
}

impl From<Shard> for String {
    fn from(shard: Shard) -> String {
        shard.to_string()
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl Shard {
    /// How many shares the class has.
    pub fn count(self) -> usize {
        self.of
    }

    /// This and all other shares of the same class.
    pub(super) fn all(self) -> impl Iterator<Item = Shard> {
        (1..=self.of).map(move |number| Shard {
            number,
            of: self.of,
        })
    }

    /// The share of these: the Ith and every Nth after it.
    pub fn of<T>(self, all: Vec<T>) -> Vec<T> {
        all.into_iter()
            .skip(self.number - 1)
            .step_by(self.of)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_share_a_class_without_a_rest() {
        let all: Vec<usize> = (0..10).collect();
        let mut together: Vec<usize> = ["1/4", "2/4", "3/4", "4/4"]
            .iter()
            .flat_map(|text| text.parse::<Shard>().unwrap().of(all.clone()))
            .collect();
        together.sort_unstable();
        assert_eq!(together, all);
    }

    #[test]
    fn what_is_no_shard_is_an_error() {
        for text in ["", "1", "0/4", "5/4", "1/0", "a/b"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}
