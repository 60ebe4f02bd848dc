//! Rounds: which answers share a build, and what became of them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{Stage, VerifyError};
use crate::bench::{Answer, AnswerSet, Bench, BenchError, Judgement, Run, Verdict};
use crate::course::{Course, KataId};

/// What an answer is meant to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Stub,
    Reference,
    Alternative,
    Mistake,
}

impl Kind {
    fn plural(self) -> &'static str {
        match self {
            Kind::Stub => "stubs",
            Kind::Reference => "references",
            Kind::Alternative => "alternatives",
            Kind::Mistake => "mistakes",
        }
    }

    fn is_right(self) -> bool {
        matches!(self, Kind::Reference | Kind::Alternative)
    }
}

/// All rounds, in the order in which they are judged.
pub(super) struct Rounds {
    rounds: Vec<Round>,
}

struct Round {
    kind: Kind,
    name: String,
    answers: BTreeMap<KataId, PathBuf>,
}

/// One answer of the course and what became of it.
pub(super) struct Judged {
    pub kind: Kind,
    pub file: PathBuf,
    pub source: String,
    /// The first run, with the fixed seed.
    pub judgement: Judgement,
    /// Of the further runs, those that did not pass, each with its seed.
    pub differing: Vec<(u64, Judgement)>,
    /// How often it ran in all.
    pub runs: u32,
}

impl Rounds {
    /// Plans the rounds for these katas.
    pub(super) fn of(course: &Course, katas: &[KataId]) -> Result<Self, VerifyError> {
        let one = |path: PathBuf| {
            if path.is_file() {
                vec![path]
            } else {
                Vec::new()
            }
        };
        let mut wings = Vec::new();
        for kata in katas {
            wings.push((kata, Kind::Stub, one(course.stub(kata))));
            wings.push((kata, Kind::Reference, one(course.reference(kata))));
            wings.push((kata, Kind::Alternative, course.alternatives(kata)?));
            wings.push((kata, Kind::Mistake, course.mistakes(kata)?));
        }
        let mut rounds = Vec::new();
        for kind in [
            Kind::Stub,
            Kind::Reference,
            Kind::Alternative,
            Kind::Mistake,
        ] {
            let wing: Vec<_> = wings.iter().filter(|(_, k, _)| *k == kind).collect();
            let most = wing
                .iter()
                .map(|(_, _, files)| files.len())
                .max()
                .unwrap_or(0);
            for i in 0..most {
                let name = match most {
                    1 => kind.plural().to_owned(),
                    _ => format!("{} {} of {most}", kind.plural(), i + 1),
                };
                let answers = wing
                    .iter()
                    .filter_map(|(kata, _, files)| Some(((*kata).clone(), files.get(i)?.clone())));
                rounds.push(Round {
                    kind,
                    name,
                    answers: answers.collect(),
                });
            }
        }
        Ok(Rounds { rounds })
    }

    /// How many verdicts the rounds will give.
    pub(super) fn verdicts(&self, repeat: u32) -> usize {
        let runs = |round: &Round| {
            if round.kind.is_right() {
                repeat.max(1)
            } else {
                1
            }
        };
        self.rounds
            .iter()
            .map(|round| runs(round) as usize * round.answers.len())
            .sum()
    }

    /// Judges every answer.
    pub(super) fn judge(
        self,
        bench: &mut Bench<'_>,
        repeat: u32,
        progress: &(dyn Fn(Stage<'_>) + Sync),
    ) -> Result<Vec<Judged>, VerifyError> {
        let mut judged = Vec::new();
        for round in self.rounds {
            progress(Stage::Round(&round.name));
            let repeat = if round.kind.is_right() {
                repeat.max(1)
            } else {
                1
            };
            judged.extend(round.judge(bench, repeat, progress)?);
        }
        Ok(judged)
    }
}

impl Round {
    fn judge(
        self,
        bench: &mut Bench<'_>,
        repeat: u32,
        progress: &(dyn Fn(Stage<'_>) + Sync),
    ) -> Result<Vec<Judged>, VerifyError> {
        let mut answers = AnswerSet::new();
        for (kata, file) in &self.answers {
            answers.insert(kata.clone(), Answer::read(file)?);
        }
        let step = |step: crate::bench::Step<'_>| progress(Stage::Bench(step));
        let built = bench.build(&answers, &step)?;
        let mut judged = Vec::new();
        for judgement in built.run(&Run::default(), &step)? {
            let Some(answer) = answers.get(&judgement.kata) else {
                continue;
            };
            judged.push(Judged {
                kind: self.kind,
                file: answer.origin.clone(),
                source: String::from_utf8_lossy(&answer.source).into_owned(),
                judgement,
                differing: Vec::new(),
                runs: repeat,
            });
        }
        for _ in 1..repeat {
            let seed = getrandom::u64().map_err(BenchError::Randomness)?;
            let again = built.run(&Run { seed: Some(seed) }, &step)?;
            for (judged, judgement) in judged.iter_mut().zip(again) {
                if judgement.verdict != Verdict::Passed {
                    judged.differing.push((seed, judgement));
                }
            }
        }
        Ok(judged)
    }
}
