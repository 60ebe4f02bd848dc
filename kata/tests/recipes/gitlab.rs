//! `gitlab-ci.yml`, job by job.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::class;
use crate::machine::{Machine, copy, environment};
use crate::{documents, recipe, toolchain};

/// A job with what it extends.
fn job(document: &Value, name: &str) -> Value {
    let own = document[name].clone();
    let Some(base) = own["extends"].as_str() else {
        return own;
    };
    let mut whole = document[base].clone();
    for (key, value) in own.as_object().unwrap() {
        whole[key] = value.clone();
    }
    whole
}

/// Runs a job's script in a fresh checkout with the artifacts of the jobs before.
fn run(machine: &Machine, document: &Value, name: &str, node: Option<(usize, usize)>) {
    let job = job(document, name);
    let course = machine.check_out();
    class::lay(&course.join("submissions"));
    copy(&machine.path("artifacts"), &course);
    assert_eq!(job["cache"]["paths"][1], "target", "{name} has no cache");
    machine.restore_builds();
    let project = course.to_str().unwrap();
    let mut given = environment([
        ("CI", "true"),
        ("CI_PROJECT_DIR", project),
        ("CI_PIPELINE_SOURCE", "web"),
    ]);
    if let Some((index, total)) = node {
        given.insert("CI_NODE_INDEX".to_owned(), index.to_string());
        given.insert("CI_NODE_TOTAL".to_owned(), total.to_string());
    }
    for (variable, value) in document["variables"].as_object().unwrap() {
        let value = value.as_str().unwrap().replace("$CI_PROJECT_DIR", project);
        given.insert(variable.clone(), value);
    }
    // The packages that a job before put into its cache.
    machine.packages_in(std::path::Path::new(&given["CARGO_HOME"]));
    let lines = job["script"].as_array().unwrap().iter();
    let script: Vec<&str> = lines.map(|line| line.as_str().unwrap()).collect();
    let script = format!("set -o pipefail\n{}", script.join("\n"));
    machine.run(&["bash", "-ec", &script], &course, &given);
    for path in job["artifacts"]["paths"].as_array().unwrap() {
        let keep = format!(
            "cp -r {} '{}'",
            path.as_str().unwrap(),
            machine.path("artifacts").display()
        );
        machine.run(&["bash", "-ec", &keep], &course, &given);
    }
    if let Some(reports) = job["artifacts"]["reports"]["junit"].as_str() {
        let keep = format!("ls {reports} > ../reports.txt");
        machine.run(&["bash", "-ec", &keep], &course, &given);
    }
    machine.keep_builds();
}

#[test]
fn gitlab_grades_on_parallel_runners_and_shows_every_student() {
    let machine = Machine::new();
    fs::create_dir(machine.path("artifacts")).unwrap();
    let document = documents(&recipe("gitlab-ci.yml")).remove(0);
    let image = document["default"]["image"].as_str().unwrap();
    assert_eq!(
        image,
        format!("rust:{}", toolchain()),
        "the image has another toolchain"
    );
    let total = usize::try_from(document["grade"]["parallel"].as_u64().unwrap()).unwrap();
    for index in 1..=total {
        run(&machine, &document, "grade", Some((index, total)));
    }
    run(&machine, &document, "merge", None);
    let grades = machine.path("artifacts/grades");
    let got = fs::read_to_string(grades.join("grades.jsonl")).unwrap();

    // As GitLab does it: the cases of all reports together, told apart by class and name.
    let mut students = BTreeSet::new();
    let reports = fs::read_to_string(machine.path("reports.txt")).unwrap();
    assert_eq!(reports.lines().count(), class::STUDENTS, "{reports}");
    for report in reports.lines() {
        let text = fs::read_to_string(machine.path("artifacts").join(report)).unwrap();
        for suite in junit_parser::from_reader(text.as_bytes()).unwrap().suites {
            for case in suite.cases {
                let name = case.classname.unwrap();
                students.insert(name.split(' ').next().unwrap().to_owned());
            }
        }
    }
    assert_eq!(students.len(), class::STUDENTS, "{students:?}");

    let course = machine.check_out();
    machine.restore_builds();
    class::lay(&course.join("submissions"));
    assert_eq!(got, class::graded_at_once(&machine, "submissions", &course));
}
