//! A class over time: several gradings of the same class, a line a student. What a teacher looks for
//! in it is who stands still, who is gone, and whom a regrade helped.

mod line;
mod page;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use super::spelling::composed;
use super::{Moment, Points, Report, Student, class};

pub use page::history_page;

/// A class over time.
#[derive(Debug, PartialEq, Serialize)]
pub struct History {
    /// What put the gradings in their order.
    pub ordered_by: OrderedBy,
    /// The gradings, the earliest first.
    pub gradings: Vec<Grading>,
    /// The students, by their names.
    pub students: Vec<Progress>,
}

/// What put gradings in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderedBy {
    /// When what was graded had arrived: every one of the files says so.
    Arrived,
    /// The order in which the files were given.
    Given,
}

/// One grading of the class.
#[derive(Debug, PartialEq, Serialize)]
pub struct Grading {
    /// What its file is called.
    pub file: String,
    /// When the last hand-in of it came; none where its reports do not say.
    pub arrived: Option<Moment>,
    /// Points there were to win.
    pub max_score: Points,
    /// How many were graded.
    pub graded: usize,
    /// The mean of their points; none where nobody was graded.
    pub mean: Option<Points>,
}

/// The points of one student over time.
#[derive(Debug, PartialEq, Serialize)]
pub struct Progress {
    /// What people call them: no two the same.
    pub name: String,
    /// What the last of their submissions is called.
    pub submission: String,
    /// Who they are, where a roster says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub student: Option<Student>,
    /// A place for each grading; none where they are not in it.
    pub points: Vec<Option<Standing>>,
}

/// Where a student stood in one grading.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing {
    /// Points won; none where nobody judged it.
    pub score: Option<Points>,
    /// Points there were to win.
    pub max_score: Points,
    /// When their hand-in came; none where nobody knows.
    pub arrived: Option<Moment>,
}

/// The history of a class by the reports in each file, in the order in which the files are given.
///
/// Whoever has the same id, or where a report knows none the same name of a submission, is one
/// student.
pub fn history(files: &[(PathBuf, Vec<Report>)]) -> History {
    let paths: Vec<PathBuf> = files.iter().map(|(path, _)| path.clone()).collect();
    let mut gradings: Vec<(Grading, &[Report])> = class::names(&paths)
        .into_iter()
        .zip(files)
        .map(|(file, (_, reports))| (grading(file, reports), &reports[..]))
        .collect();
    let ordered_by = match gradings.iter().all(|(one, _)| one.arrived.is_some()) {
        true => OrderedBy::Arrived,
        false => OrderedBy::Given,
    };
    if ordered_by == OrderedBy::Arrived {
        gradings.sort_by_key(|(one, _)| one.arrived.as_ref().map(Moment::seconds));
    }
    let mut students = Vec::new();
    for (at, (_, reports)) in gradings.iter().enumerate() {
        let found = Places::of(&students);
        // Whose id is known first: nobody else is then taken for them by a name.
        let (known, unknown): (Vec<_>, Vec<_>) =
            reports.iter().partition(|report| report.student.is_some());
        for report in known.into_iter().chain(unknown) {
            let free = |place: &usize| students[*place].points[at].is_none();
            let place = found.of_report(report).filter(free);
            let place = place.unwrap_or(students.len());
            if place == students.len() {
                students.push(Progress {
                    name: String::new(),
                    submission: String::new(),
                    student: None,
                    points: vec![None; gradings.len()],
                });
            }
            let one = &mut students[place];
            one.submission.clone_from(&report.submission);
            if report.student.is_some() {
                one.student.clone_from(&report.student);
            }
            one.points[at] = Some(standing(report));
        }
    }
    tell_apart(&mut students);
    students.sort_by(|a, b| (&a.name, &a.submission).cmp(&(&b.name, &b.submission)));
    History {
        ordered_by,
        gradings: gradings.into_iter().map(|(grading, _)| grading).collect(),
        students,
    }
}

fn grading(file: String, reports: &[Report]) -> Grading {
    let graded: Vec<&Report> = reports.iter().filter(|one| !one.is_ungraded()).collect();
    let arrived = reports.iter().filter_map(arrived);
    let total: u64 = graded.iter().map(|report| report.score.0).sum();
    Grading {
        file,
        arrived: arrived.max_by_key(|moment| moment.seconds()).cloned(),
        max_score: reports.first().map_or(Points(0), |one| one.max_score),
        graded: graded.len(),
        mean: total.checked_div(graded.len() as u64).map(Points),
    }
}

fn arrived(report: &Report) -> Option<&Moment> {
    report.late.as_ref()?.arrived.as_ref()
}

fn standing(report: &Report) -> Standing {
    Standing {
        score: (!report.is_ungraded()).then_some(report.score),
        max_score: report.max_score,
        arrived: arrived(report).cloned(),
    }
}

/// Where the students of earlier gradings stand in the list.
struct Places {
    ids: BTreeMap<String, usize>,
    /// None where two had a submission of that name.
    submissions: BTreeMap<String, Option<usize>>,
    identified: Vec<bool>,
}

impl Places {
    fn of(students: &[Progress]) -> Self {
        let mut submissions = BTreeMap::new();
        for (place, one) in students.iter().enumerate() {
            submissions
                .entry(composed(&one.submission))
                .and_modify(|found| *found = None)
                .or_insert(Some(place));
        }
        let ids = students.iter().enumerate();
        let ids = ids.filter_map(|(place, one)| Some((one.student.as_ref()?.id.clone(), place)));
        Places {
            ids: ids.collect(),
            submissions,
            identified: students.iter().map(|one| one.student.is_some()).collect(),
        }
    }

    fn of_report(&self, report: &Report) -> Option<usize> {
        let by_name = self.submissions.get(&composed(&report.submission));
        let by_name = by_name.copied().flatten();
        match &report.student {
            None => by_name,
            // Another id under the same name is somebody else.
            Some(student) => self
                .ids
                .get(&student.id)
                .copied()
                .or_else(|| by_name.filter(|place| !self.identified[*place])),
        }
    }
}

/// Calls everybody by the name on the roster, else by the submission's; and where two have one
/// name, by what tells them apart besides.
fn tell_apart(students: &mut [Progress]) {
    let name = |one: &Progress| match &one.student {
        Some(student) if !student.name.is_empty() => student.name.clone(),
        _ => one.submission.clone(),
    };
    let mut bearers: BTreeMap<String, usize> = BTreeMap::new();
    for one in students.iter() {
        *bearers.entry(name(one)).or_default() += 1;
    }
    for one in students {
        let name = name(one);
        one.name = match &one.student {
            _ if bearers[&name] == 1 => name,
            Some(student) => format!("{name} ({})", student.id),
            None => format!("{name} (on no roster)"),
        };
    }
}

impl History {
    /// For people, a line a student. Names come from submissions: nothing in them is obeyed.
    pub fn words(&self) -> String {
        let plain = |text: &str| text.escape_debug().to_string();
        let mut text = String::new();
        for (number, one) in self.gradings.iter().enumerate() {
            text += &format!("{}: {}\n", number + 1, plain(&one.title()));
        }
        for one in &self.students {
            let points = one.points.iter().map(|at| match at {
                Some(standing) => standing.words(),
                None => "–".to_owned(),
            });
            let points: Vec<String> = points.collect();
            text += &format!("{}: {}\n", plain(&one.name), points.join(", "));
        }
        text
    }
}

impl Grading {
    /// Its file, and when the last hand-in of it came.
    fn title(&self) -> String {
        match &self.arrived {
            Some(moment) => format!("{}, hand-ins up to {moment}", self.file),
            None => self.file.clone(),
        }
    }
}

impl Standing {
    fn words(&self) -> String {
        match self.score {
            Some(score) => format!("{score} of {}", self.max_score),
            None => "not graded".to_owned(),
        }
    }
}
