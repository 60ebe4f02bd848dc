//! Settling: which answers of a set compile together.
//!
//! Errors that point at an answer cost that answer its place, and the build is tried again without
//! it. Errors that point nowhere are found by halving the set. Where the compiler was cut short and
//! said nothing, each answer is built with nobody beside it: were there many to blame, every half
//! would cost the whole of what the compiler may take. Where other answers were in the build
//! that cost an answer its place, that is kept in mind: an `impl` of theirs may be to blame.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Mutex;
use std::time::Duration;

use super::building::{self, Binaries, Built, CutShort, KataPart, Outcome};
use super::diagnostics::Diagnostic;
use super::meter::Meter;
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
        too_long: BTreeSet::new(),
        only: None,
    };
    for kata in &judged {
        settling.place(kata, answers)?;
    }
    let Binaries {
        built,
        mut warnings,
    } = settling.settle(&judged)?.unwrap_or_default();
    let mut errors = settling.errors;
    let (beside_others, too_long) = (settling.beside_others, settling.too_long);
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
            too_long: too_long.contains(&kata),
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
    /// Those that the compiler was stopped at.
    too_long: BTreeSet<KataId>,
    /// The one kata that is laid; none where all are.
    only: Option<KataId>,
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
    /// Whether the compiler was cut short.
    cut_short: Option<CutShort>,
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
        match loose.cut_short {
            Some(_) if self.left(judged).len() > 1 => self.each_alone(judged)?,
            _ => self.halve(judged, loose)?,
        }
        self.build()?.map_err(broken_course)
    }

    /// Builds until it succeeds, nothing is left, or the messages point at nobody.
    fn build(&mut self) -> Result<Result<Option<Binaries>, Loose>, BenchError> {
        loop {
            if self.places.values().all(|place| place.now().is_none()) {
                return Ok(Ok(None));
            }
            match self.attempt()? {
                Outcome::Built(binaries) => return Ok(Ok(Some(binaries))),
                Outcome::Broken {
                    errors,
                    mut loose,
                    cut_short,
                } => {
                    let (answered, others): (BTreeMap<_, _>, BTreeMap<_, _>) = errors
                        .into_iter()
                        .partition(|(kata, _)| self.places.get(kata).is_some_and(|p| p.answered));
                    if answered.is_empty() {
                        let kata = others.keys().next().cloned();
                        loose.extend(others.into_values().flatten());
                        return Ok(Err(Loose {
                            errors: loose,
                            kata,
                            cut_short,
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

    /// Builds what is in place, within what the compiler may take for it.
    fn attempt(&mut self) -> Result<Outcome, BenchError> {
        let answers = self.places.values().filter(|p| p.answered).count();
        let katas = self.lay()?;
        let usual = match &self.bench.limits.compiler {
            Some(allowance) if answers > 0 => Some(allowance.usual(answers)),
            _ => None,
        };
        let outcome = building::build(self.bench, &katas, usual, self.progress)?;
        let (Some(allowance), Some(usual)) = (&self.bench.limits.compiler, usual) else {
            return Ok(outcome);
        };
        let Outcome::Broken {
            cut_short: Some(CutShort::TooLong),
            ..
        } = outcome
        else {
            return Ok(outcome);
        };
        // On a slow machine right answers take as long.
        let measured = allowance.measured(self.time_without_answers()?);
        if measured <= usual {
            return Ok(outcome);
        }
        let katas = self.lay()?;
        building::build(self.bench, &katas, Some(measured), self.progress)
    }

    /// What the same build takes of the processor with stand-ins where the answers are.
    fn time_without_answers(&mut self) -> Result<Duration, BenchError> {
        let places = self.places.iter();
        let answered: Vec<KataId> = places
            .filter(|(_, place)| place.answered)
            .map(|(kata, _)| kata.clone())
            .collect();
        self.put(&answered, false);
        let katas = self.lay()?;
        let meter = Meter::begin();
        building::build(self.bench, &katas, None, self.progress)?;
        let taken = meter.taken();
        self.put(&answered, true);
        Ok(taken)
    }

    /// Builds each answer with nobody beside it, and leaves those in place that compile.
    fn each_alone(&mut self, katas: &[KataId]) -> Result<(), BenchError> {
        let katas = self.left(katas);
        self.put(&katas, false);
        for kata in &katas {
            self.only = Some(kata.clone());
            self.put(std::slice::from_ref(kata), true);
            let outcome = self.attempt()?;
            self.put(std::slice::from_ref(kata), false);
            if let Outcome::Broken {
                errors,
                mut loose,
                cut_short,
            } = outcome
            {
                loose.extend(errors.into_values().flatten());
                self.condemn(kata, loose, false);
                self.note(kata, cut_short);
            }
        }
        self.only = None;
        self.put(&katas, true);
        Ok(())
    }

    /// Keeps in mind that it was this answer that took too long.
    fn note(&mut self, kata: &KataId, cut_short: Option<CutShort>) {
        if cut_short == Some(CutShort::TooLong) {
            self.too_long.insert(kata.clone());
        }
    }

    /// Those of the katas whose answers have not been taken out for good.
    fn left(&self, katas: &[KataId]) -> Vec<KataId> {
        let left = |kata: &&KataId| self.places.get(*kata).is_some_and(|p| p.answer.is_some());
        katas.iter().filter(left).cloned().collect()
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
        let katas = self.left(katas);
        match katas.as_slice() {
            [] => return Ok(()),
            [kata] => {
                let others = self.places.iter().any(|(k, p)| k != kata && p.answered);
                self.condemn(kata, loose.errors, others);
                self.note(kata, loose.cut_short);
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
            .filter(|(kata, _)| self.only.as_ref().is_none_or(|only| only == *kata))
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
