//! What a teacher decides otherwise than the tests: a table, with a reason and a name for each
//! decision. Both stand in the report, beside what was judged.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::addressed::{Addresses, same, wrong};
use super::table::Table;
use super::{GradeError, GradeVerdict, KataGrade, Points, Policy};
use crate::course::Course;

/// The decisions of one table.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    path: PathBuf,
    all: Vec<Override>,
}

#[derive(Clone, Debug)]
struct Override {
    student: String,
    /// The line that it stands in.
    line: usize,
    slug: String,
    decision: Decision,
    reason: String,
    by: String,
}

#[derive(Clone, Copy, Debug)]
enum Decision {
    Points(Points),
    Verdict(GradeVerdict),
}

/// What was judged of a kata before somebody decided otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overruled {
    /// The verdict of the tests.
    pub verdict: GradeVerdict,
    /// The points that it gave.
    pub score: Points,
    /// Why it was decided otherwise.
    pub reason: String,
    /// By whom.
    pub by: String,
}

impl Overruled {
    /// By how much the decision moved the points, which are so many now: `+1.5`.
    pub(super) fn change(&self, now: Points) -> String {
        match now >= self.score {
            true => format!("+{}", now.less(self.score)),
            false => format!("-{}", self.score.less(now)),
        }
    }

    /// In words, for whoever reads the report.
    pub fn words(&self) -> String {
        let Overruled {
            verdict,
            score,
            reason,
            by,
        } = self;
        format!("decided by {by}: {reason} (the tests say: {verdict}, {score} points)")
    }
}

/// The verdict on a kata that gets so many points by a decision: what gets all is right, and what gets
/// less is not.
fn with_points(kata: &KataGrade, points: Points) -> GradeVerdict {
    match kata.verdict {
        verdict if points == kata.score => verdict,
        _ if points == kata.max_score => GradeVerdict::Passed,
        GradeVerdict::Passed => GradeVerdict::Failed,
        verdict => verdict,
    }
}

impl Overrides {
    /// Reads a table with the columns `student`, `kata`, `points` or `verdict`, `reason` and `by`,
    /// about katas that count.
    ///
    /// # Errors
    /// [`GradeError::Read`], and [`GradeError::Table`] with the line of what is wrong.
    pub fn read(course: &Course, policy: &Policy, path: &Path) -> Result<Self, GradeError> {
        let table = Table::read(path, &["student", "kata", "reason", "by"])?;
        let mut all: Vec<Override> = Vec::new();
        for row in table.rows() {
            let wrong = |problem: String| table.wrong(row, problem);
            let [student, slug, reason, by] =
                ["student", "kata", "reason", "by"].map(|name| row.get(name).to_owned());
            for (what, text) in [("student", &student), ("reason", &reason), ("by", &by)] {
                if text.is_empty() {
                    return Err(wrong(format!("`{what}` is empty")));
                }
            }
            if !course.katas().iter().any(|kata| kata.slug == slug) {
                return Err(wrong(format!("`{slug}` is no kata")));
            }
            let mut counted = policy.katas.iter();
            let Some((_, most)) = counted.find(|(kata, _)| kata.slug == slug) else {
                let problem = format!("{slug} does not count: `katas` of the policy leaves it out");
                return Err(wrong(problem));
            };
            let decision =
                match (row.get("points"), row.get("verdict")) {
                    (points, "") if !points.is_empty() => Decision::Points(
                        points
                            .parse()
                            .map_err(|problem| wrong(format!("points: {problem}")))?,
                    ),
                    ("", verdict) if !verdict.is_empty() => {
                        let name = verdict.to_lowercase().replace(' ', "_");
                        let verdict = serde_json::from_value(name.into());
                        Decision::Verdict(verdict.map_err(|_| {
                            wrong(format!("`{}` is no verdict", row.get("verdict")))
                        })?)
                    }
                    _ => {
                        let problem = "either `points` or `verdict` says what is decided";
                        return Err(wrong(problem.to_owned()));
                    }
                };
            if let Decision::Points(points) = decision
                && points > *most
            {
                let problem = format!("{points} points: {slug} is worth {most}");
                return Err(wrong(problem));
            }
            if all
                .iter()
                .any(|one| one.student == student && one.slug == slug)
            {
                return Err(wrong(format!("{slug} of {student} is decided twice")));
            }
            all.push(Override {
                student,
                line: row.line,
                slug,
                decision,
                reason,
                by,
            });
        }
        let path = path.to_owned();
        Ok(Overrides { path, all })
    }

    /// Finds whom decisions are about.
    ///
    /// # Errors
    /// [`GradeError::Table`] where that is nobody here, or several, or was decided before.
    pub(super) fn address(&mut self, addresses: &mut Addresses<'_>) -> Result<(), GradeError> {
        let mut met: BTreeMap<(String, String), (String, usize)> = BTreeMap::new();
        for mut one in std::mem::take(&mut self.all) {
            let place = (&*self.path, one.line);
            let Some(student) = addresses.of(&one.student, place, true)? else {
                continue;
            };
            let called = std::mem::replace(&mut one.student, student.clone());
            let about = (student, one.slug.clone());
            if let Some(other) = met.insert(about, (called.clone(), one.line)) {
                let same = same(&called, &other);
                let problem = format!("{} is decided twice: {same}", one.slug);
                return Err(wrong(place, problem));
            }
            self.all.push(one);
        }
        Ok(())
    }

    /// Applies what is decided about a kata of whom reports call that.
    pub(super) fn apply(&self, student: &str, kata: &mut KataGrade) {
        let about = |one: &&Override| one.slug == kata.slug && one.student == student;
        let Some(found) = self.all.iter().find(about) else {
            return;
        };
        kata.overruled = Some(Overruled {
            verdict: kata.verdict,
            score: kata.score,
            reason: found.reason.clone(),
            by: found.by.clone(),
        });
        match found.decision {
            Decision::Points(points) => {
                kata.verdict = with_points(kata, points);
                kata.score = points;
            }
            Decision::Verdict(verdict) => {
                kata.verdict = verdict;
                kata.score = match verdict {
                    GradeVerdict::Passed => kata.max_score,
                    _ => Points::default(),
                };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_goes_with_the_points_that_are_decided() {
        use GradeVerdict::{Failed, Missing, Passed};
        for (was, score, decided, is) in [
            (Passed, 300, 0, Failed),
            (Passed, 300, 299, Failed),
            (Passed, 300, 300, Passed),
            (Failed, 100, 300, Passed),
            (Missing, 0, 300, Passed),
            (Missing, 0, 150, Missing),
            (Failed, 200, 100, Failed),
        ] {
            let kata = KataGrade {
                verdict: was,
                score: Points(score),
                max_score: Points(300),
                ..KataGrade::default()
            };
            assert_eq!(with_points(&kata, Points(decided)), is, "{was} {decided}");
        }
    }
}
