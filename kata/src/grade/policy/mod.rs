//! The policy of a course's grading: `grading.toml`. Without one, every kata counts its stars.
//!
//! ```toml
//! assignment = "Katas 1"          # what gradebooks call it
//! due = "2026-12-01 18:00"        # shown in reports
//! all-or-nothing = true           # a kata counts in full or not at all
//! katas = ["c05", "shield"]       # chapters and katas that count; all, where it is not there
//! behaviours = "after-due"        # when students see them: "all", "after-due", "never"
//!
//! [points]                        # other points than stars, for katas or each kata of a chapter
//! gather = 10
//! c06_timeouts = 2.5
//!
//! [late]                          # needs `due` with its zone: see `deadline`
//! penalty-per-day = 10
//! ```

mod deadline;
mod problem;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use toml::{Spanned, Value};

use super::{GradeError, LateRules, Points};
use crate::course::{Course, KataId};
use crate::digest::digest;
use problem::Problem;

/// No kata is worth more: a larger number is a slip of the finger.
const MOST_POINTS: u64 = 10_000;

/// So many digits tell policies apart.
const DIGITS: usize = 12;

/// Which katas count, and for how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// What gradebooks call this assignment.
    pub assignment: Option<String>,
    /// By when submissions are due, with the offset from UTC where the policy tells it, else in its
    /// own words.
    pub due: Option<String>,
    /// The zone of times without an offset.
    #[serde(skip)]
    zone: Option<TimeZone>,
    /// What coming late costs; nothing where there are no rules.
    pub late: Option<LateRules>,
    /// Whether a kata counts in full or not at all.
    pub all_or_nothing: bool,
    /// When students see behaviour by behaviour what is right.
    pub behaviours: Visibility,
    /// The katas that count, with their points, in the course's order.
    pub katas: Vec<(KataId, Points)>,
}

/// When students see behaviour by behaviour what is right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Visibility {
    /// Always.
    #[default]
    All,
    /// When it was due.
    AfterDue,
    /// Never.
    Never,
}

impl Visibility {
    /// Whether behaviours are always seen.
    pub fn is_all(&self) -> bool {
        *self == Visibility::All
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    assignment: Option<String>,
    due: Option<Spanned<Value>>,
    time_zone: Option<Spanned<String>>,
    late: Option<Spanned<deadline::Late>>,
    #[serde(default)]
    all_or_nothing: bool,
    #[serde(default)]
    behaviours: Visibility,
    katas: Option<Spanned<Vec<Spanned<String>>>>,
    #[serde(default)]
    points: BTreeMap<Spanned<String>, Spanned<Value>>,
}

impl Policy {
    /// Every kata, for as many points as it has stars; one that has none counts one.
    pub fn stars(course: &Course) -> Self {
        let points = |kata: &KataId| {
            let stars = course.entry(kata).map_or(1, |entry| entry.stars.max(1));
            Points::whole(u64::from(stars))
        };
        let katas = course
            .katas()
            .iter()
            .map(|kata| (kata.clone(), points(kata)))
            .collect();
        Policy {
            assignment: None,
            due: None,
            zone: None,
            late: None,
            all_or_nothing: false,
            behaviours: Visibility::All,
            katas,
        }
    }

    /// The policy that a file states.
    ///
    /// # Errors
    /// [`GradeError::Read`], and [`GradeError::Policy`] with the line and key of what is wrong.
    pub fn read(course: &Course, path: &Path) -> Result<Self, GradeError> {
        let text = fs::read_to_string(path).map_err(|source| GradeError::Read {
            path: path.to_owned(),
            source,
        })?;
        let policy = toml::from_str(&text)
            .map_err(|error| Problem::at(error.span(), error.message().to_owned()))
            .and_then(|file| Policy::stated(course, file, &text));
        let mut policy = policy.map_err(|problem| GradeError::Policy {
            path: path.to_owned(),
            line: problem.line(&text),
            problem: problem.words,
        })?;
        if let Some(late) = &mut policy.late {
            late.stated_in = path.to_owned();
        }
        Ok(policy)
    }

    fn stated(course: &Course, file: File, text: &str) -> Result<Self, Problem> {
        let mut policy = Policy::stars(course);
        policy.assignment = file.assignment;
        policy.all_or_nothing = file.all_or_nothing;
        policy.behaviours = file.behaviours;
        let zone = deadline::zone(file.time_zone)?;
        let due = file.due.as_ref();
        policy.due = due.map(|due| deadline::shown(due.get_ref(), zone.as_ref()));
        policy.late = deadline::rules(file.due, zone.as_ref(), file.late, text)?;
        policy.zone = zone;
        if let Some(names) = &file.katas {
            policy.count(course, names)?;
        }
        // Chapters first, so that a kata of one can be worth something else.
        let is_kata = |name: &str| course.katas().iter().any(|kata| kata.slug == name);
        let (katas, chapters): (Vec<_>, Vec<_>) = file
            .points
            .iter()
            .partition(|(name, _)| is_kata(name.get_ref()));
        for (name, points) in chapters.into_iter().chain(katas) {
            policy.worth(course, name, points)?;
        }
        Ok(policy)
    }

    /// Leaves the katas that count.
    fn count(
        &mut self,
        course: &Course,
        names: &Spanned<Vec<Spanned<String>>>,
    ) -> Result<(), Problem> {
        if names.get_ref().is_empty() {
            let problem = "katas: the list is empty, so that nothing counts; without it all do";
            return Err(Problem::at(Some(names.span()), problem.to_owned()));
        }
        let mut counted = Vec::new();
        for name in names.get_ref() {
            let named = course.select(&[name.get_ref().clone()]);
            let wrong = |error| Problem::at(Some(name.span()), format!("katas: {error}"));
            counted.extend(named.map_err(wrong)?);
        }
        self.katas.retain(|(kata, _)| counted.contains(kata));
        Ok(())
    }

    /// Gives a kata, or each of a chapter's, other points.
    fn worth(
        &mut self,
        course: &Course,
        name: &Spanned<String>,
        points: &Spanned<Value>,
    ) -> Result<(), Problem> {
        let key = name.get_ref();
        let wrong = |problem: String| Problem::at(Some(name.span()), problem);
        let named = course
            .select(std::slice::from_ref(key))
            .map_err(|error| wrong(format!("points: {error}")))?;
        let value = Points::stated(points.get_ref(), MOST_POINTS).map_err(|problem| {
            Problem::at(Some(points.span()), format!("points.{key}: {problem}"))
        })?;
        let mut counts = false;
        for (kata, worth) in &mut self.katas {
            if named.contains(kata) {
                *worth = value;
                counts = true;
            }
        }
        match counts {
            true => Ok(()),
            false => Err(wrong(format!(
                "points.{key}: it does not count: `katas` leaves it out"
            ))),
        }
    }

    /// The zone of times without an offset, in lists as well; that of `due` where it decides.
    pub fn zone(&self) -> Option<&TimeZone> {
        let of_due = self.late.as_ref().map(|late| late.due.zone());
        of_due.or(self.zone.as_ref())
    }

    /// A name for this policy: another one has another.
    pub fn digest(&self) -> String {
        let text = serde_json::to_vec(self).unwrap_or_default();
        digest(&[&text])[..DIGITS].to_owned()
    }

    /// What a kata is worth with so many of its behaviours right.
    pub fn score(&self, points: Points, right: usize, of: usize) -> Points {
        match self.all_or_nothing && right < of {
            true => Points::default(),
            false => points.share(right, of),
        }
    }
}
