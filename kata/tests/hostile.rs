//! Answers that cheat, break or flood: each earns what it did and no more, and costs nobody else
//! a point. They are graded as a class, by the tool itself, with walls and without.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::Value;

/// A right answer to the neighbour of every hostile answer. Each is a text of its own, so that
/// each is judged beside what it has to stand beside.
fn neighbour(course: &Path, number: usize) -> String {
    let path = course.join("solutions/c01_sync_vs_async/in_sequence.rs");
    let reference = fs::read_to_string(path).unwrap();
    format!("{reference}\n// {number}\n")
}

fn course() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn hostile() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let entries = fs::read_dir(folder).unwrap();
    entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// The value of a line `//! Key: value` at the top of a fixture, or behind a line that rustc skips.
fn header<'a>(source: &'a str, key: &str) -> Option<&'a str> {
    let skipped = |line: &&str| line.trim_start_matches('\u{feff}').starts_with("#!");
    let lines = source.lines().skip_while(skipped);
    let lines = lines.take_while(|line| line.starts_with("//!"));
    lines
        .filter_map(|line| line.strip_prefix("//! ")?.split_once(": "))
        .find_map(|(found, value)| (found == key).then_some(value))
}

/// A submission of an answer to `at_once`, and a right one to its neighbour.
fn hand_in(folder: &Path, number: usize) -> PathBuf {
    let chapter = folder.join("c01_sync_vs_async");
    fs::create_dir_all(&chapter).unwrap();
    fs::write(chapter.join("in_sequence.rs"), neighbour(course(), number)).unwrap();
    chapter.join("at_once.rs")
}

/// Grades folders; each report by the folder's name.
fn grade(class: &Path, arguments: &[&str]) -> BTreeMap<String, Value> {
    let policy = class.join("grading.toml");
    fs::write(
        &policy,
        "katas = [\"in_sequence\", \"at_once\"]\n\n[points]\nin_sequence = 10\nat_once = 10\n",
    )
    .unwrap();
    let folders: Vec<PathBuf> = fs::read_dir(class)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    let cache = class.join("cache.of.answers");
    let output = Command::new(env!("CARGO_BIN_EXE_kata"))
        .current_dir(course())
        .args(["grade", "--json", "--seed", "7", "--policy"])
        .arg(&policy)
        .arg("--cache")
        .arg(&cache)
        .args(arguments)
        .args(&folders)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "grading itself failed: {errors}");
    let reports: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).expect("every line is a report"))
        .collect();
    assert_eq!(reports.len(), folders.len(), "a report for everybody");
    let named = reports.into_iter().map(|report| {
        let path = report["submission"].as_str().unwrap().to_owned();
        (path.rsplit('/').next().unwrap().to_owned(), report)
    });
    named.collect()
}

fn kata<'a>(report: &'a Value, slug: &str) -> &'a Value {
    let katas = report["katas"].as_array().unwrap();
    katas.iter().find(|kata| kata["slug"] == slug).unwrap()
}

/// Whether the compiler would go on with it for longer than anybody waits.
fn compiles_for_ever(source: &str) -> bool {
    header(source, "Compiles") == Some("for ever")
}

/// The submission of somebody who runs the jobs one after another and means no harm.
const HONEST: &str = "honest one after another";

/// What is wrong with the reports on the hostile answers of a kind; empty where nothing is.
fn shortfalls(kind: fn(&str) -> bool, arguments: &[&str], shut_in: bool) -> Vec<String> {
    let class = tempfile::tempdir().unwrap();
    let mut hostile = hostile();
    hostile.retain(|_, source| kind(source));
    for (number, (name, source)) in hostile.iter().enumerate() {
        fs::write(hand_in(&class.path().join(name), number), source).unwrap();
    }
    // What some of them come to once they are seen through.
    let mistake = course().join("mistakes/c01_sync_vs_async/at_once/one_after_another.rs");
    let mistake = fs::read(mistake).unwrap();
    fs::write(hand_in(&class.path().join(HONEST), hostile.len()), mistake).unwrap();
    let reports = grade(class.path(), arguments);
    let in_part = kata(&reports[HONEST], "at_once")["score"].as_f64().unwrap();
    assert!(in_part > 0.0 && in_part < 10.0, "{in_part}");
    let mut wrong = Vec::new();
    for (name, source) in &hostile {
        let report = &reports[name];
        let sandbox = report["sandbox"].as_str().unwrap();
        if sandbox.starts_with("landlock") != shut_in {
            wrong.push(format!("{name}: the sandbox is {sandbox}"));
        }
        if kata(report, "in_sequence")["score"] != 10.0 {
            wrong.push(format!("{name}: its neighbour lost points: {report:#}"));
        }
        let answer = kata(report, "at_once");
        let score = answer["score"].as_f64().unwrap();
        let earned = match header(source, "Earns").expect("a fixture says what it earns") {
            "nothing" => score == 0.0,
            "in part" => score == in_part,
            "all" => score == 10.0,
            "all shut in, nothing open" => score == if shut_in { 10.0 } else { 0.0 },
            other => panic!("{name} earns `{other}`, which is unknown"),
        };
        let verdict = header(source, "Verdict").is_none_or(|verdict| answer["verdict"] == verdict);
        if !earned || !verdict {
            wrong.push(format!("{name} got {answer:#}"));
        }
    }
    wrong
}

/// The folders below `/proc` of all processes.
fn processes() -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.map(|entry| entry.path())
}

/// Whether a process with that argument is running.
fn is_running(argument: &str) -> bool {
    processes()
        .filter_map(|process| fs::read(process.join("cmdline")).ok())
        .any(|line| {
            line.split(|byte| *byte == 0)
                .any(|word| word == argument.as_bytes())
        })
}

/// The most memory, in bytes, that a compiler of the grader's has had so far, as far as it runs.
fn largest_compiler() -> u64 {
    let bench = course().join("target/kata/grade");
    let of_grader = |process: &PathBuf| {
        let name = fs::read_to_string(process.join("comm")).unwrap_or_default();
        name.trim_end() == "rustc"
            && fs::read_link(process.join("cwd")).is_ok_and(|cwd| cwd == bench)
    };
    let peak = |process: PathBuf| {
        let status = fs::read_to_string(process.join("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line?.trim().strip_suffix(" kB")?.parse::<u64>().ok()
    };
    let peaks = processes().filter(of_grader).filter_map(peak);
    peaks.max().unwrap_or_default() << 10
}

/// Runs something, and says how much memory a compiler of the grader's had meanwhile.
fn watching_compilers<T>(run: impl FnOnce() -> T) -> (T, u64) {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let mut largest = 0;
            while !over.load(Ordering::Relaxed) {
                largest = largest.max(largest_compiler());
                thread::sleep(Duration::from_millis(50));
            }
            largest
        });
        let done = run();
        over.store(true, Ordering::Relaxed);
        (done, watching.join().unwrap())
    })
}

#[test]
fn hostile_answers_earn_nothing_unearned_and_harm_nobody() {
    let others: fn(&str) -> bool = |source| !compiles_for_ever(source);
    if cfg!(target_os = "linux") {
        let (wrong, memory) = watching_compilers(|| shortfalls(others, &[], true));
        assert!(wrong.is_empty(), "shut in:\n{}", wrong.join("\n"));
        assert!(memory > 0, "no compiler was seen at work");
        assert!(
            memory <= 4 << 30,
            "a compiler took {memory} bytes, more than it may"
        );
    }
    let wrong = shortfalls(others, &["--no-sandbox"], false);
    assert!(wrong.is_empty(), "not shut in:\n{}", wrong.join("\n"));
    for left in ["86399.25", "86399.5"] {
        assert!(
            !is_running(left),
            "a process that an answer left behind is still there"
        );
    }
}

#[test]
fn an_answer_that_compiles_for_ever_is_given_up() {
    // Right answers take a tenth of it.
    let limit = ["--build-limit", "30"];
    if cfg!(target_os = "linux") {
        let wrong = shortfalls(compiles_for_ever, &limit, true);
        assert!(wrong.is_empty(), "shut in:\n{}", wrong.join("\n"));
    }
    let open = [&limit[..], &["--no-sandbox"]].concat();
    let wrong = shortfalls(compiles_for_ever, &open, false);
    assert!(wrong.is_empty(), "not shut in:\n{}", wrong.join("\n"));
}

#[test]
fn files_that_are_no_answers_are_named_and_never_opened() {
    let class = tempfile::tempdir().unwrap();
    let place = |name: &str| hand_in(&class.path().join(name), 0);
    std::os::unix::fs::symlink("/etc/passwd", place("link")).unwrap();
    fs::create_dir(place("folder")).unwrap();
    fs::File::create(place("large"))
        .unwrap()
        .set_len(100 << 20)
        .unwrap();
    fs::write(place("bytes"), b"// \xff\xfe").unwrap();
    let made = Command::new("mkfifo").arg(place("fifo")).status().unwrap();
    assert!(made.success());
    let odd = class.path().join(std::ffi::OsStr::from_bytes(
        b"\n::error::<script>\x1b[2J,=1",
    ));
    fs::write(hand_in(&odd, 0), "not Rust").unwrap();

    let out = tempfile::tempdir().unwrap();
    let formats =
        "classroom50,classroom-legacy,gradescope,exercism,junit,markdown,annotations,csv,html";
    let arguments = ["--out", out.path().to_str().unwrap(), "--format", formats];
    let reports = grade(class.path(), &arguments);
    for (name, report) in &reports {
        assert_eq!(
            kata(report, "in_sequence")["score"],
            10.0,
            "{name}: {report:#}"
        );
        assert_eq!(kata(report, "at_once")["score"], 0.0, "{name}: {report:#}");
    }
    for (name, why) in [
        ("link", "it is a link"),
        ("folder", "it is a folder"),
        ("large", "it is larger than"),
        ("fifo", "neither a file nor a folder"),
        ("bytes", "not UTF-8"),
    ] {
        let told = kata(&reports[name], "at_once")["diagnostics"]
            .as_str()
            .unwrap();
        assert!(told.contains(why), "{name}: {told}");
    }
    let page = fs::read_to_string(out.path().join("report.html")).unwrap();
    assert!(!page.contains("<script"), "a name became markup");
    assert!(
        !page.contains('\u{1b}'),
        "an escape of the terminal's got through"
    );
    let table = fs::read_to_string(out.path().join("grades.csv")).unwrap();
    assert_eq!(
        table.lines().count(),
        1 + reports.len(),
        "a name broke the table"
    );
}
