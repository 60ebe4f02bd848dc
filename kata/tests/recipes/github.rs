//! `github-actions.yml` on a runner that knows the actions which it uses.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::class;
use crate::machine::{Environment, Machine, copy, environment};
use crate::{documents, recipe};

/// A run of a workflow: its artifacts, and a machine that its jobs use one after another.
pub struct Workflow<'a> {
    pub machine: &'a Machine,
    document: Value,
    /// What expressions may name: `inputs.seed`.
    pub names: BTreeMap<String, String>,
    /// What the platform sets for every command.
    pub environment: Environment,
    /// Files of the repository that somebody pushed, and what they say.
    pub pushed: Vec<(String, Vec<u8>)>,
    /// What every command printed.
    pub log: String,
}

impl<'a> Workflow<'a> {
    pub fn new(machine: &'a Machine, path: &Path) -> Self {
        let summary = machine.path("summary.md");
        Workflow {
            machine,
            document: documents(path).remove(0),
            names: BTreeMap::from([
                ("runner.os".to_owned(), "Linux".to_owned()),
                ("github.token".to_owned(), "token".to_owned()),
            ]),
            environment: environment([
                ("CI", "true"),
                ("GITHUB_ACTIONS", "true"),
                ("GITHUB_REPOSITORY", "our-class/katas"),
                ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap()),
            ]),
            pushed: Vec::new(),
            log: String::new(),
        }
    }

    /// The folder that an artifact of that name is kept in.
    pub fn artifact(&self, name: &str) -> PathBuf {
        self.machine.path("artifacts").join(name)
    }

    /// Runs a job, once for each value of its matrix. Says whether it is green.
    pub fn run(&mut self, name: &str) -> bool {
        let job = self.document["jobs"][name].clone();
        let matrix = job["strategy"]["matrix"]["shard"].as_array().cloned();
        let Some(shards) = matrix else {
            return self.run_once(&job);
        };
        let total = shards.len().to_string();
        self.names.insert("strategy.job-total".to_owned(), total);
        let mut green = true;
        for shard in shards {
            self.names
                .insert("matrix.shard".to_owned(), shard.to_string());
            green &= self.run_once(&job);
        }
        green
    }

    fn run_once(&mut self, job: &Value) -> bool {
        let course = self.machine.course();
        let _ = fs::remove_dir_all(&course);
        fs::create_dir_all(&course).unwrap();
        let (mut cached, mut green) = (false, true);
        for step in job["steps"].as_array().unwrap() {
            let mut environment = self.environment.clone();
            for level in [&self.document["env"], &job["env"], &step["env"]] {
                for (name, value) in level.as_object().into_iter().flatten() {
                    let value = self.filled(&plain(value), &environment);
                    environment.insert(name.clone(), value);
                }
            }
            let condition = step["if"].as_str();
            if condition.is_some_and(|condition| self.value(condition, &environment) != "true")
                || !green && condition != Some("always()")
            {
                continue;
            }
            if let Some(script) = step["run"].as_str() {
                assert!(
                    !script.contains("${{"),
                    "an expression in a script is no text: {script}"
                );
                let command = ["bash", "-ec", script];
                let (succeeds, told) = self.machine.try_run(&command, &course, &environment);
                self.log += &told;
                green &= succeeds;
                continue;
            }
            let uses = step["uses"].as_str().unwrap();
            let (action, version) = uses.split_once('@').unwrap();
            assert!(version.starts_with('v'), "{uses}");
            let with = |name: &str| {
                let value = &step["with"][name];
                (!value.is_null()).then(|| self.filled(&plain(value), &environment))
            };
            match action {
                "actions/checkout" => {
                    self.machine.check_out();
                    for (file, content) in &self.pushed {
                        fs::write(course.join(file), content).unwrap();
                    }
                }
                "actions/cache" | "actions/cache/restore" => {
                    assert!(with("path").unwrap().lines().any(|line| line == "target"));
                    assert!(with("key").unwrap().contains("Linux"), "{step}");
                    self.machine.restore_builds();
                    cached = true;
                }
                "actions/upload-artifact" => {
                    let from = course.join(with("path").unwrap());
                    let to = self.artifact(&with("name").unwrap());
                    assert!(from.exists(), "{} is not there", from.display());
                    match from.is_dir() {
                        true => copy(&from, &to),
                        false => copy(&from, &to.join(from.file_name().unwrap())),
                    }
                }
                "actions/download-artifact" => {
                    let to = course.join(with("path").unwrap());
                    match (with("name"), with("pattern"), with("run-id")) {
                        (Some(name), None, None) => copy(&self.artifact(&name), &to),
                        (Some(name), None, Some(run)) => {
                            assert!(
                                with("github-token").is_some(),
                                "another run's needs a token"
                            );
                            copy(&self.machine.path("runs").join(run).join(name), &to);
                        }
                        (None, Some(pattern), None) => {
                            let start = pattern.strip_suffix('*').unwrap();
                            assert_eq!(with("merge-multiple").as_deref(), Some("true"));
                            for entry in fs::read_dir(self.machine.path("artifacts")).unwrap() {
                                let entry = entry.unwrap();
                                if entry.file_name().to_str().unwrap().starts_with(start) {
                                    copy(&entry.path(), &to);
                                }
                            }
                        }
                        other => panic!("{other:?}"),
                    }
                }
                _ => panic!("{action} is not known here"),
            }
        }
        if cached {
            self.machine.keep_builds();
        }
        green
    }

    /// A text with its expressions replaced by what they say.
    fn filled(&self, text: &str, environment: &Environment) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${{") {
            let (expression, after) = after.split_once("}}").unwrap();
            filled += before;
            filled += &self.value(expression, environment);
            rest = after;
        }
        filled + rest
    }

    /// What an expression says: names, texts, `||` and `==`.
    fn value(&self, expression: &str, environment: &Environment) -> String {
        let expression = expression.trim();
        if let Some((left, right)) = expression.split_once("==") {
            let same = self.value(left, environment) == self.value(right, environment);
            return same.to_string();
        }
        let mut value = String::new();
        for term in expression.split("||").map(str::trim) {
            value = match term.strip_prefix('\'') {
                Some(text) => text.trim_end_matches('\'').to_owned(),
                None if term == "always()" => "true".to_owned(),
                None if term.starts_with("hashFiles(") => "hash".to_owned(),
                None => match term.strip_prefix("env.") {
                    Some(name) => environment.get(name).cloned().unwrap_or_default(),
                    None => self.names.get(term).cloned().unwrap_or_default(),
                },
            };
            if !value.is_empty() {
                break;
            }
        }
        value
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Runs the recipe, with submissions from somewhere and these inputs, and compares.
fn grades(place: impl FnOnce(&Workflow<'_>), inputs: &[(&str, &str)]) {
    let machine = Machine::new();
    let mut workflow = Workflow::new(&machine, &recipe("github-actions.yml"));
    place(&workflow);
    for (name, value) in inputs {
        workflow
            .names
            .insert((*name).to_owned(), (*value).to_owned());
    }
    for job in ["collect", "grade", "merge"] {
        assert!(workflow.run(job), "{job} is red\n{}", workflow.log);
    }
    let link = workflow.artifact("collected").join("fred/link");
    assert!(
        !link.exists(),
        "a student's link was uploaded with what it leads to"
    );
    let got = fs::read_to_string(workflow.artifact("grades").join("grades.jsonl")).unwrap();
    let summary = fs::read_to_string(machine.path("summary.md")).unwrap();
    assert_eq!(
        summary.matches("\n## ").count() + 1,
        class::STUDENTS,
        "{summary}"
    );

    let course = machine.check_out();
    machine.restore_builds();
    copy(&workflow.artifact("collected"), &course.join("submissions"));
    assert_eq!(got, class::graded_at_once(&machine, "submissions", &course));
}

#[test]
fn github_grades_the_assets_of_a_release_every_night() {
    grades(
        |workflow| {
            class::lay(&workflow.machine.path("release"));
            // A release holds files: an archive a student.
            let pack = "for student in */; do tar -czf \"${student%/}.tar.gz\" \"$student\"; \
                        rm -r \"$student\"; done";
            let release = workflow.machine.path("release");
            workflow
                .machine
                .run(&["bash", "-ec", pack], &release, &Environment::new());
            let script = format!(
                "[ \"$1 $2 $3 $4 $5 $6\" = 'release download submissions --repo our-class/katas \
                 --dir' ] && [ -n \"$GH_TOKEN\" ] && cp -r '{}' \"$7\"",
                release.display()
            );
            workflow.machine.program("gh", &script);
        },
        &[],
    );
}

#[test]
fn github_grades_the_artifact_of_a_named_run() {
    grades(
        |workflow| class::lay(&workflow.machine.path("runs/4711/submissions")),
        &[
            ("inputs.source", "run"),
            ("inputs.name", "4711"),
            ("inputs.seed", "1"),
        ],
    );
}

#[test]
fn github_grades_repositories_that_a_file_lists() {
    grades(
        |workflow| {
            let machine = workflow.machine;
            let forge = machine.path("forge/our-class");
            class::lay(&forge);
            fs::remove_file(forge.join("cem.zip")).unwrap();
            fs::remove_file(forge.join("roster.csv")).unwrap();
            fs::create_dir(forge.join("cem")).unwrap();
            fs::write(
                forge.join("cem/at_once.rs"),
                class::text("solutions", "at_once.rs"),
            )
            .unwrap();
            std::os::unix::fs::symlink("/etc/passwd", forge.join("fred/link")).unwrap();
            let make = "for student in *; do git -C $student init --quiet && git -C $student add . \
                        && git -C $student -c user.name=x -c user.email=x commit -qm x; \
                        echo \"$student our-class/$student\" >> ../../students.txt; done";
            machine.run(&["bash", "-ec", make], &forge, &Environment::new());
            let git_config = format!(
                "[url \"file://{}/\"]\n    insteadOf = https://x-access-token:secret@github.com/\n",
                machine.path("forge").display()
            );
            fs::write(machine.path("home").join(".gitconfig"), git_config).unwrap();
        },
        &[
            ("inputs.source", "repositories"),
            ("inputs.name", "../students.txt"),
            ("secrets.SUBMISSIONS_TOKEN", "secret"),
        ],
    );
}
