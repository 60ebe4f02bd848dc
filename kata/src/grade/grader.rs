//! From a submission to its report: screened, built and run, or remembered from before.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{
    Forbidden, GradeError, GradeVerdict, HandedIn, KataGrade, Points, Policy, Report, Submission,
    TestGrade, screen,
};
use crate::bench::{
    Answer, AnswerSet, Bench, Judgement, Progress, Run, StandIns, TestOutcome, Verdict,
};
use crate::course::{Course, KataId};

/// The bench that grading builds in.
const BENCH: &str = "grade";

/// Judges submissions against one course, one policy and one seed.
#[derive(Debug)]
pub struct Grader<'a> {
    bench: Bench<'a>,
    policy: Policy,
    seed: u64,
}

impl<'a> Grader<'a> {
    /// A grader whose tests vary by this seed.
    ///
    /// # Errors
    /// [`GradeError::Bench`] where the course cannot be laid.
    pub fn open(
        course: &'a Course,
        policy: Policy,
        seed: u64,
        progress: &Progress<'_>,
    ) -> Result<Self, GradeError> {
        let bench = Bench::open(course, BENCH, StandIns::Stubs, progress)?;
        Ok(Grader {
            bench,
            policy,
            seed,
        })
    }

    /// Judges one submission.
    ///
    /// # Errors
    /// [`GradeError::Bench`] where the course itself, not an answer, keeps the bench from judging.
    pub fn grade(
        &mut self,
        submission: &Submission,
        progress: &Progress<'_>,
    ) -> Result<Report, GradeError> {
        let mut grades = BTreeMap::new();
        let mut answers = AnswerSet::new();
        for (kata, points) in &self.policy.katas {
            let handed_in = submission
                .handed_in
                .iter()
                .find(|(handed, _)| handed == kata);
            match handed_in.map(|(_, handed_in)| handed_in) {
                None | Some(HandedIn::Nothing) => {
                    let grade = unbuilt(kata, *points, GradeVerdict::Missing, String::new());
                    grades.insert(kata.clone(), grade);
                }
                Some(HandedIn::Refused(why)) => {
                    let verdict = GradeVerdict::Forbidden;
                    let text = format!("src/{}: {why}", shown(kata));
                    grades.insert(kata.clone(), unbuilt(kata, *points, verdict, text));
                }
                Some(HandedIn::Answer(source)) => {
                    let found = screen(source);
                    if found.is_empty() {
                        let origin = PathBuf::from("src").join(kata.file());
                        let answer = Answer {
                            origin,
                            source: source.clone().into_bytes(),
                        };
                        answers.insert(kata.clone(), Some(answer));
                    } else {
                        let verdict = GradeVerdict::Forbidden;
                        let text = forbidden(kata, &found);
                        grades.insert(kata.clone(), unbuilt(kata, *points, verdict, text));
                    }
                }
            }
        }
        if !answers.is_empty() {
            let run = Run {
                seed: Some(self.seed),
            };
            for judgement in self.bench.judge(&answers, &run, progress)? {
                let points = self.points(&judgement.kata);
                let grade = self.judged(&judgement, points);
                grades.insert(judgement.kata, grade);
            }
        }
        let katas: Vec<KataGrade> = self
            .policy
            .katas
            .iter()
            .filter_map(|(kata, _)| grades.remove(kata))
            .collect();
        Ok(Report {
            submission: submission.name.clone(),
            score: katas.iter().map(|kata| kata.score).sum(),
            max_score: self.policy.katas.iter().map(|(_, points)| *points).sum(),
            seed: self.seed,
            sandbox: "none".to_owned(),
            due: self.policy.due.clone(),
            katas,
            notes: submission.notes.clone(),
        })
    }

    fn points(&self, kata: &KataId) -> Points {
        let counted = self
            .policy
            .katas
            .iter()
            .find(|(counted, _)| counted == kata);
        counted.map_or(Points::default(), |(_, points)| *points)
    }

    fn judged(&self, judgement: &Judgement, points: Points) -> KataGrade {
        let mut grade = unbuilt(
            &judgement.kata,
            points,
            verdict(judgement.verdict),
            judgement.reason.clone(),
        );
        for error in &judgement.errors {
            grade.diagnostics += error.rendered.trim_end();
            grade.diagnostics.push('\n');
        }
        grade.tests = judgement
            .tests
            .iter()
            .map(|test| {
                let passed = test.outcome == TestOutcome::Passed;
                let pictured = !passed && test.expected.is_some();
                TestGrade {
                    name: test.name.clone(),
                    passed,
                    message: test.message.clone(),
                    expected: test.expected.clone(),
                    actual: pictured.then(|| test.actual.clone()),
                }
            })
            .collect();
        let right = match judgement.forged {
            0 => judgement.passed(),
            // Whoever makes up results is believed none.
            _ => 0,
        };
        grade.score = self.policy.score(points, right, judgement.tests.len());
        grade
    }
}

fn verdict(verdict: Verdict) -> GradeVerdict {
    match verdict {
        Verdict::NotWritten => GradeVerdict::NotWritten,
        Verdict::DoesNotCompile => GradeVerdict::DoesNotCompile,
        Verdict::Failed => GradeVerdict::Failed,
        Verdict::Hung => GradeVerdict::Hung,
        Verdict::Crashed => GradeVerdict::Crashed,
        Verdict::Passed => GradeVerdict::Passed,
    }
}

/// The grade of an answer that was not built: no points.
fn unbuilt(kata: &KataId, points: Points, verdict: GradeVerdict, diagnostics: String) -> KataGrade {
    KataGrade {
        slug: kata.slug.clone(),
        chapter: kata.chapter.clone(),
        verdict,
        score: Points::default(),
        max_score: points,
        tests: Vec::new(),
        diagnostics,
    }
}

fn forbidden(kata: &KataId, found: &[Forbidden]) -> String {
    let lines = found.iter().map(|found| {
        format!(
            "src/{}:{}: `{}`: {}\n",
            shown(kata),
            found.line,
            found.what,
            found.why
        )
    });
    lines.collect()
}

fn shown(kata: &KataId) -> impl std::fmt::Display {
    Path::new(&kata.file())
        .display()
        .to_string()
        .replace('\\', "/")
}
