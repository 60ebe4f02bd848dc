//! Merging the reports of machines loses nobody: what is missing, doubled or of another class is an
//! error that names its file, and what is missing on purpose stands in every format.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::{Value, json};

/// A report on a student, with what differs from the usual put over it.
fn report(student: &str, other: &Value) -> String {
    let kata = json!({
        "slug": "gather", "chapter": "c05_concurrency", "verdict": "passed",
        "score": 2.0, "max_score": 2.0, "diagnostics": "",
        "tests": [{"name": "it_works", "passed": true, "message": ""}],
    });
    let mut report = json!({
        "submission": student, "score": 2.0, "max_score": 2.0, "seed": 1, "sandbox": "landlock",
        "policy": "aaaa", "course": "cccc", "katas": [kata], "notes": [],
    });
    for (key, value) in other.as_object().into_iter().flatten() {
        report[key] = value.clone();
    }
    report.to_string()
}

const CLASS: [&str; 5] = ["ada", "bo", "cy", "di", "ed"];

fn head(shard: &str) -> String {
    let mut blank: Value = serde_json::from_str(&report("", &json!({}))).unwrap();
    blank["score"] = json!(0.0);
    blank["notes"] = json!(["nobody judged it"]);
    blank["katas"][0]["verdict"] = json!("not_graded");
    blank["katas"][0]["score"] = json!(0.0);
    blank["katas"][0]["tests"][0]["passed"] = json!(false);
    json!({"shard": shard, "class": CLASS, "blank": blank}).to_string()
}

struct Files {
    folder: tempfile::TempDir,
    files: Vec<PathBuf>,
}

impl Files {
    fn new() -> Self {
        Files {
            folder: tempfile::tempdir().unwrap(),
            files: Vec::new(),
        }
    }

    fn with(mut self, name: &str, lines: &[String]) -> Self {
        let path = self.folder.path().join(name);
        let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
        fs::write(&path, lines).unwrap();
        self.files.push(path);
        self
    }

    /// A shard of the class with these students in it.
    fn shard(self, shard: &str, students: &[&str]) -> Self {
        let reports = students.iter().map(|student| report(student, &json!({})));
        let lines: Vec<String> = [head(shard)].into_iter().chain(reports).collect();
        let name = format!("shard-{}.jsonl", shard.replace('/', "-of-"));
        self.with(&name, &lines)
    }

    fn merge(&self, options: &[&str]) -> Output {
        let mut merge = Command::new(env!("CARGO_BIN_EXE_kata"));
        merge.args(["grade", "merge"]).args(options);
        merge.args(&self.files).output().unwrap()
    }

    /// What merging says where it must fail.
    fn refused(&self) -> String {
        let output = self.merge(&[]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(output.stdout.is_empty(), "no grade comes of half a class");
        String::from_utf8(output.stderr).unwrap()
    }

    fn says(&self, parts: &[&str]) {
        let said = self.refused();
        for part in parts {
            assert!(said.contains(part), "{part:?} is not in {said}");
        }
    }
}

#[test]
fn shards_that_are_all_there_are_merged_in_the_order_of_names() {
    let files = Files::new()
        .shard("2/3", &["bo", "ed"])
        .shard("1/3", &["ada", "di"])
        .shard("3/3", &["cy"]);
    let output = files.merge(&["--json"]);
    assert!(output.status.success(), "{output:?}");
    let lines: Vec<String> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["submission"].to_string())
        .collect();
    assert_eq!(lines, CLASS.map(|name| format!("{name:?}")));
    let nobody = Files::new()
        .with("1.jsonl", &[head("1/9"), report("ada", &json!({}))])
        .with("9.jsonl", &[head("9/9")]);
    let said = nobody.refused();
    assert!(
        !said.contains("9/9"),
        "a shard without anybody is whole: {said}"
    );
}

#[test]
fn a_shard_that_is_not_there_is_named_with_those_in_it() {
    let files = Files::new()
        .shard("1/3", &["ada", "di"])
        .shard("3/3", &["cy"]);
    files.says(&["shard 2/3 is missing", "`bo`, `ed`", "--allow-missing"]);
}

#[test]
fn a_shard_that_ends_too_early_is_named_with_those_who_are_lost() {
    let files = Files::new()
        .shard("1/2", &["ada", "cy"])
        .shard("2/2", &["bo", "di"]);
    files.says(&["shard-1-of-2.jsonl ends too early", "`ed` is not in it"]);
}

#[test]
fn a_file_with_nothing_in_it_is_named() {
    let files = Files::new()
        .with("all.jsonl", &[report("ada", &json!({}))])
        .with("killed.jsonl", &[]);
    files.says(&["killed.jsonl is empty"]);
}

#[test]
fn a_student_who_was_graded_twice_is_named_with_both_places() {
    let files = Files::new()
        .with("monday.jsonl", &[report("ada", &json!({}))])
        .with(
            "tuesday.jsonl",
            &[report("bo", &json!({})), report("ada", &json!({}))],
        );
    files.says(&["tuesday.jsonl:2: `ada` was graded twice", "monday.jsonl:1"]);
}

#[test]
fn reports_by_other_rules_do_not_come_under_one_head() {
    let fewer = json!([{
        "slug": "gather", "chapter": "c05_concurrency", "verdict": "passed",
        "score": 3.0, "max_score": 3.0, "tests": [], "diagnostics": "",
    }]);
    for (other, said) in [
        (json!({"seed": 2}), "seed 2 here, seed 1"),
        (
            json!({"katas": fewer, "max_score": 3.0}),
            "1 katas for 3 points here, 1 katas for 2 points",
        ),
        (json!({"policy": "bbbb"}), "policy bbbb here, policy aaaa"),
        (json!({"course": "dddd"}), "toolchain dddd here"),
    ] {
        let files = Files::new()
            .with("one.jsonl", &[report("ada", &json!({}))])
            .with("other.jsonl", &[report("bo", &other)]);
        files.says(&["other.jsonl:1: ", said, "one.jsonl:1"]);
    }
}

#[test]
fn shards_of_two_classes_are_told_apart() {
    let files = Files::new()
        .shard("1/2", &["ada", "cy", "ed"])
        .shard("2/3", &["bo", "ed"]);
    files.says(&["shard-2-of-3.jsonl:1: this is a share of another class"]);
}

#[test]
fn what_is_no_report_is_named_with_its_line() {
    let files = Files::new().with("one.jsonl", &[report("ada", &json!({})), "{\"subm".into()]);
    files.says(&["one.jsonl:2: no report"]);
}

#[test]
fn whoever_is_missing_on_purpose_is_not_graded_in_every_format() {
    let files = Files::new().shard("1/2", &["ada", "cy"]);
    let output = files.merge(&["--allow-missing", "--json"]);
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("shard 2/2 is missing") && said.contains("ends too early"));
    let reports: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let names: Vec<&str> = reports
        .iter()
        .map(|report| report["submission"].as_str().unwrap())
        .collect();
    assert_eq!(names, CLASS, "everybody has a report");
    for report in &reports {
        let graded = ["ada", "cy"].contains(&report["submission"].as_str().unwrap());
        let verdict = &report["katas"][0]["verdict"];
        assert_eq!(verdict != "not_graded", graded, "{report:#}");
    }
    for format in [
        "classroom50",
        "exercism",
        "gradescope",
        "junit",
        "markdown",
        "annotations",
        "csv",
        "html",
    ] {
        let output = files.merge(&["--allow-missing", "--format", format]);
        let text = String::from_utf8(output.stdout).unwrap().replace('_', " ");
        let graded = text.matches("not graded").count();
        assert!(
            graded >= 3,
            "{format} keeps quiet about three of them: {text}"
        );
    }
}

#[test]
fn a_regrade_says_for_whom_it_changed_what_and_why() {
    let katas = |verdict: &str, score: f64, passed: bool, overruled: Value| {
        let mut kata = json!({
            "slug": "gather", "chapter": "c05_concurrency", "verdict": verdict,
            "score": score, "max_score": 2.0, "diagnostics": "",
            "tests": [{"name": "it_works", "passed": passed, "message": ""}],
        });
        if !overruled.is_null() {
            kata["overruled"] = overruled;
        }
        json!([kata])
    };
    let late = |days: u64, taken: f64| {
        json!({
            "due": "2026-12-01T18:00:00+09:00", "extended": days == 0, "days": days,
            "arrived": "2026-12-02T18:00:00+09:00", "grace_days": 0, "cut_off": false,
            "taken": taken,
        })
    };
    let failed = katas("failed", 0.0, false, Value::Null);
    let decided = json!({"verdict": "failed", "score": 0.0, "reason": "no network", "by": "Kim"});
    let files = Files::new()
        .with(
            "old.jsonl",
            &[
                report("ada", &json!({})),
                report("bo", &json!({"katas": failed, "score": 0.0})),
                report("cy", &json!({"katas": failed, "score": 0.0})),
                report("di", &json!({"late": late(1, 0.5), "score": 1.5})),
                report("ed", &json!({})),
            ],
        )
        .with(
            "new.jsonl",
            &[
                report("ada", &json!({})),
                report("bo", &json!({})),
                report(
                    "cy",
                    &json!({"katas": katas("passed", 2.0, false, decided)}),
                ),
                report("di", &json!({"late": late(0, 0.0)})),
                report("fi", &json!({})),
            ],
        );
    let diff = |options: &[&str]| -> String {
        let mut diff = Command::new(env!("CARGO_BIN_EXE_kata"));
        let output = diff
            .args(["grade", "diff"])
            .args(&files.files)
            .args(options);
        let output = output.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let expected = "\
bo: 2, was 0
  gather: passed, 2 of 2, was failed, 0 of 2; right now: it works
cy: 2, was 0
  gather: passed, 2 of 2, was failed, 0 of 2; decided by Kim: no network
di: 2, was 1.5
  lateness: in time (-0), was 1 day late (-0.5)
ed: not graded, was 2
  it is not there any more
fi: 2, was not graded
  it is new
5 changed, 1 unchanged
";
    assert_eq!(diff(&[]), expected);
    let value: Value = serde_json::from_str(&diff(&["--json"])).unwrap();
    assert_eq!(value["changed"][2]["before"], 1.5);
    assert_eq!(value["unchanged"], 1);
}

#[test]
fn what_an_earlier_call_left_in_the_folder_is_named() {
    let files = Files::new()
        .shard("1/1", &CLASS)
        .with("again.jsonl", &[report("ada", &json!({}))]);
    let folder = files.folder.path().join("grades");
    let merge = |file: usize, formats: &str| {
        let mut merge = Command::new(env!("CARGO_BIN_EXE_kata"));
        merge.args(["grade", "merge", "--format", formats, "--out"]);
        let output = merge.arg(&folder).arg(&files.files[file]).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let first = merge(0, "csv,feedback-markdown");
    assert!(
        !first.contains("earlier call"),
        "nothing was there: {first}"
    );
    let same = merge(0, "csv,feedback-markdown");
    assert!(
        !same.contains("earlier call"),
        "all is written anew: {same}"
    );
    // Four students are gone, with two files each, and nobody asked for the table or feedback.
    let less = merge(1, "moodle");
    assert!(
        less.contains("feedback.md and 9 other files: left by an earlier call"),
        "ada's feedback, the table, and two files of each of the four: {less}"
    );
}
