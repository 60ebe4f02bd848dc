//! A class to make pages of: every kind of verdict, and names that were chosen to break a page.

use std::time::Duration;

use kata::grade::{Format, GradeVerdict, KataGrade, Language, Output, Points, Report, TestGrade};
use tokio_lab_timeline::Timeline;

/// Names with markup, quotes, control characters and text that runs from right to left, and each
/// as the page has to show it.
pub const HOSTILE: [(&str, &str); 5] = [
    (
        "</title><script>window.pwned = 1</script><img src=x onerror='window.pwned = 1'>",
        "</title><script>window.pwned = 1</script><img src=x onerror='window.pwned = 1'>",
    ),
    ("\"><b>bold\" & 'quoted'", "\"><b>bold\" & 'quoted'"),
    ("two\nlines\u{0}\u{2028}", "two\\nlines\\u{0}\\u{2028}"),
    ("\u{202e}backwards-שלום", "\\u{202e}backwards-שלום"),
    ("javascript:alert(1)", "javascript:alert(1)"),
];

/// A name without a place to break it.
pub fn long_name() -> String {
    "x".repeat(200)
}

/// The class page of these reports.
pub fn page(reports: &[Report]) -> String {
    let mut output = Output::new(None, &[Format::Html], Language::of("en").unwrap());
    for report in reports {
        output.take(report.clone()).unwrap();
    }
    output.finish().unwrap()
}

/// A class in which everything is there at least once, in so many chapters of four katas.
pub fn class(chapters: usize) -> Vec<Report> {
    let hostile = HOSTILE.map(|(name, _)| name.to_owned());
    let names = ["ada".to_owned(), "bo".to_owned(), long_name()];
    let names = names.into_iter().chain(hostile);
    let reports = names.enumerate().map(|(number, name)| {
        let katas: Vec<KataGrade> = (0..chapters)
            .flat_map(|chapter| (0..4).map(move |place| (chapter, place)))
            .map(|(chapter, place)| kata(chapter, place, number))
            .collect();
        Report {
            submission: name,
            score: katas.iter().map(|kata| kata.score).sum(),
            max_score: katas.iter().map(|kata| kata.max_score).sum(),
            seed: 7,
            sandbox: "landlock".to_owned(),
            due: Some("2026-12-01 18:00".to_owned()),
            katas,
            notes: vec!["Cargo.toml differs from the course and was not used".to_owned()],
            ..Report::default()
        }
    });
    reports.collect()
}

/// The first submission has everything right; among the others are all verdicts.
fn kata(chapter: usize, place: usize, number: usize) -> KataGrade {
    use GradeVerdict::{
        Crashed, DoesNotCompile, Failed, Forbidden, Hung, Missing, NotWritten, Passed,
    };
    let all = [
        Failed,
        DoesNotCompile,
        Hung,
        Passed,
        Missing,
        Forbidden,
        Crashed,
        NotWritten,
    ];
    let verdict = match number {
        0 => Passed,
        _ => all[(number - 1 + 4 * chapter + place) % all.len()],
    };
    let tests = match verdict {
        Passed => vec![right("it_runs_all_at_once"), right("no_jobs_work_too")],
        Failed | Hung | Crashed => vec![
            ran_one_after_another(),
            everything_on_one_lane(),
            right("no_jobs_work_too"),
            without_a_picture(),
        ],
        _ => Vec::new(),
    };
    let all = tests.len();
    let passed = tests.iter().filter(|test| test.passed).count();
    KataGrade {
        slug: format!("a_kata_of_a_name_{chapter}_{place}"),
        chapter: format!("c{:02}_of_some_name", chapter + 1),
        verdict,
        score: Points::whole(2).share(passed, all),
        max_score: Points::whole(2),
        tests,
        diagnostics: match verdict {
            DoesNotCompile => format!(
                "error[E0425]: cannot find type `Vek`\n --> src/x.rs:1:5\n  |\n1 | {}\n",
                "a line of code without an end, ".repeat(12)
            ),
            Forbidden => "src/x.rs:3: `unsafe`: code that the compiler cannot check".to_owned(),
            Crashed => "the test process was ended by signal 6".to_owned(),
            _ => String::new(),
        },
        warnings: match verdict {
            Failed => {
                "warning: unused implementer of `Future` that must be used\n --> src/x.rs:1:5\n"
                    .to_owned()
            }
            _ => String::new(),
        },
        printed: match verdict {
            Failed => "asked\nanswered\n".repeat(8),
            _ => String::new(),
        },
        ..KataGrade::default()
    }
}

fn right(name: &str) -> TestGrade {
    TestGrade {
        name: name.to_owned(),
        passed: true,
        ..TestGrade::default()
    }
}

fn wrong(name: &str, expected: Option<Timeline>, actual: Option<Timeline>) -> TestGrade {
    TestGrade {
        passed: false,
        message: format!(
            "\nThis should hold, and does not: {}\n\nLikely cause: none.\n",
            name.replace('_', " ")
        ),
        cause: "`url2` started only at 1s; <b>start</b> it before you await `url1`".to_owned(),
        expected,
        actual,
        ..right(name)
    }
}

fn at(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// `url2` should start at once, and starts when `url1` has ended: on an axis of 4 seconds.
fn ran_one_after_another() -> TestGrade {
    let expected = Timeline::new()
        .span("url1", at(0), at(1000))
        .span("url2", at(0), at(3000));
    let actual = Timeline::new()
        .span("url1", at(0), at(1000))
        .span("url2", at(1000), at(4000));
    wrong("it_runs_all_at_once", Some(expected), Some(actual))
}

fn everything_on_one_lane() -> TestGrade {
    let lane = "a task of the first call";
    let expected = Timeline::new()
        .wait(lane, at(0), at(500))
        .failed(lane, at(500), at(1500))
        .cancelled(lane, at(500), at(1000));
    let actual = Timeline::new()
        .panicked(lane, at(0), at(500))
        .running(lane, at(500))
        .mark(lane, at(700), '<')
        .mark(lane, at(700), '7')
        .empty("never");
    wrong("the_rest_is_cancelled", Some(expected), Some(actual))
}

fn without_a_picture() -> TestGrade {
    wrong("a_hundred_start_at_once", None, None)
}
