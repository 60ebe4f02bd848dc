//! What a regrade changed: who, from how many points to how many, and why.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{KataGrade, Points, Report};

/// What changed from one grading to the next.
#[derive(Debug, PartialEq, Serialize)]
pub struct Difference {
    /// In which rules the two differ, in words.
    pub rules: Option<String>,
    /// Those for whom anything changed, in the order of their names.
    pub changed: Vec<Changed>,
    /// For how many nothing did.
    pub unchanged: usize,
}

/// What changed for one submission.
#[derive(Debug, PartialEq, Serialize)]
pub struct Changed {
    /// What it is called.
    pub submission: String,
    /// Its points before; none where it was not graded.
    pub before: Option<Points>,
    /// Its points now; none where it is not graded.
    pub after: Option<Points>,
    /// Why, a sentence each.
    pub why: Vec<String>,
}

/// Compares the reports of a class before and after.
pub fn difference(before: &[Report], after: &[Report]) -> Difference {
    let by_name = |reports: &'_ [Report]| -> BTreeMap<String, Report> {
        let named = reports
            .iter()
            .map(|one| (one.submission.clone(), one.clone()));
        named.collect()
    };
    let (old, new) = (by_name(before), by_name(after));
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort();
    names.dedup();
    let total = names.len();
    let changed: Vec<Changed> = names
        .into_iter()
        .filter_map(|name| changed(name, old.get(name), new.get(name)))
        .collect();
    let rules = match (before.first(), after.first()) {
        (Some(before), Some(after)) => after.other_rules(before),
        _ => None,
    };
    Difference {
        rules: rules.map(|rules| rules.replace(" here, ", " now, ") + " before"),
        unchanged: total - changed.len(),
        changed,
    }
}

fn changed(name: &str, before: Option<&Report>, after: Option<&Report>) -> Option<Changed> {
    let points = |report: Option<&Report>| {
        let graded = report.filter(|report| !report.is_ungraded());
        graded.map(|report| report.score)
    };
    let mut why = Vec::new();
    match (before, after) {
        (None, _) => why.push("it is new".to_owned()),
        (_, None) => why.push("it is not there any more".to_owned()),
        // Nobody knows what it would be.
        (Some(before), Some(after)) if before.is_ungraded() != after.is_ungraded() => {
            why.push(match after.is_ungraded() {
                true => "nobody judged it now".to_owned(),
                false => "nobody judged it before".to_owned(),
            });
        }
        (Some(before), Some(after)) => {
            for kata in &after.katas {
                let was = before.katas.iter().find(|other| other.slug == kata.slug);
                why.extend(was.and_then(|was| kata_changed(was, kata)));
                if was.is_none() {
                    why.push(format!("{}: it counts now", kata.slug));
                }
            }
            for was in &before.katas {
                if !after.katas.iter().any(|kata| kata.slug == was.slug) {
                    why.push(format!("{}: it does not count any more", was.slug));
                }
            }
            let late =
                |report: &Report| report.late.as_ref().map(|late| (late.taken, late.words()));
            if late(before) != late(after) {
                let words = |report: &Report| match late(report) {
                    Some((taken, words)) => format!("{words} (-{taken})"),
                    None => "no rules for lateness".to_owned(),
                };
                why.push(format!("lateness: {}, was {}", words(after), words(before)));
            }
        }
    }
    let (before, after) = (points(before), points(after));
    let same = before == after && why.is_empty();
    (!same).then(|| Changed {
        submission: name.to_owned(),
        before,
        after,
        why,
    })
}

/// How a kata's grade changed, and by what.
fn kata_changed(was: &KataGrade, is: &KataGrade) -> Option<String> {
    let grade = |kata: &KataGrade| (kata.verdict, kata.score, kata.max_score);
    if grade(was) == grade(is) && was.overruled == is.overruled {
        return None;
    }
    let words = |kata: &KataGrade| {
        let (verdict, score, max) = grade(kata);
        format!("{verdict}, {score} of {max}")
    };
    let mut text = format!("{}: {}, was {}", is.slug, words(is), words(was));
    if let Some(overruled) = &is.overruled {
        text += &format!("; decided by {}: {}", overruled.by, overruled.reason);
    } else if was.overruled.is_some() {
        text += "; the decision about it is gone";
    }
    let right = |kata: &KataGrade, name: &str| {
        let mut tests = kata.tests.iter();
        tests.find(|test| test.name == name).map(|test| test.passed)
    };
    for test in &is.tests {
        let name = test.name.replace('_', " ");
        match (right(was, &test.name), test.passed) {
            (Some(false), true) => text += &format!("; right now: {name}"),
            (Some(true), false) => text += &format!("; wrong now: {name}"),
            (None, _) => text += &format!("; new: {name}"),
            _ => (),
        }
    }
    Some(text)
}

impl Difference {
    /// For people, a line each and what is behind it below. Names come from submissions: nothing in
    /// them is obeyed.
    pub fn words(&self) -> String {
        let plain = |text: &str| text.escape_debug().to_string();
        let mut text = String::new();
        if let Some(rules) = &self.rules {
            text += &format!("rules differ: {rules}\n");
        }
        for one in &self.changed {
            let points = |points: Option<Points>| match points {
                Some(points) => points.to_string(),
                None => "not graded".to_owned(),
            };
            text += &format!(
                "{}: {}, was {}\n",
                plain(&one.submission),
                points(one.after),
                points(one.before)
            );
            for why in &one.why {
                text += &format!("  {}\n", plain(why));
            }
        }
        text + &format!(
            "{} changed, {} unchanged\n",
            self.changed.len(),
            self.unchanged
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::{GradeVerdict, TestGrade};

    #[test]
    fn of_whom_nobody_judged_nothing_else_is_said() {
        let report = |verdict: GradeVerdict, passed: bool| Report {
            submission: "ada".to_owned(),
            katas: vec![KataGrade {
                verdict,
                tests: vec![TestGrade {
                    name: "works".to_owned(),
                    passed,
                    ..TestGrade::default()
                }],
                ..KataGrade::default()
            }],
            ..Report::default()
        };
        let judged = report(GradeVerdict::Passed, true);
        let lost = report(GradeVerdict::NotGraded, false);
        for (before, after, why) in [
            (&judged, &lost, "nobody judged it now"),
            (&lost, &judged, "nobody judged it before"),
        ] {
            let found = difference(std::slice::from_ref(before), std::slice::from_ref(after));
            assert_eq!(found.changed[0].why, [why]);
        }
    }
}
