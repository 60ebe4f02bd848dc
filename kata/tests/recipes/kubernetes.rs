//! The files of `kubernetes/`: the image is built, and each pod's command run in it.

use std::fs;

use serde_json::Value;

use crate::class;
use crate::machine::{Environment, Machine};
use crate::{documents, recipe, toolchain};

/// Builds the image: the course stands where the file puts it.
fn build(machine: &Machine) -> Environment {
    let text = fs::read_to_string(recipe("kubernetes/Dockerfile")).unwrap();
    let mut environment = Environment::new();
    machine.program("useradd", "[ \"$1 $2\" = '--uid 10001' ]");
    machine.program("chown", "[ \"$1 $2\" = \"grader $PWD\" ]");
    let course = machine.course();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (instruction, rest) = line.split_once(' ').unwrap();
        match instruction {
            "FROM" => assert_eq!(rest, format!("rust:{}", toolchain())),
            "WORKDIR" => assert_eq!(rest, "/course"),
            "COPY" => {
                assert_eq!(rest, "--chown=grader . .");
                machine.check_out();
                machine.restore_builds();
            }
            "RUN" => {
                fs::create_dir_all(&course).unwrap();
                let script = machine.here(rest);
                machine.run(&["sh", "-c", &script], &course, &environment);
            }
            "ENV" => {
                let (name, value) = rest.split_once('=').unwrap();
                environment.insert(name.to_owned(), value.to_owned());
            }
            "USER" => assert_eq!(rest, "grader"),
            _ => panic!("{line} is not known here"),
        }
    }
    environment
}

/// Runs the command of a job's container as the pod of that index.
fn run(machine: &Machine, job: &Value, image: &Environment, index: u64) {
    let container = &job["spec"]["template"]["spec"]["containers"][0];
    let mut environment = image.clone();
    for variable in container["env"].as_array().into_iter().flatten() {
        let text = |key: &str| variable[key].as_str().unwrap().to_owned();
        environment.insert(text("name"), text("value"));
    }
    environment.insert("JOB_COMPLETION_INDEX".to_owned(), index.to_string());
    assert_eq!(container["workingDir"], "/course");
    let words = container["command"].as_array().unwrap().iter();
    let words: Vec<String> = words
        .map(|word| machine.here(word.as_str().unwrap()))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    machine.run(&words, &machine.course(), &environment);
}

/// What a pod that runs strangers' code must not have.
fn is_shut_in(job: &Value) {
    let pod = &job["spec"]["template"]["spec"];
    assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
    assert_eq!(
        pod["securityContext"]["seccompProfile"]["type"],
        "RuntimeDefault"
    );
    assert_eq!(pod["automountServiceAccountToken"], false);
    let container = &pod["containers"][0]["securityContext"];
    assert_eq!(container["allowPrivilegeEscalation"], false);
    assert_eq!(container["capabilities"]["drop"][0], "ALL");
    assert!(job["spec"]["activeDeadlineSeconds"].is_u64());
}

#[test]
fn kubernetes_grades_in_pods_of_an_image_that_needs_no_network() {
    let mut machine = Machine::new();
    let class = machine.path("class");
    machine.stands_for("/class", class.clone());
    machine.stands_for("/course", machine.course());
    let image = build(&machine);
    class::lay(&class.join("submissions"));

    let documents = documents(&recipe("kubernetes/grade.yaml"));
    let of = |kind: &str| {
        documents
            .iter()
            .find(|document| document["kind"] == kind)
            .unwrap()
    };
    let policy = &of("NetworkPolicy")["spec"];
    let job = of("Job");
    let labels = &job["spec"]["template"]["metadata"]["labels"];
    assert_eq!(
        policy["podSelector"]["matchLabels"], *labels,
        "its pods have a network"
    );
    assert_eq!(
        policy["policyTypes"],
        serde_json::json!(["Ingress", "Egress"])
    );
    assert!(policy["egress"].is_null() && policy["ingress"].is_null());
    is_shut_in(job);
    let pods = job["spec"]["completions"].as_u64().unwrap();
    for index in 0..pods {
        run(&machine, job, &image, index);
    }
    let merge = crate::documents(&recipe("kubernetes/merge.yaml")).remove(0);
    is_shut_in(&merge);
    run(&machine, &merge, &image, 0);

    let got = fs::read_to_string(class.join("grades/grades.jsonl")).unwrap();
    let submissions = class.join("submissions");
    let course = machine.course();
    let at_once = class::graded_at_once(&machine, submissions.to_str().unwrap(), &course);
    assert_eq!(got, at_once);
    machine.keep_builds();
}
