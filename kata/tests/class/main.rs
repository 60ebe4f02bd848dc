//! A class of a hundred: everybody gets exactly what is due, at once, stopped on the way, shared out
//! over machines, and regraded.
//!
//! What is due is worked out here, apart from grading: which behaviours an answer shows is known
//! beforehand, or is what a bench says of that answer alone, and points are counted by hand.

#![cfg(unix)]

mod figures;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use kata::bench::{Answer, AnswerSet, Bench, Run, StandIns, TestOutcome};
use kata::course::{Course, KataId, MistakeHeader};
use serde_json::Value;

const CHAPTER: &str = "c01_sync_vs_async";
const BROKEN: &str = "pub fn at_once( {";
/// What varies from seed to seed varies alike for a class and for an answer alone.
const SEED: u64 = 3;
/// The katas that count, and the points of each.
const WORTH: [(&str, u64); 2] = [("in_sequence", 10), ("at_once", 7)];

fn course() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// What an answer must get.
#[derive(Clone, Debug)]
struct Due {
    verdict: &'static str,
    /// The behaviours that are right, by name.
    right: BTreeSet<String>,
    /// The points for them, in hundredths.
    points: u64,
}

/// A kata: its behaviours, and what they are worth.
struct Kata {
    slug: &'static str,
    worth: u64,
    behaviours: BTreeSet<String>,
}

impl Kata {
    fn new(slug: &'static str, worth: u64) -> Self {
        let proof = read(&course().join(format!("tests/{CHAPTER}/{slug}.rs")));
        let names = proof.split("#[test]\nfn ").skip(1);
        let behaviours: BTreeSet<String> = names
            .map(|test| test.split('(').next().unwrap().to_owned())
            .collect();
        assert!(!behaviours.is_empty(), "{slug} has no tests");
        Kata {
            slug,
            worth,
            behaviours,
        }
    }

    /// Each behaviour is worth the same, and of a hundredth of a point nobody gets a part.
    fn due(&self, verdict: &'static str, right: BTreeSet<String>) -> Due {
        let points = self.worth * 100 * right.len() as u64 / self.behaviours.len() as u64;
        Due {
            verdict,
            right,
            points,
        }
    }

    fn nothing(&self, verdict: &'static str) -> Due {
        self.due(verdict, BTreeSet::new())
    }

    fn everything(&self) -> Due {
        self.due("passed", self.behaviours.clone())
    }

    /// Texts to hand in, each with what it must get.
    fn texts(&self, bench: &mut Bench<'_>) -> Vec<(String, Due)> {
        let file = |wing: &str| read(&course().join(format!("{wing}/{CHAPTER}/{}.rs", self.slug)));
        let mistake = self.first("mistakes");
        let due = self.mistaken(bench, &mistake);
        vec![
            (file("src"), self.nothing("not_written")),
            (file("solutions"), self.everything()),
            (self.first("solutions"), self.everything()),
            (mistake, due),
            (BROKEN.to_owned(), self.nothing("does_not_compile")),
        ]
    }

    /// The first answer in the kata's folder in that wing.
    fn first(&self, wing: &str) -> String {
        let folder = course().join(wing).join(CHAPTER).join(self.slug);
        let entries = fs::read_dir(folder).unwrap();
        let files = entries.map(|entry| entry.unwrap().path());
        read(&files.min().unwrap())
    }

    /// What a mistake must get: for what a bench finds right of it when nothing else is judged,
    /// and nothing for the behaviours that it is said to lack.
    fn mistaken(&self, bench: &mut Bench<'_>, source: &str) -> Due {
        let kata = KataId::new(CHAPTER, self.slug);
        let answer = Answer {
            origin: PathBuf::from(self.slug),
            source: source.as_bytes().to_owned(),
        };
        let alone = AnswerSet::from_iter([(kata, Some(answer))]);
        let run = Run {
            seed: Some(SEED),
            alone: false,
            ..Run::default()
        };
        let judgement = bench.judge(&alone, &run, &|_| ()).unwrap().remove(0);
        let mut right = self.behaviours.clone();
        for test in &judgement.tests {
            if test.outcome != TestOutcome::Passed {
                assert!(right.remove(&test.name), "{} is in no proof", test.name);
            }
        }
        let lacks = MistakeHeader::parse(source).unwrap().rejected_by;
        for lacking in &lacks {
            assert!(!right.contains(lacking), "{lacking} finds nothing wrong");
        }
        assert!(
            !right.is_empty(),
            "{}: a mistake that gets a part of the points proves more",
            self.slug
        );
        self.due("failed", right)
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

struct Class {
    folder: tempfile::TempDir,
    /// For each student and kata what must come of it.
    due: BTreeMap<String, BTreeMap<&'static str, Due>>,
    /// How many behaviours the katas have together.
    behaviours: usize,
}

impl Class {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let points = WORTH.map(|(slug, worth)| format!("{slug} = {worth}\n"));
        let counted = WORTH.map(|(slug, _)| format!("{slug:?}")).join(", ");
        let policy = format!("katas = [{counted}]\n[points]\n{}", points.concat());
        fs::write(folder.path().join("grading.toml"), policy).unwrap();
        let course = Course::open(course()).unwrap();
        let mut bench = Bench::open(&course, "class", StandIns::Stubs, &|_| ()).unwrap();
        let katas = WORTH.map(|(slug, worth)| {
            let kata = Kata::new(slug, worth);
            let texts = kata.texts(&mut bench);
            (kata, texts)
        });
        let mut due = BTreeMap::new();
        for number in 0..100 {
            let name = format!("student-{number:03}");
            let chapter = folder.path().join("class").join(&name).join(CHAPTER);
            fs::create_dir_all(&chapter).unwrap();
            let mut of = BTreeMap::new();
            for ((kata, texts), stride) in katas.iter().zip([1, 7]) {
                // Every sixth does not hand in one of them.
                let choice = (number * stride + number / 5) % (texts.len() + 1);
                let expected = match texts.get(choice) {
                    None => kata.nothing("missing"),
                    Some((text, due)) => {
                        fs::write(chapter.join(format!("{}.rs", kata.slug)), text).unwrap();
                        due.clone()
                    }
                };
                of.insert(kata.slug, expected);
            }
            due.insert(name, of);
        }
        let behaviours = katas.iter().map(|(kata, _)| kata.behaviours.len()).sum();
        Class {
            folder,
            due,
            behaviours,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn grade(&self, name: &str) -> Command {
        self.grade_by(&self.path("grading.toml"), name, name, "csv,html,junit")
    }

    /// Grades by a policy, with what a grading of that name remembers.
    fn grade_by(&self, policy: &Path, remembered: &str, name: &str, formats: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kata"));
        let students = self.due.keys().map(|name| self.path("class").join(name));
        command
            .current_dir(course())
            .args(["grade", "--seed", &SEED.to_string()])
            .arg("--policy")
            .arg(policy)
            .arg("--cache")
            .arg(self.path(&format!("{remembered}.cache")))
            .arg("--out")
            .arg(self.path(name))
            .args(["--format", formats])
            .args(students)
            .stdout(Stdio::null());
        command
    }

    /// Every file below a folder, with its bytes.
    fn files(&self, name: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let root = self.path(name);
        let mut files = BTreeMap::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => {
                        let name = path.strip_prefix(&root).unwrap().to_owned();
                        files.insert(name, fs::read(&path).unwrap());
                    }
                }
            }
        }
        files
    }

    fn judged(&self, name: &str) -> usize {
        self.files(&format!("{name}.cache")).len()
    }
}

fn student(report: &Value) -> &str {
    let path = report["submission"].as_str().unwrap();
    path.rsplit('/').next().unwrap()
}

/// Holds a report to what its katas must get, to the hundredth of a point.
fn get_their_due(report: &Value, due: &BTreeMap<&'static str, Due>) {
    let katas = report["katas"].as_array().unwrap();
    assert_eq!(katas.len(), due.len(), "{report:#}");
    for kata in katas {
        let due = &due[kata["slug"].as_str().unwrap()];
        let tests = kata["tests"].as_array().unwrap().iter();
        let right: BTreeSet<String> = tests
            .filter(|test| test["passed"] == true)
            .map(|test| test["name"].as_str().unwrap().to_owned())
            .collect();
        let got = (
            kata["verdict"].as_str().unwrap(),
            right,
            hundredths(&kata["score"]),
        );
        let expected = (due.verdict, due.right.clone(), due.points);
        assert_eq!(got, expected, "{}: {kata:#}", student(report));
    }
    let sum: u64 = due.values().map(|due| due.points).sum();
    assert_eq!(hundredths(&report["score"]), sum, "{report:#}");
}

fn hundredths(points: &Value) -> u64 {
    (points.as_f64().unwrap() * 100.0).round() as u64
}

/// Two folders hold the same files, byte for byte.
fn same_bytes(got: &BTreeMap<PathBuf, Vec<u8>>, expected: &BTreeMap<PathBuf, Vec<u8>>) {
    let names: BTreeSet<&PathBuf> = got.keys().chain(expected.keys()).collect();
    for name in names {
        let (got, expected) = (got.get(name), expected.get(name));
        let text = |bytes: Option<&Vec<u8>>| {
            bytes.map_or("nothing".into(), |bytes| {
                String::from_utf8_lossy(bytes).into_owned()
            })
        };
        assert!(
            got == expected,
            "{} is\n{}\n--- and should be\n{}",
            name.display(),
            text(got),
            text(expected)
        );
    }
}

#[test]
fn a_class_of_a_hundred_gets_what_is_due_however_it_is_graded() {
    let class = Class::new();
    assert!(class.grade("at once").status().unwrap().success());
    let at_once = class.files("at once");
    let lines = String::from_utf8(at_once[Path::new("grades.jsonl")].clone()).unwrap();
    let reports: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(reports.len(), 100);
    let of_the_hundred: BTreeSet<&str> = class.due.keys().map(String::as_str).collect();
    let named: BTreeSet<&str> = reports.iter().map(student).collect();
    assert_eq!(named, of_the_hundred, "one report each");
    for report in &reports {
        get_their_due(report, &class.due[student(report)]);
    }

    // Killed five times, each time as soon as it has got a little further.
    for _ in 0..5 {
        let before = class.judged("killed");
        let mut grading = class.grade("killed").spawn().unwrap();
        while class.judged("killed") == before && grading.try_wait().unwrap().is_none() {
            thread::sleep(Duration::from_millis(5));
        }
        let _over_by_now = grading.kill();
        grading.wait().unwrap();
    }
    assert!(class.grade("killed").status().unwrap().success());
    same_bytes(&class.files("killed"), &at_once);

    // On four machines, each with nothing to remember.
    let mut merge = Command::new(env!("CARGO_BIN_EXE_kata"));
    merge
        .current_dir(course())
        .args(["grade", "merge", "--format", "csv,html,junit", "--out"])
        .arg(class.path("merged"))
        .stdout(Stdio::null());
    for shard in [4, 2, 1, 3] {
        let name = format!("shard {shard}");
        let mut grade = class.grade(&name);
        grade.args(["--shard", &format!("{shard}/4")]);
        assert!(grade.status().unwrap().success());
        merge.arg(class.path(&name).join("grades.jsonl"));
    }
    assert!(merge.status().unwrap().success());
    same_bytes(&class.files("merged"), &at_once);

    figures::are_right_in_each_format(&class);
}
