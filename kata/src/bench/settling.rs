//! Settling: which answers of a set compile together.
//!
//! Errors that point at an answer cost that answer its place, and the build is tried again without
//! it. Errors that point nowhere are found by halving the set.

use std::collections::{BTreeMap, BTreeSet};
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
    let mut settling = Settling {
        bench,
        progress,
        places: BTreeMap::new(),
        errors: BTreeMap::new(),
    };
    for kata in &judged {
        settling.place(kata, answers)?;
    }
    let binary = settling.settle(&judged)?;
    let (path, mut warnings) = match binary {
        Some(Binary { path, warnings }) => (Some(path), warnings),
        None => (None, BTreeMap::new()),
    };
    let mut errors = settling.errors;
    let mut tests = match &path {
        Some(path) => listing::list(bench, path, &judged)?,
        None => BTreeMap::new(),
    };
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

/// What can stand where a kata's stub stands.
struct Place {
    /// None where there is none, or none that compiles.
    answer: Option<Vec<u8>>,
    stand_in: Option<Vec<u8>>,
    /// Whether it is the answer that stands there now.
    answered: bool,
}

impl Place {
    /// What stands there now; none where the kata is left out of the build.
    fn now(&self) -> Option<&Vec<u8>> {
        match self.answered {
            true => self.answer.as_ref(),
            false => self.stand_in.as_ref(),
        }
    }
}

type Loose = Vec<Diagnostic>;

impl Settling<'_, '_> {
    fn place(&mut self, kata: &KataId, answers: &AnswerSet) -> Result<(), BenchError> {
        let stand_in = self.bench.stand_ins.of(self.bench.course, kata);
        let stand_in = match stand_in.filter(|path| path.is_file()) {
            Some(path) => Some(fs::read(&path).map_err(BenchError::read(&path))?),
            None => None,
        };
        let answer = answers.get(kata).map(|answer| answer.source.clone());
        let place = Place {
            answered: answer.is_some(),
            answer,
            stand_in,
        };
        self.places.insert(kata.clone(), place);
        Ok(())
    }

    /// Builds as much as compiles of what is in place; none where nothing does.
    fn settle(&mut self, judged: &[KataId]) -> Result<Option<Binary>, BenchError> {
        let loose = match self.build()? {
            Ok(binary) => return Ok(binary),
            Err(loose) => loose,
        };
        self.without_any(judged)?;
        self.halve(judged, loose)?;
        self.build()?.map_err(broken_course)
    }

    /// Builds until it succeeds, nothing is left, or the messages point at nobody.
    fn build(&mut self) -> Result<Result<Option<Binary>, Loose>, BenchError> {
        loop {
            let katas = self.lay()?;
            match building::build(self.bench, &katas, self.progress)? {
                Outcome::Built(binary) => return Ok(Ok(Some(binary))),
                Outcome::Broken { errors, loose } if errors.is_empty() => return Ok(Err(loose)),
                Outcome::Broken { errors, .. } => {
                    for (kata, errors) in errors {
                        self.condemn(&kata, errors)?;
                    }
                    if self.places.values().all(|place| place.now().is_none()) {
                        return Ok(Ok(None));
                    }
                }
            }
        }
    }

    /// Takes what stands for a kata out of the build for good.
    fn condemn(&mut self, kata: &KataId, errors: Vec<Diagnostic>) -> Result<(), BenchError> {
        match self.places.get_mut(kata) {
            Some(place) if place.answered => {
                place.answer = None;
                place.answered = false;
                self.errors.insert(kata.clone(), errors);
                Ok(())
            }
            _ => Err(BenchError::NoStandIn {
                kata: kata.clone(),
                message: text(&errors),
            }),
        }
    }

    /// Without any of the answers it has to build, or it is not their fault.
    fn without_any(&mut self, katas: &[KataId]) -> Result<(), BenchError> {
        self.put(katas, false);
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
                self.put(std::slice::from_ref(kata), true);
                return self.condemn(kata, loose);
            }
            _ => self.put(&katas, false),
        }
        let (first, second) = katas.split_at(katas.len().div_ceil(2));
        for half in [first, second] {
            self.put(half, true);
            if let Err(loose) = self.build()? {
                self.halve(half, loose)?;
            }
        }
        Ok(())
    }

    /// Puts the answers of these katas in place, where they are left, or else stand-ins.
    fn put(&mut self, katas: &[KataId], answers: bool) {
        for kata in katas {
            if let Some(place) = self.places.get_mut(kata) {
                place.answered = answers && place.answer.is_some();
            }
        }
    }

    /// Lays the course with what is in place, and without the katas that have nothing there. Gives
    /// those that have.
    fn lay(&self) -> Result<BTreeSet<KataId>, BenchError> {
        let laid = self
            .places
            .iter()
            .filter_map(|(kata, place)| Some((kata.clone(), place.now()?)));
        let laid: BTreeMap<KataId, &Vec<u8>> = laid.collect();
        let katas: BTreeSet<KataId> = laid.keys().cloned().collect();
        self.bench.layout.lay_course(self.bench.course, &katas)?;
        for (kata, source) in laid {
            self.bench.layout.lay(&kata, source)?;
        }
        Ok(katas)
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
