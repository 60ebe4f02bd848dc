//! Judging: first which mutants compile, many in one call of the compiler; then, in rounds that
//! share a build, one mutant of every kata after another.

use std::collections::BTreeMap;
use std::fs;

use super::memory::{Fate, Key, Memory};
use super::mutant::Mutant;
use super::plan::Answered;
use super::{MutateError, Stage};
use crate::bench::{Answer, AnswerSet, Bench, Candidate, Judgement, Run, Step, Verdict};
use crate::course::{Course, KataId};

/// So many candidates are laid at once: enough to share what each call costs, few enough to see it
/// going on.
const AT_ONCE: usize = 200;

/// What judges mutants and remembers what became of them.
pub(super) struct Judge<'j, 'b> {
    pub bench: &'j mut Bench<'b>,
    pub memory: Memory,
    pub progress: &'j (dyn Fn(Stage<'_>) + Sync),
    /// What all katas depend on.
    shared: String,
    /// What each kata depends on besides.
    proofs: BTreeMap<KataId, Vec<u8>>,
}

impl<'j, 'b> Judge<'j, 'b> {
    pub(super) fn new(
        course: &Course,
        katas: &[KataId],
        bench: &'j mut Bench<'b>,
        progress: &'j (dyn Fn(Stage<'_>) + Sync),
    ) -> Result<Self, MutateError> {
        let shared = bench.shared_fingerprint()?;
        let memory = Memory::open(&course.root().join("target/kata/mutants.jsonl"))?;
        let proof = |kata: &KataId| fs::read(course.proof(kata)).unwrap_or_default();
        let proofs = katas
            .iter()
            .map(|kata| (kata.clone(), proof(kata)))
            .collect();
        Ok(Judge {
            bench,
            memory,
            progress,
            shared,
            proofs,
        })
    }

    /// What is known of a source that answers a kata.
    pub(super) fn fate(&self, kata: &KataId, source: &str) -> Option<Fate> {
        self.memory.get(&self.key(kata, source))
    }

    fn key(&self, kata: &KataId, source: &str) -> Key {
        let proof = self.proofs.get(kata).map(Vec::as_slice);
        Key::of(&[
            self.shared.as_bytes(),
            kata.to_string().as_bytes(),
            proof.unwrap_or_default(),
            source.as_bytes(),
        ])
    }

    fn remember(&mut self, kata: &KataId, source: &str, fate: Fate) -> Result<(), MutateError> {
        let key = self.key(kata, source);
        self.memory.put(key, fate)
    }

    /// Finds out which of these compile, as far as that is not known.
    pub(super) fn compile(&mut self, mutants: &[&Mutant]) -> Result<(), MutateError> {
        let unknown = |mutant: &&&Mutant| self.fate(&mutant.kata, &mutant.source).is_none();
        let unknown: Vec<&Mutant> = mutants.iter().filter(unknown).copied().collect();
        for (number, piece) in unknown.chunks(AT_ONCE).enumerate() {
            (self.progress)(Stage::Compiling {
                done: number * AT_ONCE,
                of: unknown.len(),
            });
            let candidates: Vec<Candidate<'_>> = piece
                .iter()
                .map(|mutant| Candidate {
                    kata: &mutant.kata,
                    source: &mutant.source,
                })
                .collect();
            let step = |step: Step<'_>| (self.progress)(Stage::Bench(step));
            let compiles = self.bench.compiling(&candidates, &step)?;
            for (mutant, compiles) in piece.iter().zip(compiles) {
                let fate = match compiles {
                    true => Fate::Compiles,
                    false => Fate::NotViable,
                };
                self.remember(&mutant.kata, &mutant.source, fate)?;
            }
        }
        Ok(())
    }

    /// Judges the answers themselves, as far as that is not known: where one is rejected without
    /// any change, its mutants say nothing. Gives for each that is why.
    pub(super) fn unchanged(
        &mut self,
        plan: &[Answered],
    ) -> Result<Vec<(usize, String)>, MutateError> {
        let mut rejected = Vec::new();
        let waiting = plan.iter().enumerate().map(|(place, answer)| {
            let wanted = (&answer.kata, answer.source.as_str());
            (place, wanted)
        });
        let waiting = waiting
            .filter(|(_, (kata, source))| self.fate(kata, source) != Some(Fate::Survived))
            .collect();
        self.rounds(waiting, |place, judgement| {
            if judgement.verdict != Verdict::Passed {
                let failed = judgement.tests.iter().find(|test| !test.cause.is_empty());
                let why = failed.map_or(&judgement.reason, |test| &test.cause);
                rejected.push((place, format!("{}: {why}", judgement.verdict)));
            }
        })?;
        Ok(rejected)
    }

    /// Judges mutants, as far as what becomes of them is not known.
    pub(super) fn judge(&mut self, mutants: &[&Mutant]) -> Result<(), MutateError> {
        let wanted = |mutant: &Mutant| {
            let fate = self.fate(&mutant.kata, &mutant.source);
            fate.is_none_or(|fate| fate == Fate::Compiles)
        };
        let waiting = mutants
            .iter()
            .enumerate()
            .filter(|(_, mutant)| wanted(mutant));
        let waiting: Vec<_> = waiting
            .map(|(place, mutant)| (place, (&mutant.kata, mutant.source.as_str())))
            .collect();
        (self.progress)(Stage::Planned(waiting.len()));
        self.rounds(waiting, |_, _| ())
    }

    /// Judges sources in rounds: the first of every kata, then the second of every kata, and so on.
    fn rounds<'a>(
        &mut self,
        waiting: Vec<(usize, (&'a KataId, &'a str))>,
        mut judged: impl FnMut(usize, &Judgement),
    ) -> Result<(), MutateError> {
        let mut by_kata = BTreeMap::<&KataId, Vec<(usize, &str)>>::new();
        for (place, (kata, source)) in waiting {
            by_kata.entry(kata).or_default().push((place, source));
        }
        let most = by_kata.values().map(Vec::len).max().unwrap_or(0);
        for round in 0..most {
            let in_round: BTreeMap<&KataId, (usize, &str)> = by_kata
                .iter()
                .filter_map(|(kata, all)| Some((*kata, *all.get(round)?)))
                .collect();
            let answer = |(kata, (_, source)): (&&KataId, &(usize, &str))| {
                let answer = Answer {
                    origin: kata.file(),
                    source: source.as_bytes().to_vec(),
                };
                ((*kata).clone(), Some(answer))
            };
            let answers: AnswerSet = in_round.iter().map(answer).collect();
            (self.progress)(Stage::Round {
                number: round + 1,
                of: most,
            });
            let step = |step: Step<'_>| (self.progress)(Stage::Bench(step));
            let judgements = self.bench.judge(&answers, &Run::default(), &step)?;
            for judgement in judgements {
                let Some((place, source)) = in_round.get(&judgement.kata) else {
                    continue;
                };
                let fate = match judgement.verdict {
                    Verdict::DoesNotCompile => Fate::NotViable,
                    Verdict::Passed => Fate::Survived,
                    _ => Fate::Killed,
                };
                self.remember(&judgement.kata, source, fate)?;
                judged(*place, &judgement);
            }
        }
        Ok(())
    }
}
