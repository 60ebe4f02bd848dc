//! A class that is regraded by other rules, with an extension and an override: each figure in each
//! format is what is worked out here, by hand, from what is due.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;

use super::{Class, Due, WORTH, hundredths, read};

/// The days late of a student, by the number of the student: none to four.
fn days_late(number: usize) -> u64 {
    number as u64 % 5
}

/// Who has an extension, and is three days late without it.
const EXTENDED: usize = 8;
/// Whose kata is decided, in time, and what it is worth then, in hundredths.
const DECIDED: (usize, &str, u64) = (50, "at_once", 350);
/// What a day costs, in thousandths.
const A_DAY: u64 = 125;

/// What there is for each student, and for the class.
const FORMATS: &str = "classroom50,classroom-legacy,gradescope,exercism,junit,markdown,\
                       feedback-markdown,feedback-html,annotations,csv,canvas,moodle,statistics,html";

struct Figures {
    name: String,
    /// The points for each kata that counts, in hundredths, before lateness.
    katas: BTreeMap<&'static str, u64>,
    /// What is left of their sum, in hundredths.
    points: u64,
    right: usize,
    behaviours: usize,
}

impl Figures {
    fn of(number: usize, name: &str, due: &BTreeMap<&'static str, Due>, behaviours: usize) -> Self {
        let mut katas: BTreeMap<&str, u64> =
            due.iter().map(|(slug, due)| (*slug, due.points)).collect();
        let (decided, slug, points) = DECIDED;
        if number == decided {
            katas.insert(slug, points);
        }
        let late = match number {
            EXTENDED => 0,
            _ => days_late(number),
        };
        let sum: u64 = katas.values().sum();
        Figures {
            name: name.to_owned(),
            points: sum * (1000 - A_DAY * late) / 1000,
            katas,
            right: due.values().map(|due| due.right.len()).sum(),
            behaviours,
        }
    }

    /// As the tool writes points: no zeros at the end.
    fn told(&self) -> String {
        told(self.points)
    }
}

fn told(hundredths: u64) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn regrade(class: &Class) -> PathBuf {
    let policy = class.path("regraded.toml");
    let points = WORTH.map(|(slug, worth)| format!("{slug} = {worth}\n"));
    let counted = WORTH.map(|(slug, _)| format!("{slug:?}")).join(", ");
    let rules = format!(
        "katas = [{counted}]\ndue = \"2026-12-01 18:00\"\ntime-zone = \"UTC\"\n\
         [points]\n{}[late]\npenalty-per-day = 12.5\n\
         [late.extensions]\nstudent-{EXTENDED:03} = 2026-12-09T18:00:00Z\n",
        points.concat()
    );
    fs::write(&policy, rules).unwrap();
    let mut arrived = "student,arrived\n".to_owned();
    for (number, name) in class.due.keys().enumerate() {
        // An hour before a day is full, which begins it.
        arrived += &format!("{name},2026-12-0{} 17:00\n", 1 + days_late(number));
    }
    fs::write(class.path("arrived.csv"), arrived).unwrap();
    let (decided, slug, points) = DECIDED;
    let row = format!(
        "student-{decided:03},{slug},{},,at the board,Dr. Kim\n",
        told(points)
    );
    let overrides = "student,kata,points,verdict,reason,by\n".to_owned() + &row;
    fs::write(class.path("overrides.csv"), overrides).unwrap();
    // What was judged is remembered: the rules alone are new.
    let mut grade = class.grade_by(&policy, "at once", "regraded", FORMATS);
    grade.arg("--arrived").arg(class.path("arrived.csv"));
    grade.arg("--overrides").arg(class.path("overrides.csv"));
    assert!(grade.stdout(Stdio::null()).status().unwrap().success());
    class.path("regraded")
}

pub(super) fn are_right_in_each_format(class: &Class) {
    let out = regrade(class);
    let behaviours = class.behaviours;
    let figures: Vec<Figures> = class
        .due
        .iter()
        .enumerate()
        .map(|(number, (name, due))| Figures::of(number, name, due, behaviours))
        .collect();
    let of_class = |file: &str| read(&out.join(file));
    rows(&of_class("grades.csv"), 1, &figures, |figures| {
        let katas = WORTH.iter().map(|(slug, _)| told(figures.katas[slug]));
        let mut row = vec![(0, figures.name.clone()), (1, figures.told())];
        row.extend(katas.enumerate().map(|(place, points)| (8 + place, points)));
        row
    });
    rows(&of_class("canvas.csv"), 2, &figures, |figures| {
        vec![(0, figures.name.clone()), (5, figures.told())]
    });
    rows(&of_class("moodle.csv"), 1, &figures, |figures| {
        vec![(0, figures.name.clone()), (2, figures.told())]
    });
    the_class(&of_class("statistics.json"), &figures);
    let page = of_class("report.html");
    for figures in &figures {
        let total = format!(
            "title=\"{}\"><bdi>{0}</bdi></a></th><td class=\"points\">{}</td>",
            figures.name,
            figures.told()
        );
        assert!(page.contains(&total), "{total} is not on the page");
        of_one(figures, |file| read(&out.join(&figures.name).join(file)));
    }
}

/// A table has these fields, at their places, in a row for each student below its head.
fn rows(
    table: &str,
    head: usize,
    figures: &[Figures],
    expected: impl Fn(&Figures) -> Vec<(usize, String)>,
) {
    let rows: Vec<&str> = table.lines().skip(head).collect();
    assert_eq!(rows.len(), figures.len(), "{table}");
    for (row, figures) in rows.iter().zip(figures) {
        let fields: Vec<&str> = row
            .split(',')
            .map(|field| field.trim_matches('"'))
            .collect();
        for (place, field) in expected(figures) {
            assert_eq!(fields[place], field, "{} in {row}", figures.name);
        }
    }
}

fn the_class(statistics: &str, figures: &[Figures]) {
    let statistics: Value = serde_json::from_str(statistics).unwrap();
    let mut points: Vec<u64> = figures.iter().map(|figures| figures.points).collect();
    points.sort_unstable();
    let middle = points.len() / 2;
    assert_eq!(statistics["submissions"], figures.len());
    assert_eq!(
        hundredths(&statistics["mean"]),
        points.iter().sum::<u64>() / points.len() as u64
    );
    assert_eq!(
        hundredths(&statistics["median"]),
        u64::midpoint(points[middle - 1], points[middle])
    );
    let tenths = statistics["tenths"].as_array().unwrap();
    let counted: u64 = tenths.iter().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(counted, figures.len() as u64, "{statistics}");
}

/// What a student's own files say.
fn of_one(figures: &Figures, file: impl Fn(&str) -> String) {
    let most = WORTH.iter().map(|(_, worth)| worth).sum::<u64>();
    let name = &figures.name;
    let json = |name: &str| -> Value { serde_json::from_str(&file(name)).unwrap() };
    assert_eq!(hundredths(&json("report.json")["score"]), figures.points);
    assert_eq!(
        hundredths(&json("gradescope.json")["score"]),
        figures.points
    );
    let whole = json("result.json");
    assert_eq!(whole["score"], figures.points / 100, "{name}");
    assert_eq!(whole["max-score"], most, "{name}");
    let exercism = json("exercism.json");
    let tests = exercism["tests"].as_array().unwrap();
    let right = tests.iter().filter(|test| test["status"] == "pass").count();
    assert_eq!(
        (right, tests.len()),
        (figures.right, figures.behaviours),
        "{name}"
    );
    let junit = file("junit.xml");
    let failures = figures.behaviours - figures.right;
    let head = format!(
        "name=\"{name}\" tests=\"{}\" failures=\"{failures}\"",
        figures.behaviours
    );
    assert!(junit.contains(&head), "{head} is not in {junit}");
    let total = format!("{} of {most} points", figures.told());
    let escaped = total.replace('.', "\\.");
    let summary = file("summary.md");
    assert!(
        summary.starts_with(&format!("## {}: {total}\n", name.replace('-', "\\-"))),
        "{summary}"
    );
    for (name, total) in [
        ("feedback.md", &escaped),
        ("feedback.html", &total),
        ("annotations.txt", &total),
    ] {
        let text = file(name);
        assert!(
            text.contains(&**total),
            "{name} does not say {total}: {text}"
        );
    }
}
