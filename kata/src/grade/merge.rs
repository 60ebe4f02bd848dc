//! The reports of many machines, put together. Whatever does not belong together, or is not there,
//! is an error that names its file: nobody loses a grade in silence.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Entrant, GradeError, Report, Shard, Student};

/// The first line of a shard's reports: which share of which class it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShardHead {
    /// Which share.
    pub shard: Shard,
    /// The names of all submissions of the class, in order.
    pub class: Vec<String>,
    /// Who they are, where a roster says so.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub students: BTreeMap<String, Student>,
    /// The report on a submission that nobody judged, by the rules of this class.
    pub blank: Report,
}

impl ShardHead {
    /// The head of a share of this class.
    pub fn new(shard: Shard, class: &[Entrant], blank: Report) -> Self {
        let student = |one: &Entrant| Some((one.name.clone(), one.student()?));
        ShardHead {
            shard,
            class: class.iter().map(|one| one.name.clone()).collect(),
            students: class.iter().filter_map(student).collect(),
            blank,
        }
    }

    /// As JSON, on one line.
    pub fn json(&self) -> String {
        super::report::one_line(self)
    }

    /// The submissions that this shard is to judge.
    fn share(&self) -> Vec<&String> {
        self.shard.of(self.class.iter().collect())
    }
}

/// What was put together.
#[derive(Debug)]
pub struct Merged {
    /// A report for everybody, in the order of the submissions' names.
    pub reports: Vec<Report>,
    /// What is missing, in sentences. Empty unless that was allowed.
    pub missing: Vec<String>,
}

/// Where a report, or a head, was read.
#[derive(Clone, Debug)]
struct Origin {
    path: PathBuf,
    line: usize,
}

impl Origin {
    fn wrong(&self, problem: String) -> GradeError {
        GradeError::Merge {
            path: self.path.clone(),
            line: self.line,
            problem,
        }
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.path.display(), self.line)
    }
}

/// Puts the reports of shards together, in the order in which one call would have given them: by
/// the submission's name.
///
/// With `allow_missing`, whoever was not judged gets a report that says so.
///
/// # Errors
/// [`GradeError::Merge`] where a line is no report, a submission was graded twice, or not all was
/// graded by the same rules; [`GradeError::Missing`] where a report, a shard or all of a file is
/// missing and that is not allowed.
pub fn merge(files: &[PathBuf], allow_missing: bool) -> Result<Merged, GradeError> {
    let mut merging = Merging::default();
    for path in files {
        merging.read(path)?;
    }
    let missing = merging.add_the_missing();
    if !missing.is_empty() && !allow_missing {
        return Err(GradeError::Missing(missing));
    }
    let reports = merging.reports.into_values().map(|(report, _)| report);
    Ok(Merged {
        reports: reports.collect(),
        missing,
    })
}

#[derive(Default)]
struct Merging {
    reports: BTreeMap<String, (Report, Origin)>,
    heads: Vec<(ShardHead, Origin)>,
    /// Files with nothing in them.
    empty: Vec<PathBuf>,
}

impl Merging {
    fn read(&mut self, path: &Path) -> Result<(), GradeError> {
        let text = fs::read_to_string(path).map_err(|source| GradeError::Read {
            path: path.to_owned(),
            source,
        })?;
        if text.trim().is_empty() {
            self.empty.push(path.to_owned());
        }
        let lines = text.lines().enumerate();
        for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let origin = Origin {
                path: path.to_owned(),
                line: number + 1,
            };
            let wrong = |error: serde_json::Error| origin.wrong(format!("no report: {error}"));
            let value: serde_json::Value = serde_json::from_str(line).map_err(wrong)?;
            if value.get("shard").is_some() {
                let head = serde_json::from_value(value).map_err(wrong)?;
                self.add_head(head, origin)?;
            } else {
                // Not from the value: a long number loses digits on the way.
                let report = serde_json::from_str(line).map_err(wrong)?;
                self.add(report, origin)?;
            }
        }
        Ok(())
    }

    /// The first by whose rules the others have to be graded.
    fn first(&self) -> Option<(&Report, &Origin)> {
        let head = self.heads.first().map(|(head, at)| (&head.blank, at));
        head.or_else(|| self.reports.values().next().map(|(one, at)| (one, at)))
    }

    fn add_head(&mut self, head: ShardHead, origin: Origin) -> Result<(), GradeError> {
        self.same_rules(&head.blank, &origin)?;
        if let Some((other, at)) = self.heads.first() {
            let differs = other.shard.count() != head.shard.count() || other.class != head.class;
            if differs {
                let problem = format!(
                    "this is a share of another class: shard {} of {} submissions here, shard {} \
                     of {} in {at}",
                    head.shard,
                    head.class.len(),
                    other.shard,
                    other.class.len()
                );
                return Err(origin.wrong(problem));
            }
        }
        self.heads.push((head, origin));
        Ok(())
    }

    fn add(&mut self, report: Report, origin: Origin) -> Result<(), GradeError> {
        self.same_rules(&report, &origin)?;
        let name = report.submission.clone();
        if let Some((_, before)) = self.reports.get(&name) {
            return Err(origin.wrong(format!("`{name}` was graded twice: here and in {before}")));
        }
        self.reports.insert(name, (report, origin));
        Ok(())
    }

    /// One table has one head: all were graded by the same rules.
    fn same_rules(&self, report: &Report, origin: &Origin) -> Result<(), GradeError> {
        let Some((first, at)) = self.first() else {
            return Ok(());
        };
        match report.other_rules(first) {
            Some(differs) => Err(origin.wrong(format!(
                "{differs} in {at}: what is merged is graded by the same rules"
            ))),
            None => Ok(()),
        }
    }

    /// Adds a report on everybody who has none, and says why that is.
    fn add_the_missing(&mut self) -> Vec<String> {
        let mut missing = Vec::new();
        for path in &self.empty {
            missing.push(format!("{} is empty", path.display()));
        }
        let mut blanks = Vec::new();
        let mut seen = BTreeSet::new();
        for (head, at) in &self.heads {
            seen.insert(head.shard);
            let lost: Vec<&String> = head
                .share()
                .into_iter()
                .filter(|name| !self.reports.contains_key(*name))
                .collect();
            if !lost.is_empty() {
                missing.push(format!(
                    "{} ends too early: {} not in it",
                    at.path.display(),
                    listed(&lost)
                ));
                blanks.extend(lost.into_iter().map(|name| (name, head)));
            }
        }
        if let Some((head, _)) = self.heads.first() {
            for shard in head.shard.all().filter(|shard| !seen.contains(shard)) {
                let lost: Vec<&String> = shard.of(head.class.iter().collect());
                let whose = match lost.is_empty() {
                    true => "it holds nobody".to_owned(),
                    false => format!("{} in it", listed(&lost)),
                };
                missing.push(format!("shard {shard} is missing: {whose}"));
                let lost = lost.into_iter();
                blanks.extend(
                    lost.filter(|name| !self.reports.contains_key(*name))
                        .map(|name| (name, head)),
                );
            }
        }
        let blanks: Vec<(String, Report)> = blanks
            .into_iter()
            .map(|(name, head)| {
                let mut report = head.blank.clone();
                report.submission.clone_from(name);
                report.student = head.students.get(name).cloned();
                (name.clone(), report)
            })
            .collect();
        let nowhere = Origin {
            path: PathBuf::new(),
            line: 0,
        };
        for (name, report) in blanks {
            self.reports.insert(name, (report, nowhere.clone()));
        }
        missing
    }
}

/// Names for people: `ada` is, or `ada`, `bo` and 3 more are.
fn listed(names: &[&String]) -> String {
    const MOST: usize = 5;
    let quoted: Vec<String> = names.iter().take(MOST).map(|n| format!("`{n}`")).collect();
    match (names.len(), names.len().saturating_sub(MOST)) {
        (1, _) => format!("{} is", quoted[0]),
        (_, 0) => format!("{} are", quoted.join(", ")),
        (_, more) => format!("{} and {more} more are", quoted.join(", ")),
    }
}
