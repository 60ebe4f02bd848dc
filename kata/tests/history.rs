//! A class over time: who is who in several gradings, in which order those stand, and what a page
//! shows of it. Reports are data here, written to break a page where text comes from students.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use kata::grade::{History, OrderedBy, Report, history, history_page};
use serde_json::{Value, json};

/// A report of so many of ten points, with what differs from the usual put over it.
fn report(submission: &str, score: f64, other: &Value) -> Value {
    let mut report = json!({
        "submission": submission, "score": score, "max_score": 10.0, "seed": 1,
        "sandbox": "landlock", "katas": [], "notes": [],
    });
    for (key, value) in other.as_object().into_iter().flatten() {
        report[key] = value.clone();
    }
    report
}

fn plain(submission: &str, score: f64) -> Value {
    report(submission, score, &json!({}))
}

fn of(id: &str, name: &str, submission: &str, score: f64) -> Value {
    let student = json!({"student": {"id": id, "name": name}});
    report(submission, score, &student)
}

/// A report on what came at that time of 1 December.
fn came(submission: &str, score: f64, at: &str) -> Value {
    let late = json!({
        "due": "2026-12-24T18:00:00+09:00", "extended": false,
        "arrived": format!("2026-12-01T{at}:00+09:00"),
        "days": 0, "grace_days": 0, "cut_off": false, "taken": 0.0,
    });
    report(submission, score, &json!({ "late": late }))
}

fn over(files: &[(&str, Vec<Value>)]) -> History {
    let read = |(name, reports): &(&str, Vec<Value>)| {
        let reports = reports.iter().cloned();
        let reports: Vec<Report> = reports
            .map(|one| serde_json::from_value(one).unwrap())
            .collect();
        (PathBuf::from(name), reports)
    };
    let files: Vec<(PathBuf, Vec<Report>)> = files.iter().map(read).collect();
    history(&files)
}

/// Everybody's points as people read them.
fn lines(history: &History) -> Vec<String> {
    let words = history.words();
    let skipped = history.gradings.len();
    words.lines().skip(skipped).map(str::to_owned).collect()
}

#[test]
fn a_student_has_a_line_with_a_gap_where_they_are_missing() {
    let history = over(&[
        ("week1", vec![plain("ada", 2.0), plain("bo", 4.0)]),
        ("week2", vec![plain("ada", 5.5)]),
        (
            "week3",
            vec![plain("ada", 9.0), plain("bo", 4.0), plain("cy", 1.0)],
        ),
    ]);
    assert_eq!(
        lines(&history),
        [
            "ada: 2 of 10, 5.5 of 10, 9 of 10",
            "bo: 4 of 10, –, 4 of 10",
            "cy: –, –, 1 of 10",
        ]
    );
    let json = serde_json::to_value(&history).unwrap();
    assert_eq!(json["students"][1]["points"][1], Value::Null);
    assert_eq!(json["gradings"][0]["mean"], 3.0);
    assert_eq!(json["gradings"][2]["graded"], 3);
}

#[test]
fn gradings_stand_in_the_order_in_which_hand_ins_came_where_all_say_so() {
    let late = (
        "b",
        vec![came("ada", 9.0, "18:00"), came("bo", 1.0, "09:00")],
    );
    let early = ("a", vec![came("ada", 2.0, "12:00")]);
    let history = over(&[late.clone(), early.clone()]);
    assert_eq!(history.ordered_by, OrderedBy::Arrived);
    assert_eq!(lines(&history)[0], "ada: 2 of 10, 9 of 10");
    let json = serde_json::to_value(&history).unwrap();
    assert_eq!(json["gradings"][1]["arrived"], "2026-12-01T18:00:00+09:00");
    let own = &json["students"][1]["points"][1]["arrived"];
    assert_eq!(own, "2026-12-01T09:00:00+09:00");

    let unknown = ("c", vec![plain("ada", 4.0)]);
    let history = over(&[late, unknown, early]);
    assert_eq!(history.ordered_by, OrderedBy::Given);
    assert_eq!(lines(&history)[0], "ada: 9 of 10, 4 of 10, 2 of 10");
}

#[test]
fn whoever_has_one_id_is_one_student_and_namesakes_are_told_apart() {
    let history = over(&[
        ("week1", vec![plain("kim-1", 1.0), plain("kim-2", 2.0)]),
        (
            "week2",
            vec![of("17", "Kim", "kim-1", 3.0), of("18", "Kim", "kim-2", 4.0)],
        ),
        (
            "week3",
            // One hands in under another name, and somebody else has taken theirs.
            vec![
                of("17", "Kim", "anew", 5.0),
                plain("kim-1", 6.0),
                plain("Kim", 7.0),
            ],
        ),
    ]);
    assert_eq!(
        lines(&history),
        [
            "Kim (17): 1 of 10, 3 of 10, 5 of 10",
            "Kim (18): 2 of 10, 4 of 10, –",
            "Kim (on no roster): –, –, 7 of 10",
            "kim-1: –, –, 6 of 10",
        ]
    );
    let other = over(&[
        ("week1", vec![of("17", "", "kim", 1.0)]),
        ("week2", vec![of("18", "", "kim", 2.0)]),
    ]);
    assert_eq!(lines(&other).len(), 2, "another id is somebody else");
}

#[test]
fn whom_nobody_judged_is_in_it_without_points() {
    let ungraded = json!({"katas": [{
        "slug": "gather", "chapter": "c05_concurrency", "verdict": "not_graded",
        "score": 0.0, "max_score": 10.0, "tests": [], "diagnostics": "",
    }]});
    let history = over(&[(
        "week1",
        vec![report("ada", 0.0, &ungraded), plain("bo", 3.0)],
    )]);
    assert_eq!(lines(&history)[0], "ada: not graded");
    let json = serde_json::to_value(&history).unwrap();
    assert_eq!(json["students"][0]["points"][0]["score"], Value::Null);
    assert_eq!(json["gradings"][0]["mean"], 3.0, "of those who were graded");
}

const NASTY: &str = "\"]]>\u{1b}[31m<script>alert('1')</script>\r\n\u{202e}";

#[test]
fn the_page_draws_everybody_and_obeys_nobody() {
    let history = over(&[
        (NASTY, vec![of("1", NASTY, NASTY, 2.0), plain("ada", 0.0)]),
        ("week2", vec![of("1", NASTY, "other", 5.0)]),
        ("week3", vec![of("1", NASTY, "other", 10.0)]),
    ]);
    let page = history_page(&history);
    let body = page.split_once("<body>").unwrap().1;
    let body = body.trim_end().trim_end_matches("</html>");
    roxmltree::Document::parse(&format!("<all>{}", body.replace("</body>", "</all>")))
        .expect("what was opened is closed, and nothing in it is markup");
    assert!(!page.contains("<script") && !page.contains('\u{1b}') && !page.contains('\u{202e}'));
    assert!(page.contains("default-src 'none'"));
    assert_eq!(page.matches("<polyline").count(), 1);
    assert_eq!(page.matches("<circle").count(), 4);
    assert!(!history.words().contains('\u{1b}') && history.words().lines().count() == 5);
}

fn tool(folder: &Path, arguments: &[&str]) -> Output {
    let mut tool = Command::new(env!("CARGO_BIN_EXE_kata"));
    tool.current_dir(folder).args(["grade", "history"]);
    tool.args(arguments).output().unwrap()
}

#[test]
fn the_command_reads_what_json_printed_and_names_the_file_that_it_cannot_read() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, lines: &[Value]| {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        fs::write(folder.path().join(name), text).unwrap();
    };
    write("1.jsonl", &[plain("ada", 2.0)]);
    write("2.jsonl", &[plain("ada", 3.0)]);
    write("empty.jsonl", &[]);
    write("other.jsonl", &[json!({"no": "report"})]);
    write("twice.jsonl", &[plain("ada", 3.0), plain("ada", 4.0)]);

    let done = tool(
        folder.path(),
        &["1.jsonl", "2.jsonl", "--html", "page.html"],
    );
    assert!(done.status.success(), "{done:?}");
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(said.ends_with("ada: 2 of 10, 3 of 10\n"), "{said}");
    let page = fs::read_to_string(folder.path().join("page.html")).unwrap();
    assert!(page.contains("Points over time"));

    let done = tool(folder.path(), &["--json", "1.jsonl", "2.jsonl"]);
    let json: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(json["ordered_by"], "given");
    assert_eq!(json["gradings"][1]["file"], "2.jsonl");

    for name in ["empty.jsonl", "other.jsonl", "twice.jsonl", "none.jsonl"] {
        let done = tool(folder.path(), &["1.jsonl", name]);
        assert!(!done.status.success());
        let said = String::from_utf8(done.stderr).unwrap();
        assert!(said.contains(name), "{name}: {said}");
    }
}
