//! Judging the learner's answers: no more of them than it takes to know what comes next.

use std::fs;
use std::io::ErrorKind;

use super::progress::hash;
use super::{LearnError, Pristine, Progress};
use crate::bench::{
    self, Answer, AnswerSet, Bench, BenchError, Judgement, Run, StandIns, Stop, Verdict,
};
use crate::course::{Course, CourseError, KataId, Named, declares};

/// The bench that the learner's loop builds in.
const BENCH: &str = "learn";

/// The state of one kata, as far as is known without building anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// This very answer was green.
    Green,
    /// This very answer was judged, and it was not green.
    Red {
        /// What it was instead.
        verdict: Verdict,
        /// How many behaviours were right.
        right: usize,
        /// How many there are.
        behaviours: usize,
    },
    /// Nobody has written anything.
    NotWritten,
    /// The file is not there any more.
    Gone,
    /// Written, or changed since it was judged.
    Unknown,
}

/// The learner's own answers.
#[derive(Debug)]
pub struct Own<'a> {
    course: &'a Course,
    /// What is remembered of them.
    pub progress: Progress,
}

impl<'a> Own<'a> {
    /// The answers of this course, and what is remembered of them.
    ///
    /// # Errors
    /// [`LearnError`] where the tool's own folder cannot be read or written.
    pub fn open(course: &'a Course) -> Result<Self, LearnError> {
        Pristine::of(course).remember()?;
        Ok(Own {
            course,
            progress: Progress::load(course.root())?,
        })
    }

    /// The state of a kata.
    pub fn state(&self, kata: &KataId) -> State {
        let source = match fs::read(self.course.stub(kata)) {
            Ok(source) => source,
            Err(error) if error.kind() == ErrorKind::NotFound => return State::Gone,
            Err(_) => return State::NotWritten,
        };
        if let Some(known) = self.progress.of(&kata.slug)
            && known.answer == hash(&source)
            && let Some(verdict) = known.verdict
        {
            return match verdict {
                Verdict::Passed => State::Green,
                Verdict::NotWritten => State::NotWritten,
                verdict => State::Red {
                    verdict,
                    right: known.right,
                    behaviours: known.behaviours,
                },
            };
        }
        let text = String::from_utf8_lossy(&source);
        match Pristine::of(self.course).is_stub(kata, &text) {
            true => State::NotWritten,
            false => State::Unknown,
        }
    }

    /// The first kata that is not known to be green.
    pub fn first_open(&self) -> Option<&'a KataId> {
        let mut katas = self.course.katas().iter();
        katas.find(|kata| self.state(kata) != State::Green)
    }

    /// The kata that a command is about: the one that is named, of a chapter the first that is not
    /// green. None for no name.
    ///
    /// # Errors
    /// As [`Course::named`].
    pub fn named(&self, name: Option<&str>) -> Result<Option<&'a KataId>, CourseError> {
        let Some(name) = name else { return Ok(None) };
        Ok(Some(match self.course.named(name)? {
            Named::Kata(kata) => kata,
            Named::Chapter(katas) => {
                let mut open = katas.iter().copied();
                let open = open.find(|kata| self.state(kata) != State::Green);
                let first = katas.first().copied();
                open.or(first).ok_or(CourseError::NoName)?
            }
        }))
    }

    /// The kata that was shown last; before any was, the first that is not green.
    pub fn at_hand(&self) -> Option<&'a KataId> {
        let slug = self.progress.at_hand();
        let mut katas = self.course.katas().iter();
        let shown = katas.find(|kata| Some(kata.slug.as_str()) == slug);
        shown.or_else(|| self.first_open())
    }

    /// The katas that have an answer whose verdict is not known.
    pub fn unknown(&self) -> Vec<KataId> {
        let katas = self.course.katas().iter();
        katas
            .filter(|kata| self.state(kata) == State::Unknown)
            .cloned()
            .collect()
    }

    /// Judges these answers, all in one build, and remembers the verdicts.
    ///
    /// # Errors
    /// [`BenchError`] where no verdict is possible. That the verdicts could not be remembered is
    /// not among them: the next call judges again.
    pub fn judge(
        &mut self,
        katas: &[KataId],
        progress: &bench::Progress<'_>,
    ) -> Result<Vec<Judgement>, BenchError> {
        self.judge_until(katas, &Stop::new(), progress)
    }

    /// The same, until the given handle stops it.
    ///
    /// # Errors
    /// As [`Own::judge`], and [`BenchError::Stopped`].
    pub fn judge_until(
        &mut self,
        katas: &[KataId],
        stop: &Stop,
        progress: &bench::Progress<'_>,
    ) -> Result<Vec<Judgement>, BenchError> {
        let mut answers = AnswerSet::new();
        for kata in katas {
            declared(self.course, kata)?;
            answers.insert(kata.clone(), Answer::read(&self.course.stub(kata))?);
        }
        let mut bench =
            Bench::open(self.course, BENCH, StandIns::Nothing, progress)?.with_stop(stop.clone());
        let run = Run {
            until_one_hangs: true,
            ..Run::default()
        };
        let judgements = bench.judge(&answers, &run, progress)?;
        for judgement in &judgements {
            if let Some(answer) = answers.get(&judgement.kata) {
                self.progress.judged(&hash(&answer.source), judgement);
            }
        }
        let _ = self.progress.save();
        Ok(judgements)
    }
}

/// Without the line that declares it a kata would not be in the build, and its proof would be told
/// that there is no such thing.
fn declared(course: &Course, kata: &KataId) -> Result<(), BenchError> {
    for (file, module) in [
        ("src/lib.rs".to_owned(), &kata.chapter),
        (format!("src/{}/mod.rs", kata.chapter), &kata.slug),
    ] {
        let path = course.root().join(&file);
        let text = fs::read_to_string(&path).map_err(|source| BenchError::Read { path, source })?;
        if !declares(&text, module) {
            return Err(BenchError::Undeclared {
                kata: kata.clone(),
                file,
                module: module.clone(),
            });
        }
    }
    Ok(())
}
