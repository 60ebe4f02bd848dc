//! Settling: which answers of a set compile together.
//!
//! Errors that point at an answer cost that answer its place, and the build is tried again with a
//! stand-in. Errors that point nowhere are found by halving the set.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::building::{self, Built, KataPart, Outcome};
use super::diagnostics::Diagnostic;
use super::process::{self, Bounds, Ending, Lines, Tail};
use super::{AnswerSet, Bench, BenchError, Progress, running};
use crate::course::KataId;

/// No code of an answer runs while a binary lists its tests: it takes milliseconds, but for a
/// machine that is very busy.
const TO_LIST: Duration = Duration::from_secs(60);

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
        target: target(&judged),
        places: BTreeMap::new(),
        errors: BTreeMap::new(),
        built: None,
    };
    for kata in bench.course.katas() {
        settling.place(kata, answers)?;
    }
    if let Err(loose) = settling.build()? {
        settling.halve(judged.clone(), loose, true)?;
        if settling.built.is_none()
            && let Err(loose) = settling.build()?
        {
            return Err(BenchError::Course {
                message: text(&loose),
            });
        }
    }
    let Settling {
        target,
        errors,
        built,
        ..
    } = settling;
    let Some((binary, mut warnings)) = built else {
        return Err(BenchError::Course {
            message: String::new(),
        });
    };
    let mut errors = errors;
    let mut tests = list(bench, &binary, &target, &judged)?;
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
        binary,
        katas,
    })
}

/// The test target to build: a chapter's own is smaller, but only the one of all holds them all.
fn target(judged: &[KataId]) -> String {
    match judged {
        [first, rest @ ..] if rest.iter().all(|kata| kata.chapter == first.chapter) => {
            first.chapter.clone()
        }
        _ => "all".to_owned(),
    }
}

struct Settling<'b, 'p> {
    bench: &'b Bench<'b>,
    progress: &'p Progress<'p>,
    target: String,
    places: BTreeMap<KataId, Place>,
    errors: BTreeMap<KataId, Vec<Diagnostic>>,
    /// What the last build made; none since something has changed.
    built: Option<(PathBuf, BTreeMap<KataId, Vec<Diagnostic>>)>,
}

/// What can stand where a kata's stub stands: first the answer, where there is one.
struct Place {
    answer: Option<Vec<u8>>,
    stand_ins: Vec<Vec<u8>>,
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
        // Taken from the end.
        stand_ins.reverse();
        let answer = answers.get(kata).map(|answer| answer.source.clone());
        let place = Place { answer, stand_ins };
        if let Some(source) = place.answer.as_ref().or(place.stand_ins.last()) {
            self.bench.layout.lay(kata, source)?;
        }
        self.places.insert(kata.clone(), place);
        Ok(())
    }

    /// Builds until it succeeds or nobody can be told from the messages.
    fn build(&mut self) -> Result<Result<(), Loose>, BenchError> {
        self.built = None;
        loop {
            match building::build(self.bench, &self.target, self.progress)? {
                Outcome::Built { binary, warnings } => {
                    self.built = Some((binary, warnings));
                    return Ok(Ok(()));
                }
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
        self.built = None;
        let message = text(&errors);
        let next = self.places.get_mut(kata).and_then(|place| {
            if place.answer.take().is_some() {
                self.errors.insert(kata.clone(), errors);
            } else {
                place.stand_ins.pop();
            }
            place.stand_ins.last()
        });
        match next {
            Some(source) => self.bench.layout.lay(kata, source),
            None => Err(BenchError::NoStandIn {
                kata: kata.clone(),
                message,
            }),
        }
    }

    /// Finds the answers among these that break the build, though no message points at them. They
    /// are all in place, and the build of it failed.
    fn halve(&mut self, katas: Vec<KataId>, loose: Loose, first: bool) -> Result<(), BenchError> {
        let answered = |kata: &KataId| self.places.get(kata).is_some_and(|p| p.answer.is_some());
        let katas: Vec<KataId> = katas.into_iter().filter(answered).collect();
        if first {
            // Without any of them it has to build, or it is not their fault.
            self.lay(&katas, false)?;
            if let Err(loose) = self.build()? {
                return Err(BenchError::Course {
                    message: text(&loose),
                });
            }
        }
        if let [kata] = katas.as_slice() {
            return self.condemn(kata, loose);
        }
        self.lay(&katas, false)?;
        let middle = katas.len().div_ceil(2);
        for half in [&katas[..middle], &katas[middle..]] {
            if half.is_empty() {
                continue;
            }
            self.lay(half, true)?;
            if let Err(loose) = self.build()? {
                self.halve(half.to_vec(), loose, false)?;
            }
        }
        Ok(())
    }

    /// Puts the answers of these katas in place, or stand-ins for them.
    fn lay(&mut self, katas: &[KataId], answers: bool) -> Result<(), BenchError> {
        self.built = None;
        for kata in katas {
            let Some(place) = self.places.get(kata) else {
                continue;
            };
            let answer = place.answer.as_ref().filter(|_| answers);
            if let Some(source) = answer.or(place.stand_ins.last()) {
                self.bench.layout.lay(kata, source)?;
            }
        }
        Ok(())
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

/// Asks the binary for its tests, kata by kata, in the order in which the proof holds them.
fn list(
    bench: &Bench<'_>,
    binary: &Path,
    target: &str,
    judged: &[KataId],
) -> Result<BTreeMap<KataId, Vec<(String, String)>>, BenchError> {
    let mut command = running::shut_in(bench, binary, &std::env::temp_dir(), false);
    command
        .args(["--list", "--format", "terse"])
        .current_dir(bench.layout.member());
    let mut names = Vec::new();
    let mut stdout = Lines::new(4 << 10, |line: &[u8]| {
        let line = String::from_utf8_lossy(line);
        names.extend(line.trim_end().strip_suffix(": test").map(str::to_owned));
    });
    let mut stderr = Tail::new(4 << 10);
    let bounds = Bounds {
        time: TO_LIST,
        output: 16 << 20,
        stop: &bench.stop,
    };
    let ending = process::run(command, b"", bounds, &mut stdout, &mut stderr)?;
    if ending != Ending::Exited(0) {
        let message = format!(
            "its test binary does not list its tests: {ending}\n{}",
            stderr.text()
        );
        return Err(BenchError::Course { message });
    }
    let mut tests = BTreeMap::new();
    for kata in judged {
        let path = bench.course.proof(kata);
        let proof = fs::read_to_string(&path).unwrap_or_default();
        let prefix = match target {
            "all" => format!("{}::{}::", kata.chapter, kata.slug),
            _ => format!("{}::", kata.slug),
        };
        let mut own: Vec<(String, String)> = names
            .iter()
            .filter_map(|name| Some((name.clone(), name.strip_prefix(&prefix)?.to_owned())))
            .collect();
        own.sort_by_key(|(_, name)| {
            let function = name.rsplit("::").next().unwrap_or(name);
            proof.find(&format!("fn {function}(")).unwrap_or(usize::MAX)
        });
        tests.insert(kata.clone(), own);
    }
    Ok(tests)
}
