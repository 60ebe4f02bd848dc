//! When each hand-in came: what a list says, or Gradescope, or the files themselves, or the last
//! commit. The first two are the platform's word; a student can set the others.

mod commits;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::table::Table;
use super::{GradeError, Moment, Submission};

/// Where to look for when hand-ins came.
#[derive(Clone, Debug)]
pub enum ArrivalSource {
    /// The latest time of an answer's file.
    Files,
    /// The time of the commit that is checked out.
    Commits,
    /// A list, or what Gradescope says of a submission.
    List(PathBuf),
}

impl From<&str> for ArrivalSource {
    fn from(text: &str) -> Self {
        match text {
            "files" => ArrivalSource::Files,
            "commits" => ArrivalSource::Commits,
            path => ArrivalSource::List(path.into()),
        }
    }
}

/// When hand-ins came.
#[derive(Debug)]
pub enum Arrivals {
    /// Nobody asked.
    Unknown,
    /// As their files say.
    Files,
    /// As their commits say.
    Commits,
    /// By name.
    Listed(BTreeMap<String, Moment>),
    /// The only one's.
    Only(Moment),
}

/// What Gradescope writes beside a submission.
#[derive(Deserialize)]
struct Metadata {
    created_at: String,
}

impl Arrivals {
    /// Reads a source. Times of a list that have no offset are in the zone of `due`.
    ///
    /// # Errors
    /// [`GradeError::Read`], and [`GradeError::Table`] with the line of what is wrong.
    pub fn read(source: &ArrivalSource, due: Option<&Moment>) -> Result<Self, GradeError> {
        let path = match source {
            ArrivalSource::Files => return Ok(Arrivals::Files),
            ArrivalSource::Commits => return Ok(Arrivals::Commits),
            ArrivalSource::List(path) => path,
        };
        let text = fs::read_to_string(path).map_err(|source| GradeError::Read {
            path: path.clone(),
            source,
        })?;
        let zone = due.map(Moment::zone);
        if text.trim_start().starts_with('{') {
            let wrong = |problem: String| GradeError::Table {
                path: path.clone(),
                line: 1,
                problem,
            };
            let metadata: Metadata =
                serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
            let only = Moment::parse(&metadata.created_at, zone).map_err(wrong)?;
            return Ok(Arrivals::Only(only));
        }
        let table = Table::parse(path, &text, &["student", "arrived"])?;
        let mut listed = BTreeMap::new();
        for row in table.rows() {
            let name = row.get("student").to_owned();
            let arrived = row.get("arrived");
            // Platforms list those, too, who handed in nothing.
            if arrived.is_empty() {
                continue;
            }
            let arrived =
                Moment::parse(arrived, zone).map_err(|problem| table.wrong(row, problem))?;
            if listed.insert(name.clone(), arrived).is_some() {
                return Err(table.wrong(row, format!("`{name}` came twice")));
            }
        }
        Ok(Arrivals::Listed(listed))
    }

    /// Those whom a list names.
    pub fn students(&self) -> impl Iterator<Item = &str> {
        let listed = match self {
            Arrivals::Listed(listed) => Some(listed.keys().map(String::as_str)),
            _ => None,
        };
        listed.into_iter().flatten()
    }

    /// When the submission came that lies there, of a student who goes by any of these names.
    pub(super) fn of(
        &self,
        names: &[&str],
        handed_in: &Submission,
        path: Option<&Path>,
    ) -> Option<Moment> {
        match self {
            Arrivals::Unknown => None,
            Arrivals::Only(only) => Some(only.clone()),
            Arrivals::Listed(listed) => names.iter().find_map(|name| listed.get(*name)).cloned(),
            Arrivals::Files => Moment::of_seconds(handed_in.written?),
            Arrivals::Commits => commits::time(path?),
        }
    }
}
