//! Settling: which answers of a set compile together.
//!
//! Errors that point at an answer cost that answer its place, and the build is tried again with a
//! stand-in. Errors that point nowhere are found by halving the set.

use std::collections::BTreeMap;
use std::fs;

use super::building::{self, Binary, Built, KataPart, Outcome};
use super::diagnostics::Diagnostic;
use super::{AnswerSet, Bench, BenchError, Progress, listing};
use crate::course::KataId;

/// Builds as much of an answer set as compiles.
pub(super) fn settle<'b>(
    bench: &'b Bench<'b>,
    answers: &AnswerSet,
    progress: &Progress<'_>,
) -> Result<Built<'b>, BenchError> {
    let judged = bench.ordered(answers);
    bench.layout.lay_course(bench.course, &judged)?;
    let mut settling = Settling {
        bench,
        progress,
        places: BTreeMap::new(),
        errors: BTreeMap::new(),
    };
    for kata in &judged {
        settling.place(kata, answers)?;
    }
    let Binary { path, mut warnings } = settling.settle(&judged)?;
    let mut errors = settling.errors;
    let mut tests = listing::list(bench, &path, &judged)?;
    let katas = judged
        .into_iter()
        .map(|kata| KataPart {
            origin: answers.get(&kata).map(|answer| answer.origin.clone()),
            errors: errors.remove(&kata).unwrap_or_default(),
            warnings: warnings.remove(&kata).unwrap_or_default(),
            tests: tests.remove(&kata).unwrap_or_default(),
            kata,
        })
        .collect();
    Ok(Built {
        bench,
        binary: path,
        katas,
    })
}

struct Settling<'b, 'p> {
    bench: &'b Bench<'b>,
    progress: &'p Progress<'p>,
    places: BTreeMap<KataId, Place>,
    errors: BTreeMap<KataId, Vec<Diagnostic>>,
}

/// What can stand where a kata's stub stands: first the answer, where there is one.
struct Place {
    answer: Option<Vec<u8>>,
    /// The next one last.
    stand_ins: Vec<Vec<u8>>,
    /// Whether it is the answer that stands there now.
    answered: bool,
}

impl Place {
    fn now(&self) -> Option<&Vec<u8>> {
        match self.answered {
            true => self.answer.as_ref(),
            false => self.stand_ins.last(),
        }
    }
}

type Loose = Vec<Diagnostic>;

impl Settling<'_, '_> {
    fn place(&mut self, kata: &KataId, answers: &AnswerSet) -> Result<(), BenchError> {
        let mut stand_ins = Vec::new();
        for path in self.bench.stand_ins.of(self.bench.course, kata) {
            if path.is_file() {
                stand_ins.push(fs::read(&path).map_err(BenchError::read(&path))?);
            }
        }
        stand_ins.reverse();
        let answer = answers.get(kata).map(|answer| answer.source.clone());
        let place = Place {
            answered: answer.is_some(),
            answer,
            stand_ins,
        };
        self.places.insert(kata.clone(), place);
        self.lay(kata)
    }

    /// Builds as much as compiles of what is in place.
    fn settle(&mut self, judged: &[KataId]) -> Result<Binary, BenchError> {
        let loose = match self.build()? {
            Ok(binary) => return Ok(binary),
            Err(loose) => loose,
        };
        self.without_any(judged)?;
        self.halve(judged, loose)?;
        self.build()?.map_err(broken_course)
    }

    /// Builds until it succeeds or the messages point at nobody.
    fn build(&mut self) -> Result<Result<Binary, Loose>, BenchError> {
        loop {
            match building::build(self.bench, self.progress)? {
                Outcome::Built(binary) => return Ok(Ok(binary)),
                Outcome::Broken { errors, loose } if errors.is_empty() => return Ok(Err(loose)),
                Outcome::Broken { errors, .. } => {
                    for (kata, errors) in errors {
                        self.condemn(&kata, errors)?;
                    }
                }
            }
        }
    }

    /// Takes what stands for a kata out of the build for good, and lays what comes next.
    fn condemn(&mut self, kata: &KataId, errors: Vec<Diagnostic>) -> Result<(), BenchError> {
        let message = text(&errors);
        if let Some(place) = self.places.get_mut(kata) {
            if place.answered {
                place.answer = None;
                place.answered = false;
                self.errors.insert(kata.clone(), errors);
            } else {
                place.stand_ins.pop();
            }
            if place.now().is_none() {
                let kata = kata.clone();
                return Err(BenchError::NoStandIn { kata, message });
            }
        }
        self.lay(kata)
    }

    /// Without any of the answers it has to build, or it is not their fault.
    fn without_any(&mut self, katas: &[KataId]) -> Result<(), BenchError> {
        self.put(katas, false)?;
        self.build()?.map(|_| ()).map_err(broken_course)
    }

    /// Finds the answers among these that break the build, though no message points at them, and
    /// leaves the others in place.
    fn halve(&mut self, katas: &[KataId], loose: Loose) -> Result<(), BenchError> {
        let left = |kata: &&KataId| self.places.get(*kata).is_some_and(|p| p.answer.is_some());
        let katas: Vec<KataId> = katas.iter().filter(left).cloned().collect();
        match katas.as_slice() {
            [] => return Ok(()),
            [kata] => {
                self.put(std::slice::from_ref(kata), true)?;
                return self.condemn(kata, loose);
            }
            _ => self.put(&katas, false)?,
        }
        let (first, second) = katas.split_at(katas.len().div_ceil(2));
        for half in [first, second] {
            self.put(half, true)?;
            if let Err(loose) = self.build()? {
                self.halve(half, loose)?;
            }
        }
        Ok(())
    }

    /// Puts the answers of these katas in place, where they are left, or else stand-ins.
    fn put(&mut self, katas: &[KataId], answers: bool) -> Result<(), BenchError> {
        for kata in katas {
            if let Some(place) = self.places.get_mut(kata) {
                place.answered = answers && place.answer.is_some();
            }
            self.lay(kata)?;
        }
        Ok(())
    }

    fn lay(&self, kata: &KataId) -> Result<(), BenchError> {
        match self.places.get(kata).and_then(Place::now) {
            Some(source) => self.bench.layout.lay(kata, source),
            None => Ok(()),
        }
    }
}

fn broken_course(loose: Loose) -> BenchError {
    BenchError::Course {
        message: text(&loose),
    }
}

fn text(errors: &[Diagnostic]) -> String {
    let rendered: Vec<&str> = errors
        .iter()
        .take(3)
        .map(|error| error.rendered.trim_end())
        .collect();
    rendered.join("\n\n")
}
