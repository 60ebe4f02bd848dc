//! Running: each kata in a process of its own, several at once. What a process says with its exit
//! status is no evidence; only sealed records are.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::num::NonZero;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use lab_record::{BENCH_VARIABLE, Key, Order, Outcome, Record};

use super::building::{Built, KataPart};
use super::clearing::Scratch;
use super::printed::printed;
use super::process::{self, Bounds, Ending, Tail};
use super::sandbox::{self, Shut};
use super::verdict::{Judgement, TestOutcome, TestResult, Verdict};
use super::{Bench, BenchError, Progress, Run, Step, environment};

/// So much is kept of what is printed on each of the two streams, libtest's own lines among it.
const KEPT_OUTPUT: usize = 8 << 10;
/// So many threads a test process may have: tokio's pools end at 512 each, and tests run side by side.
const MOST_THREADS: u64 = 4096;
/// Where the records of a process go, beside the folder that is its own.
const RECORDS: &str = "records.jsonl";
/// How long the other tests have once one has hung.
const FOR_THE_OTHERS: Duration = Duration::from_millis(500);
/// The records of a kata with many tests, each with two pictures, are far smaller.
const LARGEST_RECORDS: u64 = 64 << 20;

impl Built<'_> {
    /// Runs every kata of the build once: one judgement a kata, in the course's order.
    ///
    /// # Errors
    /// [`BenchError`] where a process cannot be started or its records cannot be read.
    pub fn run(&self, run: &Run, progress: &Progress<'_>) -> Result<Vec<Judgement>, BenchError> {
        progress(Step::Running);
        let next = AtomicUsize::new(0);
        let results: Vec<Mutex<Option<Result<Judgement, BenchError>>>> =
            self.katas.iter().map(|_| Mutex::new(None)).collect();
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        thread::scope(|scope| {
            for _ in 0..cores.min(self.katas.len()) {
                scope.spawn(|| {
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        let Some(part) = self.katas.get(index) else {
                            return;
                        };
                        let judgement = self.judge(part, run);
                        if let Ok(judgement) = &judgement {
                            progress(Step::Judged(judgement));
                        }
                        if let Ok(mut result) = results[index].lock() {
                            *result = Some(judgement);
                        }
                    }
                });
            }
        });
        let results = results
            .into_iter()
            .filter_map(|result| result.into_inner().ok().flatten());
        let mut judgements: Vec<Judgement> = results.collect::<Result<_, _>>()?;
        let in_the_build = self.katas.iter().filter(|part| part.is_built()).count();
        if run.alone && in_the_build > 1 {
            for judgement in &mut judgements {
                let part = self.katas.iter().find(|part| part.kata == judgement.kata);
                let ran = judgement.ending.is_some() && judgement.forged == 0;
                if let Some(part) = part.filter(|_| ran) {
                    // A build of its own says more than this one would with nothing beside it.
                    if judgement.verdict == Verdict::Failed && !broke_off(judgement) {
                        *judgement = self.judge(part, run)?;
                    }
                    judgement.beside_others = broke_off(judgement);
                }
            }
        }
        Ok(judgements)
    }

    fn judge(&self, part: &KataPart, run: &Run) -> Result<Judgement, BenchError> {
        let mut judgement = Judgement {
            kata: part.kata.clone(),
            origin: part.origin.clone(),
            verdict: Verdict::NotWritten,
            reason: String::new(),
            errors: part.errors.clone(),
            beside_others: part.beside_others,
            compiles_too_long: part.too_long,
            warnings: part.warnings.clone(),
            tests: Vec::new(),
            ending: None,
            forged: 0,
            output: String::new(),
        };
        let binary = self.binaries.get(&part.kata.chapter);
        let Some(binary) = binary.filter(|_| part.is_built()) else {
            let (verdict, outcome) = match part.origin {
                None => (Verdict::NotWritten, TestOutcome::NotWritten),
                Some(_) => (Verdict::DoesNotCompile, TestOutcome::Incomplete),
            };
            judgement.verdict = verdict;
            judgement.tests = part
                .tests
                .iter()
                .map(|(_, name)| without_record(name, outcome, ""))
                .collect();
            return Ok(judgement);
        };
        if part.tests.is_empty() {
            judgement.verdict = Verdict::Failed;
            judgement.reason = "no test of this kata is in the build".to_owned();
            return Ok(judgement);
        }
        let names: Vec<&str> = part.tests.iter().map(|(full, _)| full.as_str()).collect();
        let mut left = self.bench.limits.run;
        let mut ran = self.process(binary, part, &names, None, left, run)?;
        left = left.saturating_sub(ran.took);
        let mut reasons = BTreeMap::new();
        let incomplete: Vec<&str> = names
            .iter()
            .copied()
            .filter(|name| !ran.records.contains_key(*name))
            .collect();
        // One test that brings the process down must not cost the others theirs. Alone it has the
        // same arguments as before: an answer must not see that nobody else is there. A process
        // that ran out of time is not tried again: each try would take as long.
        let together = incomplete.is_empty();
        let tried = matches!(ran.ending, Ending::TimedOut(_) | Ending::Hung);
        if !together && !tried && names.len() > 1 {
            for name in incomplete {
                // All tries together have the time of one process: who waits, then ends it, gains
                // no more of it by that.
                if left.is_zero() {
                    break;
                }
                let alone = self.process(binary, part, &names, Some(name), left, run)?;
                left = left.saturating_sub(alone.took);
                ran.forged += alone.forged;
                reasons.insert(name, incomplete_because(alone.ending, &alone.output));
                ran.records.extend(alone.records);
            }
        }
        let of_all = incomplete_because(ran.ending, &ran.output);
        judgement.tests = part
            .tests
            .iter()
            .map(|(full, name)| match ran.records.remove(full) {
                Some(record) => self.with_record(name, record),
                None if ran.ending == Ending::Hung => without_record(name, TestOutcome::NotRun, ""),
                None => {
                    let reason = reasons.get(full.as_str()).unwrap_or(&of_all);
                    without_record(name, TestOutcome::Incomplete, reason)
                }
            })
            .collect();
        judgement.forged = ran.forged;
        judgement.output = ran.output;
        judgement.ending = Some(ran.ending);
        (judgement.verdict, judgement.reason) = verdict(&judgement, ran.ending, together);
        Ok(judgement)
    }

    fn process(
        &self,
        binary: &Path,
        part: &KataPart,
        tests: &[&str],
        only: Option<&str>,
        time: Duration,
        run: &Run,
    ) -> Result<Ran, BenchError> {
        let folder = Scratch::new().map_err(BenchError::write(&std::env::temp_dir()))?;
        let path = folder.path().join(RECORDS);
        File::create(&path).map_err(BenchError::write(&path))?;
        let order = Order {
            key: key()?,
            records: path.clone(),
            seed: run.seed,
            only: only.map(str::to_owned),
        };
        let mut input = serde_json::to_vec(&order).unwrap_or_default();
        input.push(b'\n');
        let network = uses_network(&self.bench.course.proof(&part.kata));
        let _turn = (network && !self.bench.sandbox.has_own_network())
            .then(|| self.network.lock().unwrap_or_else(PoisonError::into_inner));
        let mut command = shut_in(self.bench, binary, folder.path(), Some(&path), network)?;
        command.env(BENCH_VARIABLE, "1").env("RUST_BACKTRACE", "0");
        // Not captured, so that printing is bounded here and not in the process's memory.
        command.arg("--nocapture").arg("--exact").args(tests);
        let one_hangs = one_hangs(&path, &order.key);
        let bounds = Bounds {
            time,
            output: self.bench.limits.output,
            threads: Some(MOST_THREADS),
            stop: &self.bench.stop,
            enough: run.until_one_hangs.then_some(&one_hangs),
        };
        let (mut stdout, mut stderr) = (Tail::new(KEPT_OUTPUT), Tail::new(KEPT_OUTPUT));
        // Whoever waits for the network to be free has his time still.
        let begun = Instant::now();
        let ending = match process::run(command, &input, bounds, &mut stdout, &mut stderr)? {
            // What was left for this try differs from machine to machine. What all had does not.
            Ending::TimedOut(_) => Ending::TimedOut(self.bench.limits.run),
            ending => ending,
        };
        let took = begun.elapsed();
        if ending == Ending::Exited(sandbox::FAILED.into())
            && stderr.text().starts_with(sandbox::FAILURE)
        {
            return Err(BenchError::Sandbox {
                message: stderr.text(),
            });
        }
        let (records, forged) = match fs::symlink_metadata(&path) {
            // Only a file can be read to its end, and only one of a decent size.
            Ok(found) if !found.is_file() || found.len() > LARGEST_RECORDS => (Vec::new(), 1),
            // Whoever takes its permissions away has no records.
            _ => lab_record::read(&path, &order.key).unwrap_or_default(),
        };
        let mut by_test = BTreeMap::new();
        for record in records {
            let worse = by_test.get(&record.test).is_none_or(|seen: &Record| {
                seen.outcome == Outcome::Passed || record.outcome != Outcome::Passed
            });
            if worse {
                by_test.insert(record.test.clone(), record);
            }
        }
        let printed = printed(&stdout.text(), &stderr.text(), tests);
        let output = self.bench.layout.paths().translate(&printed);
        Ok(Ran {
            records: by_test,
            forged,
            ending,
            took,
            output,
        })
    }

    fn with_record(&self, name: &str, record: Record) -> TestResult {
        TestResult {
            name: name.to_owned(),
            outcome: match record.outcome {
                Outcome::Passed => TestOutcome::Passed,
                Outcome::NotWritten => TestOutcome::NotWritten,
                Outcome::Failed => TestOutcome::Failed,
                Outcome::Hung => TestOutcome::Hung,
            },
            message: self.bench.layout.paths().translate(&record.message),
            cause: self.bench.layout.paths().translate(&record.cause),
            cause_name: record.cause_name,
            expected: record.expected,
            actual: record.actual,
        }
    }
}

/// A command for a test binary that has a folder below the given one to itself.
pub(super) fn shut_in(
    bench: &Bench<'_>,
    binary: &Path,
    folder: &Path,
    records: Option<&Path>,
    network: bool,
) -> Result<Command, BenchError> {
    let own = folder.join("own");
    fs::create_dir(&own).map_err(BenchError::write(&own))?;
    let shut = Shut::for_running(binary, &own, records, network);
    let mut command = bench.sandbox.command(binary, shut);
    environment::for_running(&mut command);
    for variable in ["TMPDIR", "TMP", "TEMP"] {
        command.env(variable, &own);
    }
    // Each arena of the allocator's reserves memory, and their number grows with the machine.
    command.env("MALLOC_ARENA_MAX", "2");
    command.current_dir(bench.layout.member());
    Ok(command)
}

/// Whether one of the tests whose records stand in that file has hung, and the others have had
/// time to end since: those that wait for each other are done in no time.
fn one_hangs<'a>(records: &'a Path, key: &'a Key) -> impl Fn() -> bool + 'a {
    let seen = Cell::new(0);
    let hung = Cell::new(None::<Instant>);
    move || {
        // What an answer puts in its place may never end, or never begin.
        let found = fs::symlink_metadata(records).ok();
        let file = found.filter(fs::Metadata::is_file);
        let size = file.map_or(0, |file| file.len());
        if size > 0 && hung.get().is_none() && size != seen.replace(size) && size <= LARGEST_RECORDS
        {
            let (records, _) = lab_record::read(records, key).unwrap_or_default();
            if records.iter().any(|record| record.outcome == Outcome::Hung) {
                hung.set(Some(Instant::now()));
            }
        }
        hung.get()
            .is_some_and(|since| since.elapsed() > FOR_THE_OTHERS)
    }
}

/// Whether the proof of a kata has its answer talk over a network: by what it is written with.
fn uses_network(proof: &Path) -> bool {
    let text = fs::read_to_string(proof).unwrap_or_default();
    let words = [
        "Tcp",
        "Udp",
        "wiremock",
        "reqwest",
        "axum",
        "tungstenite",
        "127.0.0.1",
        "localhost",
    ];
    words.iter().any(|word| text.contains(word))
}

/// What a process left behind.
struct Ran {
    records: BTreeMap<String, Record>,
    forged: usize,
    ending: Ending,
    took: Duration,
    output: String,
}

/// Whether the process, or a test of it, did not come to its end.
fn broke_off(judgement: &Judgement) -> bool {
    let broken = [TestOutcome::Hung, TestOutcome::Incomplete];
    matches!(judgement.verdict, Verdict::Crashed | Verdict::Hung)
        || judgement
            .tests
            .iter()
            .any(|test| broken.contains(&test.outcome))
}

fn without_record(name: &str, outcome: TestOutcome, cause: &str) -> TestResult {
    TestResult {
        name: name.to_owned(),
        outcome,
        message: cause.to_owned(),
        cause: cause.to_owned(),
        cause_name: None,
        expected: None,
        actual: Default::default(),
    }
}

/// Why a test left no record, by how its process ended and what that printed.
fn incomplete_because(ending: Ending, printed: &str) -> String {
    let guess = match ending {
        // Words of the standard library's, on every system.
        _ if printed.contains("has overflowed its stack") => {
            ". A thread has overflowed its stack: does a function call itself without end?"
        }
        Ending::Exited(_) => ". Does your code call `std::process::exit`? That ends the tests, too",
        Ending::Flooded(_) => ". Does a loop print without end?",
        _ => "",
    };
    format!("did not run to its end: {ending}{guess}")
}

/// What the tests and the process's end come to.
fn verdict(judgement: &Judgement, ending: Ending, together: bool) -> (Verdict, String) {
    let any = |outcome| judgement.tests.iter().any(|test| test.outcome == outcome);
    if judgement.forged > 0 {
        return (
            Verdict::Failed,
            "it wrote test results of its own making".to_owned(),
        );
    }
    if any(TestOutcome::Incomplete) {
        return match ending {
            Ending::TimedOut(_) => (Verdict::Hung, ending.to_string()),
            _ => (Verdict::Crashed, ending.to_string()),
        };
    }
    if any(TestOutcome::NotWritten) && !any(TestOutcome::Passed) {
        return (Verdict::NotWritten, String::new());
    }
    if any(TestOutcome::Failed) || any(TestOutcome::NotWritten) {
        return (Verdict::Failed, String::new());
    }
    if any(TestOutcome::Hung) {
        return (Verdict::Hung, String::new());
    }
    match ending {
        _ if !together => (
            Verdict::Crashed,
            format!("with all its tests in one process, {ending}"),
        ),
        Ending::Exited(0) => (Verdict::Passed, String::new()),
        Ending::TimedOut(_) => (Verdict::Hung, format!("every test passed, but {ending}")),
        _ => (Verdict::Crashed, format!("every test passed, but {ending}")),
    }
}

fn key() -> Result<Key, BenchError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(BenchError::Randomness)?;
    Ok(Key::new(bytes))
}
