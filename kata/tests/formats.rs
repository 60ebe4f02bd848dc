//! Every format is read back by a schema or a parser that is not ours, with text in it that was
//! written to break it.

use std::fs;
use std::path::Path;

use base64::Engine;
use kata::grade::{Format, Output, Report};
use serde_json::{Value, json};

const NASTY: &str = "=1+1,\"]]>\u{1b}[31m\u{0}<script>alert('1')</script>\r\n::error::no\n```\n@everyone %0A & \u{202e}";

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
    let katas = json!([
        kata(
            "right",
            "passed",
            2.0,
            json!([{"name": "it_works", "passed": true, "message": ""}])
        ),
        kata("partly", "failed", 1.0, tests.clone()),
        kata("broken", "does_not_compile", 0.0, tests),
        kata("away", "missing", 0.0, json!([])),
        kata("bad", "forbidden", 0.0, json!([])),
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
    let mut output = Output::new(None, &[format]);
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
fn junit_is_xml_with_the_right_counts_and_unique_names() {
    let text = one(Format::Junit);
    let xml = roxmltree::Document::parse(&text).unwrap();
    let cases: Vec<_> = xml
        .descendants()
        .filter(|n| n.has_tag_name("testcase"))
        .collect();
    let failures = xml
        .descendants()
        .filter(|n| n.has_tag_name("failure"))
        .count();
    let root = xml.root_element();
    assert_eq!(
        root.attribute("tests"),
        Some(cases.len().to_string().as_str())
    );
    assert_eq!(
        root.attribute("failures"),
        Some(failures.to_string().as_str())
    );
    assert_eq!((cases.len(), failures), (6, 4));
    let mut names: Vec<_> = cases
        .iter()
        .map(|case| (case.attribute("classname"), case.attribute("name")))
        .collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), cases.len(), "a name is there twice");
}

#[test]
fn a_summary_holds_no_markup_of_a_submission_s() {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    let text = one(Format::Markdown);
    let mut code = 0;
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => panic!("markup: {html}"),
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => panic!("a link"),
            Event::Start(Tag::CodeBlock(_)) => code += 1,
            _ => (),
        }
    }
    assert_eq!(code, 4, "what is wrong with each kata stands in one block");
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
    let text = view(Format::Csv, &reports());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap().len(), 3 + 5);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    assert!(rows[0][0].starts_with("'="), "{}", &rows[0][0]);
    assert_eq!((&rows[0][1], &rows[1][4]), ("3", "1"));
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
    let tree = format!(
        "<body>{}</body>",
        body.replace("<details open>", "<details open=\"\">")
    );
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
    assert_eq!(
        count("svg"),
        8,
        "two pictures for each behaviour that has them"
    );
    assert_eq!(count("desc"), count("svg"), "each picture in words, too");
    assert!(page.contains("prefers-color-scheme: dark") && page.contains("@media print"));
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn names_that_look_alike_get_folders_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let mut output = Output::new(Some(folder.path().to_owned()), &[Format::Junit]);
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
