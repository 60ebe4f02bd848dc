//! A class in figures: how points are distributed, what is hard, what goes wrong most, who needs
//! help first. All of it comes from reports, and every figure is a whole number: points and shares
//! are in hundredths, rounded down.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{KataGrade, Points, Report};

/// A class is asked for the third that has most of the other points, and the third that has least;
/// thirds of fewer than two tell nothing.
const FEWEST: usize = 6;

/// So many of a list are for people.
const MOST: usize = 10;

/// A class in figures.
#[derive(Debug, PartialEq, Serialize)]
pub struct Statistics {
    /// How many submissions there are.
    pub submissions: usize,
    /// Of how many something was graded. All figures are of these.
    pub graded: usize,
    /// Who handed in nothing.
    pub handed_in_nothing: Vec<String>,
    /// Points there were to win.
    pub max_score: Points,
    /// The mean of the points.
    pub mean: Points,
    /// As many have more as have less.
    pub median: Points,
    /// How many have up to a tenth of the points, up to two tenths, and so on.
    pub tenths: [usize; 10],
    /// Each kata, the hardest first.
    pub katas: Vec<Hardness>,
    /// The behaviours that fewest got right.
    pub behaviours: Vec<Hardness>,
    /// The causes of what went wrong, the commonest first.
    pub causes: Vec<Common>,
    /// The course's known mistakes that answers resemble, the commonest first.
    pub mistakes: Vec<Common>,
    /// Who needs help first: tried most and got least of it right.
    pub needs_help: Vec<NeedsHelp>,
}

/// How hard a kata or a behaviour is.
#[derive(Debug, PartialEq, Serialize)]
pub struct Hardness {
    /// The kata's slug.
    pub kata: String,
    /// The behaviour; none where it is the whole kata.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behaviour: Option<String>,
    /// How many tried: handed in something of their own.
    pub tried: usize,
    /// How many got it right.
    pub right: usize,
    /// How well it tells those apart who have many of the other points from those who have few: the
    /// percentage of the upper third of those who tried that got it right, less that of the lower
    /// third. Of few it says nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discrimination: Option<i64>,
}

/// Something that several have in common.
#[derive(Debug, PartialEq, Serialize)]
pub struct Common {
    /// The kata's slug.
    pub kata: String,
    /// A cause's stable name, or what a mistake does wrong.
    pub what: String,
    /// Of how many.
    pub submissions: usize,
    /// What one of them was told.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub example: String,
}

/// Somebody who needs help.
#[derive(Debug, PartialEq, Serialize)]
pub struct NeedsHelp {
    /// The submission.
    pub submission: String,
    /// How many katas they tried.
    pub tried: usize,
    /// How many of those are not right.
    pub stuck: usize,
    /// Their points.
    pub score: Points,
}

/// The figures of a class.
pub fn statistics(reports: &[Report]) -> Statistics {
    let graded: Vec<&Report> = reports.iter().filter(|one| !one.is_ungraded()).collect();
    let mut scores: Vec<u64> = graded.iter().map(|report| report.score.0).collect();
    scores.sort_unstable();
    let count = scores.len() as u64;
    let middle = |at: usize| scores.get(at).copied().unwrap_or(0);
    let max_score = graded.first().map_or(Points(0), |report| report.max_score);
    let mut tenths = [0; 10];
    for score in &scores {
        let tenth = (score * 10)
            .saturating_sub(1)
            .checked_div(max_score.0)
            .unwrap_or(0);
        tenths[usize::try_from(tenth).unwrap_or(9).min(9)] += 1;
    }
    let nothing = graded.iter().filter(|report| tried(report) == 0);
    let (katas, behaviours) = hardness(&graded);
    Statistics {
        submissions: reports.len(),
        graded: graded.len(),
        handed_in_nothing: nothing.map(|report| report.submission.clone()).collect(),
        max_score,
        mean: Points(scores.iter().sum::<u64>().checked_div(count).unwrap_or(0)),
        median: Points(u64::midpoint(
            middle(scores.len().saturating_sub(1) / 2),
            middle(scores.len() / 2),
        )),
        tenths,
        katas,
        behaviours,
        causes: causes(&graded),
        mistakes: mistakes(&graded),
        needs_help: needs_help(&graded),
    }
}

fn is_tried(kata: &KataGrade) -> bool {
    use super::GradeVerdict::{Missing, NotWritten};
    !matches!(kata.verdict, Missing | NotWritten)
}

fn is_right(kata: &KataGrade) -> bool {
    kata.verdict == super::GradeVerdict::Passed
}

fn tried(report: &Report) -> usize {
    report.katas.iter().filter(|kata| is_tried(kata)).count()
}

fn hardness(graded: &[&Report]) -> (Vec<Hardness>, Vec<Hardness>) {
    let (mut katas, mut behaviours) = (Vec::new(), Vec::new());
    let all = graded.first().map_or(&[][..], |report| &report.katas);
    for (place, kata) in all.iter().enumerate() {
        let mut of: Vec<(u64, &KataGrade)> = graded
            .iter()
            .filter_map(|report| {
                let kata = report.katas.get(place)?;
                let others = report.katas.iter().filter(|other| other.slug != kata.slug);
                Some((others.map(|other| other.score.0).sum(), kata))
            })
            .collect();
        of.sort_by_key(|(others, _)| *others);
        let of: Vec<&KataGrade> = of.into_iter().map(|(_, kata)| kata).collect();
        let tried: Vec<&KataGrade> = of.iter().copied().filter(|kata| is_tried(kata)).collect();
        let hard = |behaviour: Option<String>, is_right: &dyn Fn(&KataGrade) -> bool| Hardness {
            kata: kata.slug.clone(),
            behaviour,
            tried: tried.len(),
            right: of.iter().filter(|kata| is_right(kata)).count(),
            discrimination: discrimination(&tried, is_right),
        };
        katas.push(hard(None, &is_right));
        for test in &kata.tests {
            let is_right = |kata: &KataGrade| {
                let mut tests = kata.tests.iter();
                tests.any(|other| other.name == test.name && other.passed)
            };
            behaviours.push(hard(Some(test.name.clone()), &is_right));
        }
    }
    katas.sort_by_key(|kata| kata.right);
    behaviours.sort_by_key(|behaviour| behaviour.right);
    (katas, behaviours)
}

/// The percentage of the last third that got it right, less that of the first.
fn discrimination(of: &[&KataGrade], is_right: &dyn Fn(&KataGrade) -> bool) -> Option<i64> {
    if of.len() < FEWEST {
        return None;
    }
    let third = of.len() / 3;
    let right = |part: &[&KataGrade]| part.iter().filter(|kata| is_right(kata)).count();
    let percent = |part: &[&KataGrade]| i64::try_from(right(part) * 100 / third).unwrap_or(0);
    Some(percent(&of[of.len() - third..]) - percent(&of[..third]))
}

/// The commonest first, and of equally common ones in the order of their names.
fn commonest(found: BTreeMap<(String, String), (BTreeSet<&str>, String)>) -> Vec<Common> {
    let common = found
        .into_iter()
        .map(|((kata, what), (who, example))| Common {
            kata,
            what,
            submissions: who.len(),
            example,
        });
    let mut common: Vec<Common> = common.collect();
    common.sort_by_key(|one| std::cmp::Reverse(one.submissions));
    common
}

fn causes(graded: &[&Report]) -> Vec<Common> {
    let mut found = BTreeMap::new();
    for report in graded {
        for kata in &report.katas {
            for test in &kata.tests {
                let Some(name) = &test.cause_name else {
                    continue;
                };
                let key = (kata.slug.clone(), name.clone());
                let one = found
                    .entry(key)
                    .or_insert_with(|| (BTreeSet::new(), test.cause.clone()));
                one.0.insert(&*report.submission);
            }
        }
    }
    commonest(found)
}

fn mistakes(graded: &[&Report]) -> Vec<Common> {
    let mut found = BTreeMap::new();
    for report in graded {
        for kata in &report.katas {
            if let Some(mistake) = &kata.resembles {
                let key = (kata.slug.clone(), mistake.clone());
                let one = found
                    .entry(key)
                    .or_insert_with(|| (BTreeSet::new(), String::new()));
                one.0.insert(&*report.submission);
            }
        }
    }
    commonest(found)
}

fn needs_help(graded: &[&Report]) -> Vec<NeedsHelp> {
    let one = |report: &&Report| NeedsHelp {
        submission: report.submission.clone(),
        tried: tried(report),
        stuck: report
            .katas
            .iter()
            .filter(|kata| is_tried(kata) && !is_right(kata))
            .count(),
        score: report.score,
    };
    let mut all: Vec<NeedsHelp> = graded.iter().map(one).filter(|one| one.stuck > 0).collect();
    all.sort_by_key(|one| (std::cmp::Reverse(one.stuck), one.score));
    all.truncate(MOST);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::{GradeVerdict, TestGrade};

    /// A student with a verdict a letter for the katas `a` and `b`, for one point each.
    fn student(name: &str, verdicts: &str) -> Report {
        let katas = ["a", "b"].into_iter().zip(verdicts.chars());
        let katas = katas.map(|(slug, letter)| {
            let passed = letter == 'p';
            KataGrade {
                slug: slug.to_owned(),
                verdict: match letter {
                    'p' => GradeVerdict::Passed,
                    'f' => GradeVerdict::Failed,
                    '?' => GradeVerdict::NotGraded,
                    _ => GradeVerdict::Missing,
                },
                score: Points::whole(u64::from(passed)),
                max_score: Points::whole(1),
                resembles: (letter == 'f').then(|| "runs jobs in batches".to_owned()),
                tests: vec![TestGrade {
                    name: "works".to_owned(),
                    passed,
                    cause: "never more than two".to_owned(),
                    cause_name: (letter == 'f').then(|| "in_batches".to_owned()),
                    ..TestGrade::default()
                }],
                ..KataGrade::default()
            }
        });
        let katas: Vec<KataGrade> = katas.collect();
        Report {
            submission: name.to_owned(),
            score: katas.iter().map(|kata| kata.score).sum(),
            max_score: Points::whole(2),
            katas,
            ..Report::default()
        }
    }

    fn class() -> Statistics {
        let class = [
            ("ada", "pp"),
            ("bo", "pp"),
            ("cy", "pf"),
            ("di", "pf"),
            ("ed", "ff"),
            ("fi", "--"),
            ("gu", "??"),
        ];
        statistics(&class.map(|(name, verdicts)| student(name, verdicts)))
    }

    #[test]
    fn points_are_counted_of_those_who_were_graded() {
        let class = class();
        assert_eq!((class.submissions, class.graded), (7, 6));
        assert_eq!(class.handed_in_nothing, ["fi"]);
        // 2, 2, 1, 1, 0 and 0 points.
        assert_eq!((class.mean, class.median), (Points(100), Points(100)));
        assert_eq!(class.tenths, [2, 0, 0, 0, 2, 0, 0, 0, 0, 2]);
    }

    #[test]
    fn the_hardest_comes_first_with_how_well_it_tells_apart() {
        let class = class();
        let hard = |one: &Hardness| (one.kata.clone(), one.tried, one.right, one.discrimination);
        let katas: Vec<_> = class.katas.iter().map(hard).collect();
        assert_eq!(
            katas,
            [("b".into(), 5, 2, None), ("a".into(), 5, 4, None)],
            "of the six one did not try"
        );
        // Whoever has few of the other points comes first.
        let apart = |right: &str| {
            let class = student("x", "pf").katas;
            let of: Vec<&KataGrade> = right
                .chars()
                .map(|one| &class[usize::from(one == '-')])
                .collect();
            discrimination(&of, &is_right)
        };
        assert_eq!(apart("--+-++"), Some(100));
        assert_eq!(apart("+----------"), Some(-33));
        assert_eq!(apart("--++"), None, "of four it says nothing");
        assert_eq!(class.behaviours[0].behaviour.as_deref(), Some("works"));
        assert_eq!(
            statistics(&[student("x", "pp")]).katas[0].discrimination,
            None
        );
    }

    #[test]
    fn what_several_have_in_common_is_counted_once_a_submission() {
        let class = class();
        let common = |one: &Common| (one.kata.clone(), one.what.clone(), one.submissions);
        let causes: Vec<_> = class.causes.iter().map(common).collect();
        let expected = [("b", "in_batches", 3), ("a", "in_batches", 1)];
        assert_eq!(
            causes,
            expected.map(|(kata, what, count)| (kata.into(), what.into(), count))
        );
        assert_eq!(class.mistakes[0].submissions, 3);
        let help: Vec<_> = class
            .needs_help
            .iter()
            .map(|one| (&*one.submission, one.stuck))
            .collect();
        assert_eq!(help, [("ed", 2), ("cy", 1), ("di", 1)]);
    }
}
