//! A class on many machines: each judges a share, and the reports are put together afterwards.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::str::FromStr;

use super::{GradeError, Report};

/// One share of a class: every Nth submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

impl Shard {
    /// The share of these: the Ith and every Nth after it.
    pub fn of<T>(self, all: Vec<T>) -> Vec<T> {
        all.into_iter()
            .skip(self.number - 1)
            .step_by(self.of)
            .collect()
    }
}

/// Puts the reports of shards together, in the order in which one call would have given them: by
/// the submission's name.
///
/// # Errors
/// [`GradeError::Merge`] where a line is no report, a submission was graded twice, or shards used
/// different seeds.
pub fn merge(files: &[PathBuf]) -> Result<Vec<Report>, GradeError> {
    let mut reports = BTreeMap::<String, Report>::new();
    for path in files {
        let text = fs::read_to_string(path).map_err(|source| GradeError::Read {
            path: path.clone(),
            source,
        })?;
        for (number, line) in text.lines().enumerate() {
            let wrong = |problem: String| GradeError::Merge {
                path: path.clone(),
                line: number + 1,
                problem,
            };
            let report: Report =
                serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
            if let Some(other) = reports.values().next()
                && other.seed != report.seed
            {
                let problem = format!(
                    "seed {} here, seed {} before: shards of one class share a seed",
                    report.seed, other.seed
                );
                return Err(wrong(problem));
            }
            let name = report.submission.clone();
            if reports.insert(name.clone(), report).is_some() {
                return Err(wrong(format!("`{name}` was graded twice")));
            }
        }
    }
    Ok(reports.into_values().collect())
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
