//! A class of a hundred: everybody gets exactly what is due, at once, stopped on the way, and
//! shared out over machines.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;

const CHAPTER: &str = "c01_sync_vs_async";
const BROKEN: &str = "pub fn at_once( {";

fn course() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Texts to hand in for a kata, each with the points of ten that it must get; none where that is
/// for its proof to say.
fn texts(slug: &str) -> Vec<(String, Option<f64>)> {
    let read = |path: PathBuf| fs::read_to_string(path).unwrap();
    let first = |wing: &str| {
        let folder = course().join(wing).join(CHAPTER).join(slug);
        let mut files: Vec<PathBuf> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        read(files.remove(0))
    };
    let file = |wing: &str| read(course().join(wing).join(CHAPTER).join(format!("{slug}.rs")));
    vec![
        (file("src"), Some(0.0)),
        (file("solutions"), Some(10.0)),
        (first("solutions"), Some(10.0)),
        (first("mistakes"), None),
        (BROKEN.to_owned(), Some(0.0)),
    ]
}

struct Class {
    folder: tempfile::TempDir,
    /// For each student and kata what it must get.
    due: BTreeMap<String, Vec<(&'static str, Option<f64>)>>,
}

impl Class {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let policy = "[points]\nin_sequence = 10\nat_once = 10\n";
        let policy = format!("katas = [\"c01\"]\n{policy}");
        fs::write(folder.path().join("grading.toml"), policy).unwrap();
        let mut due = BTreeMap::new();
        for number in 0..100 {
            let name = format!("student-{number:03}");
            let chapter = folder.path().join("class").join(&name).join(CHAPTER);
            fs::create_dir_all(&chapter).unwrap();
            let mut of = Vec::new();
            for (slug, stride) in [("in_sequence", 1), ("at_once", 7)] {
                let texts = texts(slug);
                // Every sixth does not hand in one of them.
                let choice = (number * stride + number / 5) % (texts.len() + 1);
                let points = match texts.get(choice) {
                    None => Some(0.0),
                    Some((text, points)) => {
                        fs::write(chapter.join(format!("{slug}.rs")), text).unwrap();
                        *points
                    }
                };
                of.push((slug, points));
            }
            due.insert(name, of);
        }
        Class { folder, due }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn grade(&self, name: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kata"));
        let students = self.due.keys().map(|name| self.path("class").join(name));
        command
            .current_dir(course())
            .args(["grade", "--seed", "3"])
            .arg("--policy")
            .arg(self.path("grading.toml"))
            .arg("--cache")
            .arg(self.path(&format!("{name}.cache")))
            .arg("--out")
            .arg(self.path(name))
            .args(["--format", "csv,html,junit"])
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
    for report in &reports {
        let name = report["submission"].as_str().unwrap();
        let due = &class.due[name.rsplit('/').next().unwrap()];
        for (slug, due) in due {
            let katas = report["katas"].as_array().unwrap();
            let kata = katas.iter().find(|kata| kata["slug"] == *slug).unwrap();
            let score = kata["score"].as_f64().unwrap();
            match due {
                Some(points) => assert_eq!(score, *points, "{name}: {kata:#}"),
                None => assert!(score < 10.0, "a mistake got all points: {kata:#}"),
            }
        }
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
    assert!(class.files("killed") == at_once, "not the same bytes");

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
    assert!(class.files("merged") == at_once, "not the same bytes");
}
