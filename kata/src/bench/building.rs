//! Building what is laid: one call of cargo, read as JSON while it comes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::Duration;

use serde::Deserialize;

use super::clearing::Scratch;
use super::diagnostics::{Diagnostic, Message};
use super::process::{self, Bounds, Ending, Lines, Tail};
use super::targets::{self, Target};
use super::{Bench, BenchError, Progress, Step, allowance, debris, held};
use crate::course::KataId;

/// No message of the compiler's that a person reads is longer than this.
pub(super) const LONGEST_MESSAGE: usize = 4 << 20;
/// An answer can make the compiler print, too.
pub(super) const LONGEST_OUTPUT: u64 = 256 << 20;
/// So many messages a kata are kept: nobody reads more.
const MOST_MESSAGES: usize = 10;

/// A build that can be run.
#[derive(Debug)]
pub struct Built<'b> {
    pub(super) bench: &'b Bench<'b>,
    /// Those that hold the proofs of a chapter, by its name; none where no answer compiles.
    pub(super) binaries: BTreeMap<String, PathBuf>,
    pub(super) katas: Vec<KataPart>,
    /// Held by whoever uses the network, where all share one.
    pub(super) network: Mutex<()>,
}

/// One kata of a build.
#[derive(Debug)]
pub(super) struct KataPart {
    pub kata: KataId,
    /// Where its answer came from; none where there is no answer.
    pub origin: Option<PathBuf>,
    /// Why its answer was left out of the build; empty where it is in.
    pub errors: Vec<Diagnostic>,
    /// Whether other answers were in the build that gave those.
    pub beside_others: bool,
    /// Whether the compiler was stopped at it, which had taken too long.
    pub too_long: bool,
    pub warnings: Vec<Diagnostic>,
    /// Its tests as the binary lists them, with what each is called in its proof, in file order.
    pub tests: Vec<(String, String)>,
}

impl KataPart {
    /// Whether it is the answer that is in the build.
    pub(super) fn is_built(&self) -> bool {
        self.origin.is_some() && self.errors.is_empty()
    }
}

/// The test binaries that a build made.
#[derive(Default)]
pub(super) struct Binaries {
    /// By the target, with the chapters whose proofs each holds.
    pub built: Vec<(Target, PathBuf)>,
    /// The compiler's warnings about the katas' own files.
    pub warnings: BTreeMap<KataId, Vec<Diagnostic>>,
}

/// How one call of cargo went.
pub(super) enum Outcome {
    Built(Binaries),
    /// Errors by whose answer they are about, and the text of those that are about none.
    Broken {
        errors: BTreeMap<KataId, Vec<Diagnostic>>,
        loose: Vec<Diagnostic>,
        /// The compiler came to its end before it could say anything.
        cut_short: Option<CutShort>,
    },
}

/// Why the compiler said nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CutShort {
    /// It took longer than it may.
    TooLong,
    /// It broke off: memory ran out, say.
    BrokeOff,
}

/// What a reader is told of an answer that the compiler was stopped at. The same on every machine.
const TOO_LONG: &str = "the compiler was stopped: it had taken many times as long as it takes \
                        without this answer";

/// How cargo says that a compiler had no processor time left: by the number of SIGXCPU, which is the
/// same on all Unixes that we know.
const OUT_OF_TIME: &str = "(signal: 24";

/// The parts of cargo's messages that matter here.
#[derive(Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
enum CargoMessage {
    CompilerMessage {
        message: Message,
    },
    CompilerArtifact {
        target: Named,
        executable: Option<PathBuf>,
        fresh: bool,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// Builds the proofs of these katas, which are laid. The compiler may take so much of the
/// processor's time.
pub(super) fn build(
    bench: &Bench<'_>,
    katas: &BTreeSet<KataId>,
    processor: Option<Duration>,
    progress: &Progress<'_>,
) -> Result<Outcome, BenchError> {
    progress(Step::Building);
    match call(bench, katas, processor, progress)? {
        // Nobody has fetched the dependencies yet. That needs no answer, so it is done apart.
        Called { ending, stderr, .. } if ending != Ending::Exited(0) && lacks_packages(&stderr) => {
            progress(Step::Fetching);
            bench.cargo.fetch(bench.layout.root())?;
            call(bench, katas, processor, progress)?
        }
        called => called,
    }
    .outcome()
}

struct Called {
    ending: Ending,
    stderr: String,
    targets: Vec<Target>,
    /// By the names of their targets.
    binaries: BTreeMap<String, PathBuf>,
    errors: BTreeMap<KataId, Vec<Diagnostic>>,
    warnings: BTreeMap<KataId, Vec<Diagnostic>>,
    loose: Vec<Diagnostic>,
}

impl Called {
    fn outcome(mut self) -> Result<Outcome, BenchError> {
        if self.ending == Ending::Exited(0) {
            let mut built = Vec::new();
            for target in self.targets {
                let Some(path) = self.binaries.remove(&target.name) else {
                    return Err(BenchError::Cargo {
                        message: self.stderr,
                    });
                };
                if let Some(why) = held::too_much(&path).map_err(BenchError::read(&path))? {
                    return Ok(Outcome::Broken {
                        errors: self.errors,
                        loose: vec![Diagnostic::plain(why.clone(), why)],
                        cut_short: None,
                    });
                }
                built.push((target, path));
            }
            return Ok(Outcome::Built(Binaries {
                built,
                warnings: self.warnings,
            }));
        }
        let mut cut_short = None;
        if self.errors.is_empty() && self.loose.is_empty() {
            if let Ending::Exited(_) = self.ending
                && !self.stderr.contains("could not compile")
            {
                return Err(BenchError::Cargo {
                    message: self.stderr,
                });
            }
            let (why, message) = match self.ending {
                Ending::Exited(_) if self.stderr.contains(OUT_OF_TIME) => {
                    // What cargo says of it are paths of this machine.
                    self.stderr.clear();
                    (CutShort::TooLong, TOO_LONG.to_owned())
                }
                Ending::Exited(_) => (
                    CutShort::BrokeOff,
                    "the compiler failed without a message".to_owned(),
                ),
                Ending::TimedOut(_) => (
                    CutShort::TooLong,
                    format!("while compiling, {}", self.ending),
                ),
                other => (CutShort::BrokeOff, format!("while compiling, {other}")),
            };
            cut_short = Some(why);
            let rendered = format!("{message}\n{}", self.stderr);
            self.loose.push(Diagnostic::plain(message, rendered));
        }
        Ok(Outcome::Broken {
            errors: self.errors,
            loose: self.loose,
            cut_short,
        })
    }
}

fn call(
    bench: &Bench<'_>,
    katas: &BTreeSet<KataId>,
    processor: Option<Duration>,
    progress: &Progress<'_>,
) -> Result<Called, BenchError> {
    let paths = bench.layout.paths();
    let targets = targets::of(bench.course, katas);
    let mut binaries = BTreeMap::new();
    let mut errors = BTreeMap::<KataId, Vec<Diagnostic>>::new();
    let mut warnings = BTreeMap::<KataId, Vec<Diagnostic>>::new();
    let mut loose = Vec::new();
    let mut stdout = Lines::new(LONGEST_MESSAGE, |line: &[u8]| {
        match serde_json::from_slice::<CargoMessage>(line) {
            Ok(CargoMessage::CompilerArtifact {
                target: built,
                executable,
                fresh,
            }) => {
                if !fresh {
                    progress(Step::Compiled(&built.name));
                }
                if let Some(path) = executable {
                    binaries.insert(built.name, path);
                }
            }
            Ok(CargoMessage::CompilerMessage { message }) => {
                let place = if message.is_error() {
                    match message.kata(paths, katas) {
                        Some(kata) => errors.entry(kata).or_default(),
                        None => &mut loose,
                    }
                } else if message.is_warning() {
                    match message.answered(paths, katas) {
                        Some(kata) => warnings.entry(kata).or_default(),
                        None => return,
                    }
                } else {
                    return;
                };
                if place.len() < MOST_MESSAGES {
                    let mut told = message.diagnostic(paths, bench.layout.root());
                    if bench.cargo.builds_apart() {
                        told.rendered = debris::untold(&told.rendered);
                    }
                    place.push(told);
                }
            }
            // A newer cargo may say more than this one knows.
            Ok(CargoMessage::Other) | Err(_) => (),
        }
    });
    let mut tail = Tail::new(16 << 10);
    let mut waiting = Waiting {
        tail: &mut tail,
        progress,
    };
    let bounds = Bounds {
        time: match processor {
            Some(time) if !bench.sandbox.counts_processor_time() => {
                bench.limits.build.min(allowance::on_the_clock(time))
            }
            _ => bench.limits.build,
        },
        output: LONGEST_OUTPUT,
        threads: None,
        stop: &bench.stop,
        enough: None,
    };
    let temporary = Scratch::new().map_err(BenchError::write(&std::env::temp_dir()))?;
    let names = targets.iter().flat_map(|target| ["--test", &target.name]);
    let arguments: Vec<&str> = ["test", "--no-run"].into_iter().chain(names).collect();
    let command = command(bench, temporary.path(), processor, &arguments);
    if bench.cargo.is_taken() {
        progress(Step::Waiting);
    }
    let ending = process::run(command, b"", bounds, &mut stdout, &mut waiting);
    bench.cargo.clear_up(bench.layout.root());
    Ok(Called {
        ending: ending?,
        stderr: tail.text(),
        targets,
        binaries,
        errors,
        warnings,
        loose,
    })
}

/// How far cargo is, by the last of the bars in what it prints: `[==>   ] 12/120: tokio`.
fn counts(printed: &str) -> Option<(usize, usize)> {
    let bar = printed.rsplit('\r').find(|part| part.contains("] "))?;
    let (_, after) = bar.split_once("] ")?;
    let (done, rest) = after.split_once('/')?;
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    Some((done.trim().parse().ok()?, rest[..digits].parse().ok()?))
}

/// Tells whoever waits that cargo waits, too, and how far it is.
struct Waiting<'a> {
    tail: &'a mut Tail,
    progress: &'a Progress<'a>,
}

impl process::Sink for Waiting<'_> {
    fn take(&mut self, piece: &[u8]) {
        if piece.windows(8).any(|word| word == b"Blocking") {
            (self.progress)(Step::Waiting);
        }
        match counts(&String::from_utf8_lossy(piece)) {
            Some((done, of)) => (self.progress)(Step::Built { done, of }),
            None => self.tail.take(piece),
        }
    }
}

/// A call of cargo for the laid course, whose messages come as JSON.
pub(super) fn command(
    bench: &Bench<'_>,
    temporary: &Path,
    processor: Option<Duration>,
    arguments: &[&str],
) -> Command {
    let root = bench.course.root();
    let mut command = bench.cargo.shut_in(
        bench.layout.root(),
        root,
        &bench.sandbox,
        temporary,
        processor,
    );
    command.args(arguments);
    command.args([
        "--message-format=json-diagnostic-rendered-ansi",
        "--offline",
        "--quiet",
    ]);
    command
        .arg("--manifest-path")
        .arg(bench.layout.member().join("Cargo.toml"));
    // Its bar says what is built of how much; no terminal is needed to read it.
    command
        .env("CARGO_TERM_PROGRESS_WHEN", "always")
        .env("CARGO_TERM_PROGRESS_WIDTH", "80");
    command
}

pub(super) fn lacks_packages(stderr: &str) -> bool {
    stderr.contains("--offline") || stderr.contains("offline mode")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_cargos_bars_says_how_far_it_is() {
        let bars =
            "    Building [=>        ] 3/120: libc(build)\r    Building [==>   ] 12/120: a, b \r";
        assert_eq!(counts(bars), Some((12, 120)));
        assert_eq!(counts("[      ] 0/1: prog(bin)        \r"), Some((0, 1)));
        for other in ["error: [a] b/c", "   Blocking waiting for file lock", ""] {
            assert_eq!(counts(other), None, "{other}");
        }
    }
}
