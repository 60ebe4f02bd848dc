//! The page of a large class: small enough to be mailed and opened on a phone, and nothing that went
//! wrong is missing on it. The class is made of data: to grade a real one takes an hour.

use std::collections::HashMap;
use std::time::Duration;

use kata::grade::{Format, GradeVerdict, KataGrade, Language, Output, Points, Report, TestGrade};
use tokio_lab_timeline::Timeline;

const STUDENTS: usize = 100;
const KATAS: usize = 61;
/// So many ways to get a kata wrong are there.
const MISTAKES: u64 = 3;
const BEHAVIOURS: u64 = 10;

/// Numbers that look random and are the same in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: u64) -> u64 {
        let Draw(state) = self;
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (*state >> 33) % most
    }
}

fn class() -> Vec<Report> {
    let mut draw = Draw(7);
    let students = (0..STUDENTS).map(|student| {
        let katas: Vec<KataGrade> = (0..KATAS).map(|kata| answer(kata, &mut draw)).collect();
        Report {
            submission: format!("student-{student:03}"),
            score: katas.iter().map(|kata| kata.score).sum(),
            max_score: katas.iter().map(|kata| kata.max_score).sum(),
            katas,
            ..Report::default()
        }
    });
    students.collect()
}

/// Two of five are right; most of the others are one of the mistakes that everybody makes, some do
/// not compile, each at a line of its own, and some are not there.
fn answer(kata: usize, draw: &mut Draw) -> KataGrade {
    let (verdict, mistake) = match draw.below(20) {
        0..8 => (GradeVerdict::Passed, None),
        8..17 => (GradeVerdict::Failed, Some(draw.below(MISTAKES))),
        17..19 => (GradeVerdict::DoesNotCompile, None),
        _ => (GradeVerdict::Missing, None),
    };
    let behaviours = 0..BEHAVIOURS;
    let tests: Vec<TestGrade> = behaviours
        .map(|number| {
            let is_wrong = mistake.is_some_and(|mistake| (number + mistake) % 3 == 0);
            match (verdict, mistake) {
                (GradeVerdict::Failed, Some(mistake)) if is_wrong => wrong(kata, number, mistake),
                _ => TestGrade {
                    name: name(number),
                    passed: matches!(verdict, GradeVerdict::Passed | GradeVerdict::Failed),
                    ..TestGrade::default()
                },
            }
        })
        .collect();
    let right = tests.iter().filter(|test| test.passed).count();
    KataGrade {
        slug: format!("kata_number_{kata}"),
        chapter: format!("c{:02}_of_some_name", kata / 4 + 1),
        verdict,
        score: Points::whole(2).share(right, tests.len()),
        max_score: Points::whole(2),
        diagnostics: match verdict {
            GradeVerdict::DoesNotCompile => slip(kata, draw.below(1000)),
            _ => String::new(),
        },
        tests,
        ..KataGrade::default()
    }
}

fn name(number: u64) -> String {
    format!("the_jobs_come_to_an_end_in_the_order_of_their_number_{number}")
}

fn cause(kata: usize, number: u64, mistake: u64) -> String {
    format!(
        "`two` and `three` began one after another in kata {kata}, behaviour {number}, by mistake \
         {mistake}; they should begin at once: `two` should start at 1s, when `one` has ended"
    )
}

/// As long as a message of the course is, with both pictures in it.
fn wrong(kata: usize, number: u64, mistake: u64) -> TestGrade {
    let cause = cause(kata, number, mistake);
    let row = "one    ████████░░░░░░░░▓▓▓▓▓▓▓▓\n";
    let at = |seconds| Duration::from_secs(seconds);
    let expected = Timeline::new()
        .span("one", at(0), at(1 + number))
        .span("two", at(1), at(2 + number))
        .span("three", at(1), at(3 + mistake));
    let actual = Timeline::new()
        .span("one", at(0), at(1 + number))
        .span("two", at(1 + number), at(3 + number))
        .failed("three", at(3 + number), at(4 + number + mistake));
    TestGrade {
        name: name(number),
        message: format!("Likely cause: {cause}.\n\n{}", row.repeat(5)),
        cause,
        // One cause of all that one mistake gets wrong: one picture is enough.
        cause_name: Some("one_after_another".to_owned()),
        expected: Some(expected),
        actual: Some(actual),
        ..TestGrade::default()
    }
}

fn slip(kata: usize, line: u64) -> String {
    format!(
        "error[E0425]: cannot find value `resluts` in this scope\n  --> src/kata_{kata}.rs:{line}:9\n   \
         |\n{line} |         resluts.push(job.await);\n   |         ^^^^^^^ help: a local variable \
         with a similar name exists: `results`\n"
    )
}

fn drawn(reports: &[Report]) -> String {
    let mut output = Output::new(None, &[Format::Html], Language::of("en").unwrap());
    for report in reports {
        output.take(report.clone()).unwrap();
    }
    output.finish().unwrap()
}

/// What stands behind each anchor.
fn anchors(page: &str) -> HashMap<&str, &str> {
    let parts = page.split(" id=\"").skip(1);
    parts.filter_map(|part| part.split_once('"')).collect()
}

/// The block that a field of the heat map leads to.
fn block<'p>(anchors: &HashMap<&str, &'p str>, row: &str, slug: &str) -> &'p str {
    let field = row.split_once(&format!("title=\"{slug}: ")).unwrap().1;
    let anchor = field.split_once("<a href=\"#").unwrap().1;
    let anchor = anchor.split_once('"').unwrap().0;
    let block = anchors[anchor];
    let end = block.find("class=\"kata\"").unwrap_or(block.len());
    &block[..end]
}

#[test]
fn a_class_of_a_hundred_is_a_page_of_three_megabytes_with_everything_that_went_wrong() {
    let reports = class();
    let page = drawn(&reports);
    assert!(
        page.len() < 3_000_000,
        "{:.2} MB",
        page.len() as f64 / 1_000_000.0
    );

    let rows: Vec<&str> = page.split("<tr><th scope=\"row\">").skip(1).collect();
    let anchors = anchors(&page);
    let mut looked = 0;
    for (number, (report, row)) in reports.iter().zip(rows).enumerate() {
        for kata in &report.katas {
            if !matches!(
                kata.verdict,
                GradeVerdict::Failed | GradeVerdict::DoesNotCompile
            ) {
                continue;
            }
            let block = block(&anchors, row, &kata.slug);
            let who = format!("{} of {}", kata.slug, report.submission);
            for test in kata.tests.iter().filter(|test| kata.ran() && !test.passed) {
                let cause = test.cause.replace('`', "");
                let plain = block.replace("<code>", "").replace("</code>", "");
                assert!(plain.contains(&cause), "{who}: {cause}");
                assert!(
                    block.contains(test.message.lines().last().unwrap()),
                    "{who}"
                );
                assert!(block.contains("<figcaption>what happened"), "{who}");
                looked += 1;
            }
            let first = kata.diagnostics.lines().nth(1).unwrap_or_default();
            assert!(
                block.contains(&first.replace('>', "&gt;")),
                "{who}: {first}"
            );
            let shared = block.contains(&format!("<a href=\"#s{number}\">"));
            let own = row.contains(&format!("#s{number}k"));
            assert!(shared || own, "{who} is not among those that it is said of");
        }
    }
    assert!(looked > 5000, "{looked} behaviours were looked at");
}

#[test]
fn what_is_one_student_s_own_stands_with_them_and_what_several_share_stands_once() {
    let mut reports: Vec<Report> = class().into_iter().take(3).collect();
    let mut shared = answer(0, &mut Draw(7));
    shared.verdict = GradeVerdict::Failed;
    shared.tests = vec![wrong(0, 1, 1)];
    let mut own = shared.clone();
    own.tests = vec![wrong(0, 1, 2)];
    for (report, kata) in reports.iter_mut().zip([&shared, &own, &shared]) {
        report.katas = vec![kata.clone()];
    }
    let page = drawn(&reports);
    let part = |from: &str, to: &str| {
        let rest = page.split_once(from).unwrap().1;
        rest.split_once(to).unwrap().0.to_owned()
    };
    let together = part("id=\"shared\"", "id=\"reports\"");
    assert!(together.contains("by mistake 1") && !together.contains("by mistake 2"));
    assert!(together.contains("2 submissions"), "{together}");
    assert!(together.contains("#s0") && together.contains("#s2") && !together.contains("#s1"));
    let first = part("<section id=\"s0\"", "</section>");
    assert!(
        first.contains("as one other") && !first.contains("by mistake"),
        "{first}"
    );
    let second = part("<section id=\"s1\"", "</section>");
    assert!(second.contains("by mistake 2"), "{second}");
    let alone = drawn(&reports[..1]);
    assert!(
        !alone.contains("id=\"shared\""),
        "one student shares nothing"
    );
    assert!(alone.contains("by mistake 1"));
}
