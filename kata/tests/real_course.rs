//! The real course on the bench: what its own lab records, from end to end.

use std::path::Path;

use kata::bench::{Answer, AnswerSet, Bench, Run, StandIns, TestOutcome, Verdict};
use kata::course::{Course, KataId, sections_of};
use kata::grade::{Screened, screen};

#[test]
fn the_lab_s_records_become_verdicts_with_causes_and_timelines() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let course = Course::open(root).unwrap();
    let at_once = KataId::new("c01_sync_vs_async", "at_once");
    let mut bench = Bench::open(&course, "test", StandIns::Nothing, &|_| ()).unwrap();
    let mut judge = |file: &Path| {
        let mut answers = AnswerSet::new();
        answers.insert(at_once.clone(), Answer::read(file).unwrap());
        bench
            .judge(&answers, &Run::default(), &|_| ())
            .unwrap()
            .remove(0)
    };

    let stub = judge(&course.stub(&at_once));
    assert_eq!(stub.verdict, Verdict::NotWritten, "{stub:#?}");

    let reference = judge(&course.reference(&at_once));
    assert_eq!(reference.verdict, Verdict::Passed, "{reference:#?}");
    assert_eq!(reference.passed(), reference.tests.len());

    let mistake = course
        .root()
        .join("mistakes")
        .join(at_once.folder())
        .join("one_after_another.rs");
    let mistake = judge(&mistake);
    assert_eq!(mistake.verdict, Verdict::Failed, "{mistake:#?}");
    let test = mistake.test("three_jobs_of_two_seconds_take_two").unwrap();
    assert_eq!(test.outcome, TestOutcome::Failed);
    assert!(!test.cause.is_empty(), "the cause is in the record");
    assert_eq!(
        test.expected.as_ref().unwrap().lanes.len(),
        3,
        "and so are both timelines"
    );
    assert_eq!(test.actual.lanes.len(), 3);
}

#[test]
fn the_tool_is_built_where_no_editor_builds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let config = std::fs::read_to_string(root.join(".cargo/config.toml")).unwrap();
    let config: toml::Table = config.parse().unwrap();
    let words = config["alias"]["kata"].as_array().unwrap();
    let place = words
        .iter()
        .position(|word| word.as_str() == Some("--profile"));
    let profile = place.and_then(|place| words[place + 1].as_str()).unwrap();
    assert_ne!(profile, "dev", "what others build in holds its lock");
    assert!(config["profile"].get(profile).is_some());
}

#[test]
fn the_screen_lets_every_answer_of_the_course_pass() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let course = Course::open(root).unwrap();
    let mut refused = Vec::new();
    for kata in course.katas() {
        let mut answers = vec![course.stub(kata), course.reference(kata)];
        answers.extend(course.alternatives(kata).unwrap());
        answers.extend(course.mistakes(kata).unwrap());
        for answer in answers {
            let source = std::fs::read_to_string(&answer).unwrap();
            match screen(&source) {
                Screened::Clean => (),
                found => refused.push(format!("{}: {found:?}", course.shown(&answer))),
            }
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

#[test]
fn every_link_of_the_catalogue_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let course = Course::open(root).unwrap();
    let chapters = course.catalogue().unwrap().chapters.iter();
    let mut files: Vec<String> = chapters.map(|chapter| sections_of(&chapter.slug)).collect();
    files.extend(["KATAS.md".to_owned(), "README.md".to_owned()]);
    let mut links = 0;
    let mut dead = Vec::new();
    for file in &files {
        let text = std::fs::read_to_string(root.join(file)).unwrap();
        let folder = root.join(file).parent().unwrap().to_owned();
        for link in text.split("](").skip(1) {
            let link = link.split(')').next().unwrap();
            if link.starts_with("http") {
                continue;
            }
            links += 1;
            let (path, section) = link.split_once('#').unwrap_or((link, ""));
            let target = match path {
                "" => root.join(file),
                path => folder.join(path),
            };
            let heading = format!("# {section}\n");
            let leads = match std::fs::read_to_string(&target) {
                Ok(text) => section.is_empty() || text.contains(&heading),
                Err(_) => section.is_empty() && target.exists(),
            };
            if !leads {
                dead.push(format!("{file}: {link}"));
            }
        }
    }
    assert!(
        links > 100,
        "{links} links found: the test reads the wrong files"
    );
    assert_eq!(dead, [] as [String; 0], "links that lead nowhere");
}

/// `verify` looks at what it is asked about; this is about the course as a whole.
#[test]
fn wings_and_catalogue_list_the_same_katas() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let found = Course::open(root).unwrap().disagreements().unwrap();
    assert_eq!(found, []);
}
