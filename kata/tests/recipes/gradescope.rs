//! `gradescope/setup.sh` and `gradescope/run_autograder`, in a container that is laid out as
//! Gradescope's: the zip file in source/, a submission, and a folder for results.

use std::fs;

use serde_json::Value;

use crate::class;
use crate::machine::{Environment, Machine, copy, environment};
use crate::recipe;

/// The command of grading.md that makes the zip file.
fn packing() -> String {
    let page = fs::read_to_string(crate::repository().join("docs/grading.md")).unwrap();
    let start = page
        .find("git archive --format=zip")
        .expect("grading.md says how to pack");
    let block = &page[start..];
    block[..block.find("```").unwrap()].replace("\\\n", " ")
}

#[test]
fn gradescope_gets_what_grading_gives_and_a_result_whatever_happens() {
    let mut machine = Machine::new();
    let course = machine.check_out();
    let autograder = machine.path("autograder");
    let own = |machine: &Machine, script: &str, folder: &std::path::Path| {
        machine.run(&["bash", "-ec", script], folder, &Environment::new())
    };
    let commit = "git init --quiet && git add . && git -c user.name=x -c user.email=x commit -qm x";
    own(&machine, commit, &course);
    own(&machine, &packing(), &course);
    let source = autograder.join("source");
    let zip = fs::File::open(course.join("autograder.zip")).unwrap();
    zip::ZipArchive::new(zip).unwrap().extract(&source).unwrap();
    for file in ["setup.sh", "run_autograder"] {
        let packed = fs::read(source.join(file)).expect("it is at the top of the zip file");
        assert_eq!(packed, fs::read(recipe("gradescope").join(file)).unwrap());
    }

    // Builds stay warm where the course stands: it moves into the container.
    fs::remove_dir_all(&course).unwrap();
    fs::rename(source.join("course"), &course).unwrap();
    machine.restore_builds();
    machine.stands_for("/autograder/source/course", course.clone());
    machine.stands_for("/autograder", autograder.clone());
    let bin = machine.path("autograder/rust/cargo/bin");
    machine.program("apt-get", ":");
    machine.program(
        "curl",
        &format!(
            "echo 'mkdir -p \"$CARGO_HOME/bin\" && cp {} \"$CARGO_HOME/bin/\" && printf \
             \"#!/bin/sh\\n\" > \"$CARGO_HOME/bin/rustup\" && chmod +x \"$CARGO_HOME/bin/rustup\"'",
            machine.path("bin/cargo").display()
        ),
    );
    let run = |machine: &Machine, file: &str| {
        let script = machine.here(&fs::read_to_string(source.join(file)).unwrap());
        let path = machine.path("tmp").join(file);
        fs::write(&path, script).unwrap();
        machine.packages_in(&machine.path("autograder/rust/cargo"));
        let given = environment([("SUBMISSION_ID", "7")]);
        machine.run(&["bash", path.to_str().unwrap()], &autograder, &given)
    };
    machine.toolchain_in(&machine.path("autograder/rust/rustup"));
    run(&machine, "setup.sh");
    assert!(
        bin.join("cargo").is_file(),
        "setup.sh installed no toolchain"
    );

    class::lay(&machine.path("class"));
    let submission = autograder.join("submission");
    let results = autograder.join("results/results.json");
    let students = ["ada", "dora"];
    let mut got = Vec::new();
    for student in students {
        let _ = fs::remove_dir_all(&submission);
        copy(&machine.path("class").join(student), &submission);
        let _ = fs::remove_file(&results);
        run(&machine, "run_autograder");
        got.push(fs::read_to_string(&results).unwrap());
    }
    // Afterwards, since another cargo home is another build.
    for (student, got) in students.iter().zip(got) {
        let at_once = format!(
            "cargo kata grade --seed 1 --format gradescope '{}' --cache ../at-once",
            machine.path("class").join(student).display()
        );
        let due = own(&machine, &at_once, &course);
        assert!(due.ends_with(&got), "{student}: {got}\n{due}");
    }

    // A grader that breaks says so, and blames nobody.
    machine.program("cargo", "exit 1");
    fs::copy(machine.path("bin/cargo"), bin.join("cargo")).unwrap();
    fs::remove_file(&results).unwrap();
    let _ = fs::remove_dir_all(&submission);
    copy(&machine.path("class/ada"), &submission);
    let told = run(&machine, "run_autograder");
    assert!(told.contains("the grader failed"), "{told}");
    let result: Value = serde_json::from_str(&fs::read_to_string(&results).unwrap()).unwrap();
    let output = result["output"].as_str().unwrap();
    assert!(
        output.contains("says nothing about your answers"),
        "{output}"
    );
    assert_eq!(result["score"], 0);
    machine.keep_builds();
}
