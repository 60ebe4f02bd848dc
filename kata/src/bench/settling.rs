//! Settling: which answers of a set compile together.
//!
//! Errors that point at an answer cost that answer its place, and the build is tried again without
//! it. Errors that point nowhere are found by halving the set. Where other answers were in the build
//! that cost an answer its place, that is kept in mind: an `impl` of theirs may be to blame.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Mutex;

use super::building::{self, Binaries, Built, KataPart, Outcome};
use super::diagnostics::Diagnostic;
use super::{AnswerSet, Bench, BenchError, Progress, StandIns, listing};
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
        beside_others: BTreeSet::new(),
    };
    for kata in &judged {
        settling.place(kata, answers)?;
    }
    let Binaries {
        built,
        mut warnings,
    } = settling.settle(&judged)?.unwrap_or_default();
    let mut errors = settling.errors;
    let beside_others = settling.beside_others;
    let mut tests = BTreeMap::new();
    let mut binaries = BTreeMap::new();
    for (target, path) in built {
        let here = judged
            .iter()
            .filter(|kata| target.chapters.contains(&kata.chapter));
        tests.append(&mut listing::list(bench, &path, here)?);
        binaries.extend(
            target
                .chapters
                .into_iter()
                .map(|chapter| (chapter, path.clone())),
        );
    }
    let katas = judged
        .into_iter()
        .map(|kata| KataPart {
            origin: answers.get(&kata).map(|answer| answer.origin.clone()),
            errors: errors.remove(&kata).unwrap_or_default(),
            beside_others: beside_others.contains(&kata),
            warnings: warnings.remove(&kata).unwrap_or_default(),
            tests: tests.remove(&kata).unwrap_or_default(),
            kata,
        })
        .collect();
    Ok(Built {
        bench,
        binaries,
        katas,
        network: Mutex::default(),
    })
}

struct Settling<'b, 'p> {
    bench: &'b Bench<'b>,
    progress: &'p Progress<'p>,
    places: BTreeMap<KataId, Place>,
    errors: BTreeMap<KataId, Vec<Diagnostic>>,
    /// Those that lost their place in a build that held other answers.
    beside_others: BTreeSet<KataId>,
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

/// Errors that point at no answer.
struct Loose {
    errors: Vec<Diagnostic>,
    /// The kata that they point at all the same: at its proof, or its stand-in.
    kata: Option<KataId>,
}

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
    fn settle(&mut self, judged: &[KataId]) -> Result<Option<Binaries>, BenchError> {
        let loose = match self.build()? {
            Ok(binaries) => return Ok(binaries),
            Err(loose) => loose,
        };
        // Whoever works in the course itself may have broken a file that ties it together.
        let is_tie = |error: &Diagnostic| {
            let place = error.place.as_ref();
            place.is_some_and(|place| {
                place.file == "src/lib.rs"
                    || (place.file.starts_with("src/") && place.file.ends_with("/mod.rs"))
            })
        };
        if self.bench.stand_ins == StandIns::Nothing && loose.errors.iter().any(is_tie) {
            return Err(broken_course(loose));
        }
        self.without_any(judged)?;
        self.halve(judged, loose)?;
        self.build()?.map_err(broken_course)
    }

    /// Builds until it succeeds, nothing is left, or the messages point at nobody.
    fn build(&mut self) -> Result<Result<Option<Binaries>, Loose>, BenchError> {
        loop {
            let katas = self.lay()?;
            if katas.is_empty() {
                return Ok(Ok(None));
            }
            match building::build(self.bench, &katas, self.progress)? {
                Outcome::Built(binaries) => return Ok(Ok(Some(binaries))),
                Outcome::Broken { errors, mut loose } => {
                    let (answered, others): (BTreeMap<_, _>, BTreeMap<_, _>) = errors
                        .into_iter()
                        .partition(|(kata, _)| self.places.get(kata).is_some_and(|p| p.answered));
                    if answered.is_empty() {
                        let kata = others.keys().next().cloned();
                        loose.extend(others.into_values().flatten());
                        return Ok(Err(Loose {
                            errors: loose,
                            kata,
                        }));
                    }
                    let count = self.places.values().filter(|p| p.answered).count();
                    for (kata, errors) in answered {
                        self.condemn(&kata, errors, count > 1);
                    }
                    if self.places.values().all(|place| place.now().is_none()) {
                        return Ok(Ok(None));
                    }
                }
            }
        }
    }

    /// Takes an answer out of the build for good.
    fn condemn(&mut self, kata: &KataId, errors: Vec<Diagnostic>, beside_others: bool) {
        if let Some(place) = self.places.get_mut(kata) {
            place.answer = None;
            place.answered = false;
            self.errors.insert(kata.clone(), errors);
            if beside_others {
                self.beside_others.insert(kata.clone());
            }
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
                let others = self.places.iter().any(|(k, p)| k != kata && p.answered);
                self.condemn(kata, loose.errors, others);
                return Ok(());
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
    let message = text(&loose.errors);
    match loose.kata {
        Some(kata) => BenchError::NoStandIn { kata, message },
        None => BenchError::Course { message },
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
