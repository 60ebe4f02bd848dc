//! When each hand-in came: what a list says, or Gradescope, or the files themselves, or the last
//! commit. The first two are the platform's word; a student can set the others.

mod commits;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use serde::Deserialize;

use super::addressed::Addresses;
use super::table::{self, Table};
use super::{Given, GradeError, Moment, Submission};

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
    Listed {
        /// The list.
        path: PathBuf,
        /// Each with the line.
        of: BTreeMap<String, Given<Moment>>,
    },
    /// The only one's.
    Only(Moment),
}

/// What Gradescope writes beside a submission.
#[derive(Deserialize)]
struct Metadata {
    created_at: String,
}

impl Arrivals {
    /// Reads a source. Times of a list that have no offset are in the zone, where one is known.
    ///
    /// # Errors
    /// [`GradeError::Read`], and [`GradeError::Table`] with the line of what is wrong.
    pub fn read(source: &ArrivalSource, zone: Option<&TimeZone>) -> Result<Self, GradeError> {
        let path = match source {
            ArrivalSource::Files => return Ok(Arrivals::Files),
            ArrivalSource::Commits => return Ok(Arrivals::Commits),
            ArrivalSource::List(path) => path,
        };
        let text = table::text(path)?;
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
            let given = Given {
                what: arrived,
                line: row.line,
            };
            if listed.insert(name.clone(), given).is_some() {
                return Err(table.wrong(row, format!("`{name}` came twice")));
            }
        }
        Ok(Arrivals::Listed {
            path: table.path().to_owned(),
            of: listed,
        })
    }

    /// Finds whom a list names. Platforms list others as well.
    ///
    /// # Errors
    /// [`GradeError::Table`] where several go by a name, or one by two.
    pub(super) fn address(&mut self, addresses: &mut Addresses<'_>) -> Result<(), GradeError> {
        if let Arrivals::Listed { path, of } = self {
            *of = addresses.all(path, std::mem::take(of), false)?;
        }
        Ok(())
    }

    /// When the submission came that lies there, of whom reports call that.
    pub(super) fn of(
        &self,
        student: &str,
        handed_in: &Submission,
        path: Option<&Path>,
    ) -> Option<Moment> {
        match self {
            Arrivals::Unknown => None,
            Arrivals::Only(only) => Some(only.clone()),
            Arrivals::Listed { of, .. } => of.get(student).map(|given| given.what.clone()),
            Arrivals::Files => Moment::of_seconds(handed_in.written?),
            Arrivals::Commits => commits::time(path?),
        }
    }
}
