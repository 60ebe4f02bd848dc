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

    /// How often an answer of this kind runs. A stub that is not written gives the same verdict
    /// every time.
    fn runs(self, repeat: u32) -> u32 {
        match self {
            Kind::Stub => 1,
            Kind::Reference | Kind::Alternative | Kind::Mistake => repeat.max(1),
        }
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
    /// The further runs.
    pub again: Vec<Again>,
}

impl Judged {
    /// Whether it compiles and fails some test.
    pub(super) fn is_rejected(&self) -> bool {
        !matches!(
            self.judgement.verdict,
            Verdict::Passed | Verdict::DoesNotCompile | Verdict::NotWritten
        )
    }
}

/// A further run of the same answer.
pub(super) struct Again {
    /// The seed; none for the fixed one.
    pub seed: Option<u64>,
    pub judgement: Judgement,
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
        let verdicts = |round: &Round| round.kind.runs(repeat) as usize * round.answers.len();
        self.rounds.iter().map(verdicts).sum()
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
            let repeat = round.kind.runs(repeat);
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
                again: Vec::new(),
            });
        }
        for round in 1..repeat {
            // By turns: what differs under one seed is luck, what differs under another need not be.
            let seed = match round % 2 {
                1 => None,
                _ => Some(getrandom::u64().map_err(BenchError::Randomness)?),
            };
            let run = Run {
                seed,
                ..Run::default()
            };
            let again = built.run(&run, &step)?;
            for (judged, judgement) in judged.iter_mut().zip(again) {
                judged.again.push(Again { seed, judgement });
            }
        }
        Ok(judged)
    }
}
