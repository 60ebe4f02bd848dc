//! The workflow of a handout, in a student's repository: red and green by the teacher's rule.

use std::fs;

use kata::course::Course;
use kata::grade::Requirement;
use kata::handout::hand_out;

use crate::github::Workflow;
use crate::machine::Machine;
use crate::{CHAPTER, class, repository};

#[test]
fn a_student_s_ci_is_green_or_red_by_the_teacher_s_rule_and_always_shows_the_report() {
    let machine = Machine::new();
    let course = Course::open(repository()).unwrap();
    let answer = |slug: &str, text: Vec<u8>| (format!("src/{CHAPTER}/{slug}.rs"), text);
    let right = answer("at_once", class::text("solutions", "at_once.rs"));
    let mistake = class::text("mistakes", "at_once/one_after_another.rs");
    for (rule, pushed, green) in [
        (Requirement::Begun, vec![], true),
        (Requirement::Begun, vec![right.clone()], true),
        (
            Requirement::Begun,
            vec![answer("at_once", mistake.clone())],
            false,
        ),
        (Requirement::All, vec![right], false),
        (Requirement::Nothing, vec![answer("at_once", mistake)], true),
    ] {
        let handout = tempfile::tempdir().unwrap();
        hand_out(&course, &[CHAPTER.to_owned()], rule, handout.path()).unwrap();
        let file = handout.path().join(".github/workflows/katas.yml");
        let mut workflow = Workflow::new(&machine, &file);
        workflow.pushed = pushed;
        let _ = fs::remove_file(machine.path("summary.md"));
        let got = workflow.run("katas");
        assert_eq!(got, green, "{rule}: {}", workflow.log);
        let summary = fs::read_to_string(machine.path("summary.md")).unwrap();
        assert!(summary.starts_with("## "), "{rule}: no report: {summary}");
    }
}
