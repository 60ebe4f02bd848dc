//! Every format is read back by a schema or a parser that is not ours, with text in it that was
//! written to break it.

use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine;
use kata::grade::{Format, Language, Output, Report};
use serde_json::{Value, json};

const NASTY: &str = "=1+1,\"]]>\u{1b}[31m\u{0}<script>alert('1')</script>\r\n::error::no\n```\n| a | b |\n@everyone %0A & \u{2028}\u{202e}";
/// The same as it is shown on one line: every character is there, and none is obeyed.
const SPELLED: &str = "=1+1,\"]]>\\u{1b}[31m\\u{0}<script>alert('1')</script>\\r\\n::error::no\\n```\\n| a | b |\\n@everyone %0A & \\u{2028}\\u{202e}";

/// Two reports: all kinds of katas, and nasty text wherever text comes from those who are graded.
fn reports() -> Vec<Report> {
    let second = json!({"secs": 1, "nanos": 0});
    let zero = json!({"secs": 0, "nanos": 0});
    let lane = json!({"name": NASTY, "items": [
        {"span": {"from": zero, "to": second, "end": "failed"}},
        {"wait": {"from": zero, "to": second}},
        {"mark": {"at": second, "glyph": "<"}},
    ]});
    let timeline = json!({"lanes": [lane]});
    let kata = |slug: &str, verdict: &str, score: f64, tests: Value| {
        json!({
            "slug": slug, "chapter": "c01_x", "verdict": verdict, "score": score, "max_score": 2.0,
            "tests": tests, "diagnostics": format!("{NASTY} --> src/c01_x/{slug}.rs:12:5 {NASTY}"),
        })
    };
    let tests = json!([
        {"name": "one_is_right", "passed": true, "message": ""},
        {"name": "one_is_not", "passed": false, "message": NASTY.repeat(20),
         "expected": timeline, "actual": timeline},
    ]);
    let lacking = json!([{"name": "it_works", "passed": false, "message": ""}]);
    let katas = json!([
        kata(
            "right",
            "passed",
            2.0,
            json!([{"name": "it_works", "passed": true, "message": ""}])
        ),
        kata("partly", "failed", 1.0, tests.clone()),
        kata("broken", "does_not_compile", 0.0, tests),
        kata("away", "missing", 0.0, lacking.clone()),
        kata("bad", "forbidden", 0.0, lacking),
    ]);
    let report = |name: &str| {
        json!({
            "submission": name, "score": 3.0, "max_score": 10.0, "seed": 7, "sandbox": "none: test",
            "katas": katas, "notes": [NASTY],
        })
    };
    [NASTY, "plain"]
        .map(|name| serde_json::from_value(report(name)).unwrap())
        .into()
}

/// The view of one report, or of all where it is a view of a class.
fn view(format: Format, reports: &[Report]) -> String {
    let mut output = Output::new(None, &[format], Language::of("en").unwrap());
    for report in reports {
        output.take(report.clone()).unwrap();
    }
    output.finish().unwrap()
}

fn one(format: Format) -> String {
    view(format, &reports()[..1])
}

fn check(schema: &str, value: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas");
    let path = path.join(format!("{schema}.json"));
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    let schema: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    compiler.add_resource("schema.json", schema).unwrap();
    let index = compiler.compile("schema.json", &mut schemas).unwrap();
    if let Err(error) = schemas.validate(value, index) {
        panic!("{error:#}");
    }
}

#[test]
fn classroom_50_reads_its_result() {
    let value: Value = serde_json::from_str(&one(Format::Classroom50)).unwrap();
    check("classroom50", &value);
    assert_eq!(
        (&value["score"], &value["max-score"]),
        (&json!(3), &json!(10))
    );
}

#[test]
fn classroom_50_hears_whose_result_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("grades.jsonl");
    fs::write(&file, serde_json::to_string(&reports()[1]).unwrap() + "\n").unwrap();
    let grade = |told: &[(&str, &str)]| -> Value {
        let mut merge = Command::new(env!("CARGO_BIN_EXE_kata"));
        merge.args(["grade", "merge", "--format", "classroom50"]);
        let output = merge
            .arg(&file)
            .envs(told.iter().copied())
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let told = [
        ("CLASSROOM", "rust"),
        ("ASSIGNMENT", "katas"),
        ("SUBMISSION_TAG", "submit/1"),
        ("COMMIT_URL", "https://example.org/commit/1"),
        ("RELEASE_URL", "https://example.org/release/1"),
    ];
    let result = grade(&told);
    check("classroom50", &result);
    let fields = ["classroom", "assignment", "submission", "commit", "release"];
    for (field, (_, value)) in fields.into_iter().zip(told) {
        assert_eq!(result[field], value);
    }
    assert_eq!(result["review"], result["commit"]);
    let elsewhere = grade(&told[..1]);
    check("classroom50", &elsewhere);
    assert_eq!(elsewhere["classroom"], Value::Null, "half of it is none");
}

#[test]
fn classroom_s_old_graders_read_their_result() {
    let text = one(Format::ClassroomLegacy);
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(text.trim())
        .unwrap();
    check("classroom_legacy", &serde_json::from_slice(&bytes).unwrap());
}

#[test]
fn gradescope_reads_its_results() {
    let value: Value = serde_json::from_str(&one(Format::Gradescope)).unwrap();
    check("gradescope", &value);
    assert_eq!(value["score"], 3.0);
}

#[test]
fn exercism_reads_its_results() {
    let value: Value = serde_json::from_str(&one(Format::Exercism)).unwrap();
    check("exercism", &value);
    assert_eq!(value["status"], "fail");
}

#[test]
fn exercism_hears_why_nothing_was_run() {
    let mut report = reports().remove(0);
    report.katas.retain(|kata| kata.slug == "broken");
    report.katas[0].diagnostics = "é".repeat(70_000);
    let value: Value = serde_json::from_str(&view(Format::Exercism, &[report])).unwrap();
    check("exercism", &value);
    assert_eq!(value["status"], "error");
    let message = value["message"].as_str().unwrap();
    assert!(message.starts_with('é') && message.len() <= 65_535);
}

#[test]
fn junit_is_read_with_the_right_counts_and_unique_names() {
    let text = one(Format::Junit);
    let suites = junit_parser::from_reader(text.as_bytes()).unwrap();
    assert_eq!(suites.name, SPELLED);
    assert_eq!((suites.tests, suites.failures, suites.errors), (7, 4, 0));
    let cases: Vec<&junit_parser::TestCase> = suites
        .suites
        .iter()
        .flat_map(|suite| &suite.cases)
        .collect();
    assert_eq!(cases.len(), 7);
    for suite in &suites.suites {
        let failures = suite.cases.iter().filter(|case| case.status.is_failure());
        let counted = (suite.cases.len() as u64, failures.count() as u64);
        assert_eq!((suite.tests, suite.failures), counted, "{}", suite.name);
    }
    let mut names: Vec<_> = cases
        .iter()
        .map(|case| (&case.classname, &case.original_name))
        .collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), cases.len(), "a name is there twice");
    assert!(
        cases
            .iter()
            .all(|case| !case.original_name.contains("script"))
    );
}

#[test]
fn junit_of_a_whole_class_tells_the_cases_of_two_students_apart() {
    let mut seen = std::collections::BTreeSet::new();
    for report in reports() {
        let text = view(Format::Junit, &[report]);
        let suites = junit_parser::from_reader(text.as_bytes()).unwrap();
        for case in suites.suites.into_iter().flat_map(|suite| suite.cases) {
            assert!(
                seen.insert((case.classname.clone(), case.original_name.clone())),
                "{:?} of two students is one case",
                case.original_name
            );
        }
    }
    assert_eq!(seen.len(), 14);
}

#[test]
fn junit_keeps_every_character_of_what_went_wrong() {
    let text = one(Format::Junit);
    let xml = roxmltree::Document::parse(&text).unwrap();
    let texts = |tag: &'static str| -> Vec<&str> {
        let nodes = xml.descendants().filter(move |node| node.has_tag_name(tag));
        nodes.filter_map(|node| node.text()).collect()
    };
    let lines = SPELLED.replace("\\n", "\n");
    assert_eq!(
        texts("failure")[0],
        lines.repeat(20),
        "the behaviour's message"
    );
    let said = texts("system-err");
    let compiler = said
        .iter()
        .filter(|text| text.starts_with("does not compile\n"));
    let compiler: Vec<&&str> = compiler.collect();
    assert_eq!(compiler.len(), 1, "what the compiler says is said once");
    assert!(compiler[0].contains(&lines));
}

/// The texts of a page of Markdown: of each heading, and of each cell of each row of its tables.
fn headings_and_rows(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
    let (mut headings, mut rows) = (Vec::new(), Vec::new());
    let mut said = String::new();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => panic!("markup: {html}"),
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => panic!("a link"),
            Event::Start(Tag::Emphasis | Tag::Strong) | Event::Code(_) => panic!("markup: {text}"),
            Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
            Event::Start(Tag::Heading { .. } | Tag::TableCell) => said.clear(),
            Event::Text(text) => said += &text,
            Event::End(TagEnd::Heading(_)) => headings.push(said.clone()),
            Event::End(TagEnd::TableCell) => rows.last_mut().unwrap().push(said.clone()),
            _ => (),
        }
    }
    (headings, rows)
}

#[test]
fn a_summary_is_a_table_in_which_names_are_only_text() {
    let mut report = reports().remove(0);
    report.katas[0].slug = NASTY.to_owned();
    let (headings, rows) = headings_and_rows(&view(Format::Markdown, &[report]));
    assert_eq!(headings[0], format!("{SPELLED}: 3 of 10 points"));
    let due = [
        ["kata", "verdict", "points"],
        [SPELLED, "passed", "2 of 2"],
        ["partly", "failed", "1 of 2"],
        ["broken", "does not compile", "0 of 2"],
        ["away", "missing", "0 of 2"],
        ["bad", "forbidden", "0 of 2"],
    ];
    assert_eq!(rows, due);
}

#[test]
fn a_summary_shows_what_is_wrong_as_it_stands() {
    use pulldown_cmark::{Event, Parser, Tag, TagEnd};
    let text = one(Format::Markdown);
    let mut blocks: Vec<String> = Vec::new();
    let mut inside = false;
    for event in Parser::new(&text) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => {
                inside = true;
                blocks.push(String::new());
            }
            Event::End(TagEnd::CodeBlock) => inside = false,
            Event::Text(text) if inside => *blocks.last_mut().unwrap() += &text,
            _ => (),
        }
    }
    assert_eq!(
        blocks.len(),
        4,
        "what is wrong with each kata stands in one block"
    );
    for block in blocks {
        assert!(
            block.contains("</script>") && block.contains("```\n"),
            "{block}"
        );
    }
}

#[test]
fn annotations_are_commands_of_ours_and_no_others() {
    let text = one(Format::Annotations);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{text}");
    for line in &lines[..3] {
        assert!(line.starts_with("::error file=src/c01_x/"), "{line}");
        assert!(line.contains(",line=12,"), "{line}");
    }
    assert!(lines[3].starts_with("::notice title=Grade::"), "{text}");
    assert!(!text.contains('\r') && !text.contains('\u{1b}'));
}

#[test]
fn a_table_has_a_row_for_everybody_and_no_formula() {
    let mut reports = reports();
    for name in ["+1", "-1", "@SUM(A1)", "\t=1"] {
        let mut report = reports[1].clone();
        report.submission = name.to_owned();
        reports.push(report);
    }
    let text = view(Format::Csv, &reports);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let katas = ["right", "partly", "broken", "away", "bad"];
    let mut head = ["submission", "score", "max_score"]
        .map(str::to_owned)
        .to_vec();
    head.extend(katas.map(str::to_owned));
    head.extend(katas.map(|kata| format!("{kata}: verdict")));
    assert_eq!(reader.headers().unwrap(), head);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let names: Vec<&str> = rows.iter().map(|row| &row[0]).collect();
    let nasty = format!("'{SPELLED}");
    assert_eq!(names, [&nasty, "plain", "'+1", "'-1", "'@SUM(A1)", "\\t=1"]);
    for row in &rows {
        let rest: Vec<&str> = row.iter().skip(1).collect();
        assert_eq!(rest[..7], ["3", "10", "2", "1", "0", "0", "0"]);
        let verdicts = [
            "passed",
            "failed",
            "does not compile",
            "missing",
            "forbidden",
        ];
        assert_eq!(rest[7..], verdicts);
    }
}

#[test]
fn a_page_is_well_formed_and_nothing_on_it_runs() {
    let page = view(Format::Html, &reports());
    let body = page
        .split_once("<body>")
        .unwrap()
        .1
        .rsplit_once("</body>")
        .unwrap()
        .0;
    let tree = format!("<body>{body}</body>");
    let tree = roxmltree::Document::parse(&tree).unwrap();
    for node in tree.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        assert!(
            !["script", "iframe", "img", "link", "object"].contains(&name),
            "{name}"
        );
        for attribute in node.attributes() {
            assert!(!attribute.name().starts_with("on"), "{}", attribute.name());
            if attribute.name() == "href" {
                assert!(attribute.value().starts_with('#'), "{}", attribute.value());
            }
        }
    }
    let count = |name: &str| tree.descendants().filter(|n| n.has_tag_name(name)).count();
    assert_eq!(count("section"), 2, "a section a submission");
    let pictures = tree
        .descendants()
        .filter(|node| node.attribute("role") == Some("img"));
    assert_eq!(
        pictures.count(),
        2,
        "two pictures for the behaviour that both have, once"
    );
    assert_eq!(count("desc"), 2, "each picture in words, too");
    assert!(page.contains("prefers-color-scheme: dark") && page.contains("@media print"));
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn names_that_look_alike_get_folders_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let mut output = Output::new(
        Some(folder.path().to_owned()),
        &[Format::Junit],
        Language::of("en").unwrap(),
    );
    for name in ["a/b", "c/b", "b", "../../b", "b\n"] {
        let mut report = reports().remove(1);
        report.submission = name.to_owned();
        output.take(report).unwrap();
    }
    output.finish().unwrap();
    let folders = fs::read_dir(folder.path()).unwrap();
    let folders = folders.filter(|entry| entry.as_ref().unwrap().path().is_dir());
    assert_eq!(folders.count(), 5);
}
