//! What a student is told, in their language: complete, harmless, and nobody else's business in it.

use kata::grade::{Format, Language, Output, Report};
use serde_json::{Value, json};

const NASTY: &str = "=1\u{1b}[31m<script>alert('1')</script>\n```\n@everyone \u{202e}{name}";

fn view(format: Format, language: &str, report: &Value) -> String {
    let report: Report = serde_json::from_value(report.clone()).unwrap();
    let mut output = Output::new(None, &[format], Language::of(language).unwrap());
    output.take(report).unwrap();
    output.finish().unwrap()
}

/// A report with a kata of every kind: right, in part, not compiled, decided otherwise.
fn report() -> Value {
    let at = |secs: u64| json!({"secs": secs, "nanos": 0});
    let lane = |name: &str, from: u64, to: u64| json!({"name": name, "items": [{"span": {"from": at(from), "to": at(to), "end": "finished"}}]});
    let expected = json!({"lanes": [lane("one", 0, 2), lane("two", 0, 2)]});
    let actual = json!({"lanes": [lane("one", 0, 2), lane("two", 2, 4)]});
    let cause = "`one` and `two` ran one after another: `two` started only at 2s";
    let wrong = |name: &str| {
        json!({
            "name": name, "passed": false, "message": "a picture", "cause": cause,
            "cause_name": "one_after_another", "expected": expected, "actual": actual,
        })
    };
    let tests = json!([
        {"name": "no_jobs_work_too", "passed": true, "message": ""},
        wrong("all_jobs_run_at_once"),
        wrong("three_jobs_take_as_long_as_one"),
        {"name": "the_order_is_kept", "passed": false, "message": "did not run to its end"},
    ]);
    let kata = |slug: &str, verdict: &str, score: f64, tests: Value, diagnostics: &str| {
        json!({
            "slug": slug, "chapter": "c05_concurrency", "verdict": verdict, "score": score,
            "max_score": 4.0, "tests": tests, "diagnostics": diagnostics,
        })
    };
    let mut decided = kata("shield", "passed", 4.0, json!([]), "");
    decided["overruled"] = json!({
        "verdict": "hung", "score": 1.0, "reason": "no network in the room", "by": "Dr. Kim",
    });
    json!({
        "submission": "/srv/class/ada-path", "score": 9.0, "max_score": 16.0, "seed": 987_654,
        "sandbox": "landlock", "due": "2026-12-01 18:00",
        "student": {"id": "2024-1", "name": "김민수", "email": "a@b.c"},
        "katas": [
            kata("at_once", "passed", 4.0, json!([{"name": "x", "passed": true, "message": ""}]), ""),
            kata("gather", "failed", 1.0, tests, ""),
            kata("in_order", "does_not_compile", 0.0, json!([]), "error[E0308]: mismatched types"),
            decided,
        ],
        "notes": ["gather (1).rs was not read"],
    })
}

#[test]
fn every_cause_that_a_test_can_name_has_a_sentence_in_every_language_but_english() {
    let korean = Language::of("ko").unwrap();
    let known: Vec<&str> = korean.causes().collect();
    assert_eq!(known, tokio_lab::cause_names());
    assert_eq!(Language::of("en").unwrap().causes().count(), 0);
}

#[test]
fn a_student_reads_what_went_wrong_in_english() {
    insta::assert_snapshot!(view(Format::FeedbackMarkdown, "en", &report()));
}

#[test]
fn a_student_reads_what_went_wrong_in_korean() {
    insta::assert_snapshot!(view(Format::FeedbackMarkdown, "ko", &report()));
}

#[test]
fn the_page_says_the_same_and_is_in_its_language() {
    let page = view(Format::FeedbackHtml, "ko", &report());
    assert!(page.contains("<html lang=\"ko\">"), "{page}");
    for said in [
        "김민수 님의 피드백",
        "16점 중 9점",
        "차례로 실행되었습니다",
        "원인은 위와 같습니다",
        "no network in the room",
        "mismatched types",
        "<svg",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
}

#[test]
fn no_path_no_seed_and_no_sandbox_is_in_it() {
    for format in [Format::FeedbackMarkdown, Format::FeedbackHtml] {
        for language in ["en", "ko"] {
            let text = view(format, language, &report());
            for private in ["/srv", "ada-path", "987654", "landlock"] {
                assert!(!text.contains(private), "{private}: {text}");
            }
        }
    }
}

#[test]
fn a_message_keeps_the_seed_that_values_were_drawn_from_to_itself() {
    let mut report = report();
    let test = &mut report["katas"][1]["tests"][3];
    test["message"] = json!(
        "it failed in the 2nd run,\n  with values drawn from seed 987654 (KATA_SEED=987654 draws \
         them again)\nwhen cancelled, with values drawn from seed 987654 (KATA_SEED=987654)\nleft: 1"
    );
    for format in [Format::FeedbackMarkdown, Format::FeedbackHtml] {
        let text = view(format, "en", &report);
        assert!(!text.contains("seed") && !text.contains("987654"), "{text}");
        for kept in ["it failed in the 2nd run", "when cancelled\n", "left: 1"] {
            assert!(text.contains(kept), "{kept}: {text}");
        }
    }
}

#[test]
fn an_answer_that_never_ran_has_no_behaviours_whatever_is_decided() {
    let mut report = report();
    let tests = json!([{"name": "all_are_there", "passed": false, "message": ""}]);
    report["katas"][3]["tests"] = tests;
    report["katas"][3]["overruled"]["verdict"] = json!("does_not_compile");
    let formats = [
        Format::FeedbackMarkdown,
        Format::FeedbackHtml,
        Format::Html,
        Format::Gradescope,
    ];
    for format in formats {
        let text = view(format, "en", &report);
        assert!(text.contains("no network in the room"), "{text}");
        for said in ["all are there", "0 of 1 behaviours"] {
            assert!(!text.contains(said), "{said}: {text}");
        }
    }
}

#[test]
fn behaviours_that_students_may_not_see_are_not_in_it() {
    let mut report = report();
    report["behaviours"] = json!("never");
    for format in [Format::FeedbackMarkdown, Format::FeedbackHtml] {
        let text = view(format, "en", &report);
        assert!(!text.contains("all jobs run at once"), "{text}");
        assert!(!text.contains("one after another"), "{text}");
        assert!(
            text.contains("mismatched types"),
            "what a compiler says is the student's own"
        );
    }
}

#[test]
fn text_of_students_is_only_text() {
    let mut report = report();
    report["student"]["name"] = json!(NASTY);
    report["notes"] = json!([NASTY]);
    for place in ["diagnostics", "printed", "warnings", "slug"] {
        report["katas"][1][place] = json!(NASTY);
    }
    for place in ["name", "message", "cause"] {
        report["katas"][1]["tests"][1][place] = json!(NASTY);
    }
    let page = view(Format::FeedbackHtml, "en", &report);
    let (_, body) = page.split_once("<body>").unwrap();
    let body = format!("<body>{}", body.trim_end().trim_end_matches("</html>"));
    roxmltree::Document::parse(&body).unwrap_or_else(|error| panic!("{error}: {page}"));
    let text = view(Format::FeedbackMarkdown, "en", &report);
    for view in [&page, &text] {
        assert!(
            !view.contains('\u{1b}') && !view.contains('\u{202e}'),
            "{view}"
        );
    }
    assert!(!page.contains("<script"), "{page}");
    let outside: String = text.split("````").step_by(2).collect();
    assert!(
        !outside.contains("<script") && !outside.contains("@everyone"),
        "{outside}"
    );
}

#[test]
fn a_language_of_a_teacher_s_own_is_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fr.toml");
    std::fs::write(&file, "code = \"fr\"\n[words]\n").unwrap();
    let refused = Language::of(file.to_str().unwrap())
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("fr.toml") && refused.contains("line 2"),
        "{refused}"
    );
    let none = Language::of("fr").unwrap_err().to_string();
    assert!(none.contains("cannot read fr"), "{none}");
}
