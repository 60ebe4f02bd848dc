//! What points come to besides the tests: late hand-ins, decisions of a teacher, a roster, blind
//! grading. Figures are worked out here by hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

mod common;

/// The course of two katas, `double` with one star and `greet` with two, and a class in it.
struct Class {
    course: PathBuf,
    folder: tempfile::TempDir,
}

impl Class {
    fn new() -> Self {
        let class = Class {
            course: common::course("sound", &["sound"], &[]),
            folder: tempfile::tempdir().unwrap(),
        };
        let right = |kata: &str| {
            fs::read_to_string(common::fixture("sound").join("solutions").join(kata)).unwrap()
        };
        let double = right("c01_numbers/double.rs");
        let greet = right("c02_words/greet.rs");
        for student in ["ada", "bo", "김민수"] {
            class.write(&format!("class/{student}/double.rs"), &double);
        }
        class.write("class/ada/greet.rs", &greet);
        class
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn try_to(&self, options: &[&str]) -> Output {
        let mut grade = Command::new(env!("CARGO_BIN_EXE_kata"));
        grade.current_dir(&self.course);
        grade.args(["grade", "--seed", "1", "--no-sandbox"]);
        let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rules-cache");
        grade.arg("--cache").arg(cache).args(options);
        let class = fs::read_dir(self.path("class")).unwrap();
        grade.args(class.map(|entry| entry.unwrap().path()));
        grade.output().unwrap()
    }

    fn grade(&self, options: &[&str]) -> String {
        let output = self.try_to(options);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn reports(&self, options: &[&str]) -> Vec<Value> {
        let lines = self.grade(&[options, &["--json"]].concat());
        let reports = lines.lines();
        reports
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

/// Holds reports to the schema that programs may rely on.
fn hold_to_the_schema(reports: &[Value]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/grading/report.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("report.json", schema).unwrap();
    let schema = compiler.compile("report.json", &mut schemas).unwrap();
    for report in reports {
        if let Err(error) = schemas.validate(report, schema) {
            panic!("{error:#}\n{report:#}");
        }
    }
}

fn scores(reports: &[Value]) -> Vec<(&str, f64)> {
    let score = |report: &Value| report["score"].as_f64().unwrap();
    reports
        .iter()
        .map(|report| (report["submission"].as_str().unwrap(), score(report)))
        .collect()
}

const POLICY: &str = r#"
due = "2026-12-01 18:00"
time-zone = "Asia/Seoul"
[points]
double = 2.5
greet = 4
[late]
grace-days = 1
penalty-per-day = 12.5
[late.extensions]
"김민수" = 2026-12-04T18:00:00+09:00
"#;

#[test]
fn decisions_come_first_and_lateness_takes_its_share_of_what_they_leave() {
    let class = Class::new();
    let policy = class.write("policy.toml", POLICY);
    let arrived = class.write(
        "arrived.csv",
        "student,arrived\nada,2026-12-03 19:00\nbo,2026-12-01T09:00:00Z\n김민수,2026-12-04 17:59\n",
    );
    let overrides = class.write(
        "overrides.csv",
        "student,kata,points,verdict,reason,by\n\
         ada,double,1.25,,asked a friend,Dr. Kim\n\
         bo,greet,,passed,shown at the board,Dr. Kim\n",
    );
    let [policy, arrived, overrides] =
        [&policy, &arrived, &overrides].map(|path| path.to_str().unwrap());
    let options = [
        "--policy",
        policy,
        "--arrived",
        arrived,
        "--overrides",
        overrides,
    ];
    let reports = class.reports(&options);
    hold_to_the_schema(&reports);
    // ada: 1.25 and 4 are 5.25; three days begun, one of grace, 25 % off: 3.9375, rounded down.
    // bo: 2.5 and 4, on the second. 김민수: 2.5, in time by an extension.
    assert_eq!(
        scores(&reports),
        [("ada", 3.93), ("bo", 6.5), ("김민수", 2.5)]
    );
    let ada = &reports[0];
    assert_eq!(
        (&ada["late"]["days"], &ada["late"]["grace_days"]),
        (&3.into(), &1.into())
    );
    let overruled = &ada["katas"][0]["overruled"];
    assert_eq!(
        (&overruled["score"], &overruled["by"]),
        (&2.5.into(), &"Dr. Kim".into())
    );
    assert_eq!(reports[1]["katas"][1]["verdict"], "passed");
    assert_eq!(reports[1]["katas"][1]["overruled"]["verdict"], "missing");

    let said = class.grade(&options);
    for line in [
        "6.5 points by the tests",
        "-1.25: double was decided by Dr. Kim: asked a friend",
        "-1.32: 3 days late, 1 day of grace (due 2026-12-01 18:00 +09:00, came 2026-12-03 19:00 +09:00)",
        "= 3.93 of 6.5 points",
        "+4: greet was decided by Dr. Kim: shown at the board",
        "in time (due 2026-12-04 18:00 +09:00 by extension, came 2026-12-04 17:59 +09:00)",
    ] {
        assert!(said.contains(line), "{line:?} is not in {said}");
    }
    for format in ["markdown", "gradescope", "annotations", "html", "moodle"] {
        let view = class.grade(&[&options[..], &["--format", format]].concat());
        let view = view
            .replace("\\.", ".")
            .replace("\\=", "=")
            .replace("&#58;", ":");
        assert!(
            view.contains("asked a friend"),
            "{format} keeps the decision quiet: {view}"
        );
        assert!(view.contains("3.93"), "{format}: {view}");
    }
    let table = class.grade(&[&options[..], &["--format", "csv"]].concat());
    assert!(
        table.starts_with('\u{feff}'),
        "Excel reads UTF-8 by its mark"
    );
    let rows: Vec<&str> = table.lines().collect();
    let head = "\"submission\",\"score\",\"max_score\",\"by_tests\",\"days_late\",\"grace_days\",\
                \"taken_for_lateness\",\"decided\",\"double\",\"greet\",\"double: verdict\",\"greet: verdict\"";
    assert_eq!(rows[0].trim_start_matches('\u{feff}'), head);
    assert_eq!(
        rows[1],
        "\"ada\",3.93,6.5,6.5,3,1,1.32,\"double -1.25: asked a friend (Dr. Kim)\",1.25,4,\"failed\",\"passed\""
    );
    assert_eq!(
        rows[2],
        "\"bo\",6.5,6.5,2.5,0,0,0,\"greet +4: shown at the board (Dr. Kim)\",2.5,4,\"passed\",\"passed\""
    );
    assert_eq!(
        rows[3],
        "\"김민수\",2.5,6.5,2.5,0,0,0,\"\",2.5,0,\"passed\",\"missing\""
    );
}

#[test]
fn tables_that_say_too_little_are_refused_by_line() {
    let class = Class::new();
    for (option, table, said) in [
        (
            "--overrides",
            "student,kata,points\n",
            "no column is called `reason`",
        ),
        (
            "--overrides",
            "student,kata,points,reason,by\nada,double,1,,me\n",
            ":2: `reason` is empty",
        ),
        (
            "--overrides",
            "student,kata,points,reason,by\nada,dubble,1,x,me\n",
            "`dubble` is no kata",
        ),
        (
            "--overrides",
            "student,kata,points,reason,by\nada,double,a lot,x,me\n",
            "`a lot` is no number",
        ),
        (
            "--overrides",
            "student,kata,points,verdict,reason,by\nada,double,1,passed,x,me\n",
            "either `points` or `verdict`",
        ),
        (
            "--overrides",
            "student,kata,points,reason,by\nada,double,1.01,x,me\n",
            ":2: 1.01 points: double is worth 1",
        ),
        (
            "--overrides",
            "student,kata,points,reason,by\nada,double,1,x,me\nboo,double,1,x,me\n",
            ":3: nobody here is called `boo`",
        ),
        (
            "--overrides",
            "student,kata,verdict,reason,by\nada,double,great,x,me\n",
            "`great` is no verdict",
        ),
        (
            "--arrived",
            "student,arrived\nada,2026-12-01 18:00\n",
            "lacks its offset",
        ),
        (
            "--arrived",
            "student,arrived\nada,soon\n",
            ":2: `soon` is no time",
        ),
        (
            "--roster",
            "id,name\n1,A\n1,B\n",
            ":3: two students have the id `1`",
        ),
        (
            "--roster",
            "id,submission\n1,x\n2,x\n",
            ":3: two students have the submission `x`",
        ),
    ] {
        let table = class.write("table.csv", table);
        let output = class.try_to(&[option, table.to_str().unwrap()]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(
            error.contains("table.csv") && error.contains(said),
            "{said}: {error}"
        );
    }
}

#[test]
fn a_student_has_one_decision_one_time_and_one_extension_whatever_they_are_called() {
    let class = Class::new();
    let roster = class.write("roster.csv", "id,login,name\ns1,ada,Kim\ns2,bo,Kim\n");
    let of_course = |options: &[&str]| -> String {
        let roster = ["--roster", roster.to_str().unwrap()];
        let output = class.try_to(&[&roster, options].concat());
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{error}");
        error
    };
    let late = "due = 2026-12-01T18:00:00Z\n[late]\n[late.extensions]\n";
    let decide = "student,kata,points,reason,by\n";
    for (option, text, said) in [
        (
            "--overrides",
            format!("{decide}Kim,double,1,x,me\n"),
            ":2: `Kim` is s1 and s2",
        ),
        (
            "--overrides",
            format!("{decide}bo,double,1,x,me\ns2,greet,1,x,me\ns2,double,0,x,me\n"),
            ":4: double is decided twice: `s2` is the same student as `bo` in line 2",
        ),
        (
            "--arrived",
            "student,arrived\nbo,2026-12-01T18:00Z\ns2,2026-12-02T18:00Z\n".to_owned(),
            ":3: `s2` is the same student as `bo` in line 2",
        ),
        (
            "--policy",
            format!("{late}bo = 2026-12-02T18:00:00Z\ns2 = 2026-12-03T18:00:00Z\n"),
            ":5: `s2` is the same student as `bo` in line 4",
        ),
        (
            "--policy",
            format!("{late}boo = 2026-12-02T18:00:00Z\n"),
            ":4: nobody here is called `boo`",
        ),
        (
            "--policy",
            "due = 2026-12-01T18:00:00Z\n[late]\n[late.grace-days-left]\nKim = 1\n".to_owned(),
            ":4: `Kim` is s1 and s2",
        ),
    ] {
        let file = class.write("said", &text);
        let error = of_course(&[option, file.to_str().unwrap()]);
        assert!(
            error.contains("said") && error.contains(said),
            "{said}: {error}"
        );
    }
    let some = class.write("some.toml", "katas = [\"double\"]\n");
    let file = class.write("said.csv", &format!("{decide}ada,greet,1,x,me\n"));
    let [some, file] = [&some, &file].map(|path| path.to_str().unwrap());
    let error = of_course(&["--policy", some, "--overrides", file]);
    assert!(
        error.contains("said.csv:2: greet does not count"),
        "{error}"
    );
    let korean = class.write("korean.csv", "");
    fs::write(&korean, b"id,name\n1,\xb1\xe8\n").unwrap();
    let error = of_course(&["--overrides", korean.to_str().unwrap()]);
    assert!(error.contains("korean.csv:2: it is not UTF-8"), "{error}");
}

#[test]
fn a_name_is_the_same_however_a_system_spells_it() {
    let class = Class::new();
    let apart = "\u{1100}\u{1175}\u{11b7}\u{1106}\u{1175}\u{11ab}\u{1109}\u{116e}";
    let folder = class.path("class");
    fs::rename(folder.join("김민수"), folder.join(apart)).unwrap();
    let roster = class.write("roster.csv", "id,name\n7,김민수\n");
    let decided = format!("student,kata,points,reason,by\n{apart},double,0.5,x,me\n");
    let overrides = class.write("overrides.csv", &decided);
    let [roster, overrides] = [&roster, &overrides].map(|path| path.to_str().unwrap());
    let reports = class.reports(&["--roster", roster, "--overrides", overrides]);
    assert_eq!(reports.len(), 3, "nobody has a second report");
    let kim = reports
        .iter()
        .find(|one| one["submission"] == "김민수")
        .unwrap();
    assert_eq!(
        (&kim["student"]["id"], &kim["score"]),
        (&"7".into(), &0.5.into())
    );
}

#[test]
fn policies_that_mean_nothing_are_refused_by_name() {
    let class = Class::new();
    for (policy, said) in [
        ("katas = []", ":1: katas: the list is empty"),
        (
            "katas = [\"c01\"]\n[points]\ngreet = 1",
            ":3: points.greet: it does not count",
        ),
        (
            "[points]\ndouble = 1.005",
            "points.double: 1.005 has more than two decimals",
        ),
        (
            "[points]\ndouble = -1",
            "points.double: -1 is not from 0 to",
        ),
        (
            "[points]\ndouble = \"1\"",
            "points.double: string is no number",
        ),
        (
            "due = 2026-12-01T18:00:00\n[late]\n",
            "due: `2026-12-01 18:00:00` lacks its offset",
        ),
        (
            "due = 2026-12-01\n[late]\n",
            "due: `2026-12-01` lacks the time of day",
        ),
        ("due = \"tomorrow\"\n[late]\n", "due: `tomorrow` is no time"),
        (
            "late = 3",
            ":1: invalid type: integer `3`, expected a table, `[late]`",
        ),
        (
            "[late]\ngrace-days = 1",
            ":1: late: nobody is late without `due`",
        ),
        (
            "due = 2026-12-01T18:00:00Z\ntime-zone = \"Asia/Soul\"",
            "time-zone: `Asia/Soul`",
        ),
        (
            "due = 2026-12-01T18:00:00Z\n[late]\npenalty-per-day = 101",
            "in percent: 101 is not from 0 to 100",
        ),
        (
            "due = 2026-12-02T18:00:00Z\n[late]\ncut-off = 2026-12-01T18:00:00Z",
            "late.cut-off: it is before `due`",
        ),
        ("behaviours = \"some\"", "unknown variant `some`"),
    ] {
        let policy = class.write("policy.toml", policy);
        let output = class.try_to(&["--policy", policy.to_str().unwrap()]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(
            error.contains("policy.toml") && error.contains(said),
            "{said}: {error}"
        );
    }
}

#[test]
fn everybody_on_the_roster_has_a_row_and_gradebooks_find_them() {
    let class = Class::new();
    let roster = class.write(
        "roster.csv",
        "id;name;email;login;canvas_id\n7;김민수;min@x.org;min;701\n8;Ada Lovelace;ada@x.org;ada;702\n9;Eve;eve@x.org;;703\n",
    );
    let policy = class.write("policy.toml", "assignment = \"Katas 1\"\n");
    let options = [
        "--roster",
        roster.to_str().unwrap(),
        "--policy",
        policy.to_str().unwrap(),
    ];
    let output = class.try_to(&[&options[..], &["--format", "canvas"]].concat());
    let notes = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(notes.contains("nobody on the roster goes by bo"), "{notes}");
    let canvas = String::from_utf8(output.stdout).unwrap();
    let rows: Vec<&str> = canvas.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(
        rows,
        [
            "\"Student\",\"ID\",\"SIS User ID\",\"SIS Login ID\",\"Section\",\"Katas 1\"",
            "\"    Points Possible\",\"\",\"\",\"\",\"\",3",
            "\"Eve\",\"703\",\"9\",\"eve@x.org\",\"\",0",
            "\"Ada Lovelace\",\"702\",\"8\",\"ada\",\"\",3",
            "\"bo\",\"\",\"bo\",\"\",\"\",1",
            "\"김민수\",\"701\",\"7\",\"min\",\"\",1",
        ]
    );
    let moodle = class.grade(&[&options[..], &["--format", "moodle"]].concat());
    assert!(
        moodle.contains("\"9\",\"eve@x.org\",0,\"0 of 3 points\"\r\n"),
        "{moodle}"
    );
    let reports = class.reports(&options);
    hold_to_the_schema(&reports);
    assert_eq!(reports[0]["notes"][0], "nothing was handed in");
    assert_eq!(reports[0]["student"]["name"], "Eve");
    let page = class.grade(&[&options[..], &["--format", "html"]].concat());
    assert!(page.contains("Ada Lovelace") && page.contains("ada@x.org"));
}

#[test]
fn blind_reports_name_nobody_and_the_key_does() {
    let class = Class::new();
    let roster = class.write(
        "roster.csv",
        "id,name,email\n7,김민수,min@x.org\n8,ada,ada@x.org\n",
    );
    let key = class.path("key.csv");
    let out = class.path("out");
    let options = [
        "--roster",
        roster.to_str().unwrap(),
        "--blind",
        key.to_str().unwrap(),
        "--format",
        "csv,html,junit,markdown,canvas,moodle,exercism,gradescope",
        "--out",
        out.to_str().unwrap(),
    ];
    let sharded = class.try_to(&[&options[..], &["--shard", "1/2"]].concat());
    assert_eq!(
        sharded.status.code(),
        Some(2),
        "shards need a key first: {sharded:?}"
    );
    let said = class.grade(&options);
    let mut everything = said;
    let mut folders = vec![out.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            everything += path.file_name().unwrap().to_str().unwrap();
            match path.is_dir() {
                true => folders.push(path),
                false => everything += &fs::read_to_string(path).unwrap(),
            }
        }
    }
    for name in [
        "ada",
        "김민수",
        "min@x.org",
        class.folder.path().to_str().unwrap(),
    ] {
        assert!(!everything.contains(name), "{name} is named");
    }
    let keyed = fs::read_to_string(&key).unwrap();
    let mut reader = csv::Reader::from_reader(keyed.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let mut known: Vec<&str> = rows.iter().map(|row| &row[1]).collect();
    known.sort_unstable();
    assert_eq!(known, ["7", "8", "bo"], "{keyed}");
    for row in &rows {
        assert!(everything.contains(&row[0]), "{keyed}");
    }
    // A teacher who grades blind decides by pseudonym, and everybody keeps theirs.
    let ada = rows.iter().find(|row| &row[1] == "8").unwrap()[0].to_owned();
    let table = format!("student,kata,points,reason,by\n{ada},double,0.5,x,me\n");
    let overrides = class.write("overrides.csv", &table);
    let again =
        class.reports(&[&options[..4], &["--overrides", overrides.to_str().unwrap()]].concat());
    let hers = again
        .iter()
        .find(|report| report["submission"] == *ada)
        .unwrap();
    assert_eq!(hers["score"], 2.5);
    assert_eq!(
        fs::read_to_string(&key).unwrap(),
        keyed,
        "nobody got another"
    );
}

#[cfg(unix)]
#[test]
fn files_commits_and_gradescope_say_when_something_came() {
    let class = Class::new();
    let policy = class.write("policy.toml", POLICY);
    let late = |source: &str| -> Vec<Value> {
        let reports = class.reports(&["--policy", policy.to_str().unwrap(), "--arrived", source]);
        let arrived = reports
            .iter()
            .map(|report| report["late"]["arrived"].clone());
        arrived.collect()
    };
    // 2026-12-02 00:00 in Seoul.
    let noon = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_796_137_200);
    for student in ["ada", "bo", "김민수"] {
        let file = class.path(&format!("class/{student}/double.rs"));
        let file = fs::File::options().write(true).open(file).unwrap();
        file.set_modified(noon).unwrap();
    }
    let file = fs::File::options()
        .write(true)
        .open(class.path("class/ada/greet.rs"))
        .unwrap();
    file.set_modified(noon - std::time::Duration::from_secs(60))
        .unwrap();
    assert_eq!(
        late("files"),
        ["2026-12-02T00:00:00+09:00"; 3],
        "the latest answer's"
    );

    let metadata = class.write(
        "metadata.json",
        "{\"id\": 1, \"created_at\": \"2026-12-01T07:00:00.365935-08:00\"}",
    );
    assert_eq!(
        late(metadata.to_str().unwrap())[0],
        "2026-12-02T00:00:00+09:00"
    );

    let ada = class.path("class/ada");
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(arguments).current_dir(&ada);
        for name in ["GIT_AUTHOR", "GIT_COMMITTER"] {
            git.env(format!("{name}_NAME"), "ada")
                .env(format!("{name}_EMAIL"), "ada@x.org");
            git.env(format!("{name}_DATE"), "2026-12-02T00:00:00+0900");
        }
        let output = git.output().unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    git(&["init", "--quiet", "-b", "some/branch"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "x"]);
    // What the repository would have git run is not run.
    let trap = class.path("trap");
    git(&[
        "config",
        "core.fsmonitor",
        &format!("touch {}", trap.display()),
    ]);
    git(&["config", "log.showSignature", "true"]);
    git(&[
        "config",
        "gpg.program",
        &format!("touch {}", trap.display()),
    ]);
    let expected = [
        Value::from("2026-12-02T00:00:00+09:00"),
        Value::Null,
        Value::Null,
    ];
    assert_eq!(late("commits"), expected);
    git(&["-c", "core.fsmonitor=false", "pack-refs", "--all"]);
    git(&["-c", "core.fsmonitor=false", "gc", "--quiet"]);
    fs::remove_file(&trap).ok();
    assert_eq!(late("commits"), expected, "packed as well");
    assert!(!trap.exists());
}

#[test]
fn the_same_behaviours_count_for_everybody() {
    let class = Class::new();
    class.write("class/eve/double.rs", "pub fn double(");
    let cases = |view: &str, name: &str| view.matches(name).count();
    let junit = class.grade(&["--format", "junit"]);
    let suites: Vec<&str> = junit.split("<?xml").skip(1).collect();
    assert_eq!(suites.len(), 4);
    for suite in &suites {
        assert_eq!(
            cases(suite, "<testcase"),
            cases(suites[0], "<testcase"),
            "{suite}"
        );
    }
    assert_eq!(
        cases(&junit, "never ends"),
        1,
        "that it does not compile is said once"
    );
    let exercism = class.grade(&["--format", "exercism"]);
    let count = cases(&exercism, "\"task_id\"");
    assert_eq!(count % 4, 0, "{exercism}");
    assert_eq!(count / 4, cases(suites[0], "<testcase"));
}

const LONG: &str = "/// Greets.\npub fn greet(name: &str) -> String {\n    let trimmed = name.trim();\n    \
    let mut letters = Vec::new();\n    for letter in trimmed.chars() {\n        if !letter.is_control() {\n            \
    letters.push(letter);\n        }\n    }\n    match letters.is_empty() {\n        true => String::from(\"Hello!\"),\n        \
    false => format!(\"Hello, {}!\", letters.iter().collect::<String>()),\n    }\n}\n";

#[test]
fn answers_that_differ_in_names_alone_are_found_and_shown_side_by_side() {
    let class = Class::new();
    let renamed = LONG
        .replace("letters", "cs")
        .replace("letter", "c")
        .replace("Greets", "My own");
    let other = "pub fn greet(name: &str) -> String {\n    let name = name.trim();\n    if name.is_empty() {\n        \
                 return \"Hello!\".into();\n    }\n    let mut text = String::from(\"Hello, \");\n    \
                 text.push_str(name);\n    text.push('!');\n    text\n}\n";
    for (student, text) in [("ada", LONG), ("bo", &renamed), ("김민수", other)] {
        class.write(&format!("class/{student}/greet.rs"), text);
    }
    let (page, jplag) = (class.path("alike.html"), class.path("jplag"));
    let mut similar = Command::new(env!("CARGO_BIN_EXE_kata"));
    similar
        .current_dir(&class.course)
        .args(["grade", "similar"]);
    similar.arg("--html").arg(&page).arg("--jplag").arg(&jplag);
    similar.args(["ada", "bo", "김민수"].map(|student| class.path("class").join(student)));
    let output = similar.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0], "100 %  ada and bo: greet 100 %", "{said}");
    assert!(
        lines[1].starts_with("pairs that are alike in 60 % or more: 1.")
            && lines[1].contains("no proof"),
        "{said}"
    );
    let page = fs::read_to_string(page).unwrap();
    assert!(
        page.contains("<mark>        if !c.is_control() {</mark>"),
        "{page}"
    );
    assert!(page.contains("no proof") && !page.contains("<script"));
    for file in [
        "submissions/ada/c02_words_greet.rs",
        "base/c02_words_greet.rs",
    ] {
        assert!(jplag.join(file).is_file(), "{file}");
    }
}

#[test]
fn a_class_is_shown_in_figures() {
    let class = Class::new();
    let text = class.grade(&["--format", "statistics"]);
    let figures: Value = serde_json::from_str(&text).unwrap();
    // ada has 3 points, bo and 김민수 one.
    assert_eq!(
        (&figures["mean"], &figures["median"]),
        (&1.66.into(), &1.0.into())
    );
    assert_eq!(figures["katas"][0]["kata"], "greet");
    assert_eq!(
        (&figures["katas"][0]["right"], &figures["katas"][0]["tried"]),
        (&1.into(), &1.into())
    );
    assert_eq!(
        figures["tenths"],
        serde_json::json!([0, 0, 0, 2, 0, 0, 0, 0, 0, 1])
    );
    let page = class.grade(&["--format", "html"]);
    for part in [
        "The class in figures",
        "The hardest katas",
        "<caption>Everybody by points",
    ] {
        assert!(page.contains(part), "{part}");
    }
}
