//! The course as a folder: what KATAS.md says, what a person may call a kata.

mod common;

use common::course;
use insta::assert_snapshot;
use kata::course::{Course, CourseError};

#[test]
fn katas_md_is_read_with_its_tables_and_hints() {
    let course = Course::open(&course("read", &["sound"], &[])).unwrap();
    let katas = course.katas().iter();
    let sections: Vec<_> = katas.map(|kata| course.section(kata).unwrap()).collect();
    assert_snapshot!(format!("{:#?}\n{sections:#?}", course.catalogue()));
}

#[test]
fn katas_are_named_by_slug_by_chapter_or_by_its_number() {
    let course = Course::open(&course("read", &["sound"], &[])).unwrap();
    let selected = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
        let katas = course.select(&names)?;
        let slugs: Vec<String> = katas.into_iter().map(|kata| kata.slug).collect();
        Ok::<_, CourseError>(slugs.join(" "))
    };
    assert_eq!(selected(&[]).unwrap(), "double greet");
    assert_eq!(
        selected(&["greet", "double"]).unwrap(),
        "double greet",
        "in the course's order"
    );
    assert_eq!(selected(&["c02_words"]).unwrap(), "greet");
    assert_eq!(
        selected(&["c02", "greet"]).unwrap(),
        "greet",
        "named twice, taken once"
    );
    for double in [
        "c01_numbers/double",
        "DOUBLE",
        "src/c01_numbers/double.rs",
        "./tests/c01_numbers/double.rs",
        r"src\c01_numbers\double.rs",
        "/home/me/course/src/c01_numbers/double.rs",
        "solutions/c01_numbers/double/sum.rs",
        "doub",
    ] {
        assert_eq!(selected(&[double]).unwrap(), "double", "{double}");
    }
    for words in ["C02", "c02_Words", "src/c02_words", "src/c02_words/"] {
        assert_eq!(selected(&[words]).unwrap(), "greet", "{words}");
    }
    assert!(matches!(selected(&[""]), Err(CourseError::NoName)));
    let wrong = selected(&["grete"]).unwrap_err().to_string();
    assert_eq!(
        wrong,
        "`grete` is neither a kata nor a chapter: did you mean `greet`?"
    );
    let wrong = selected(&["something_else"]).unwrap_err().to_string();
    assert_eq!(wrong, "`something_else` is neither a kata nor a chapter");
}

#[test]
fn a_course_is_sound_where_its_wings_agree() {
    let course = Course::open(&course("read", &["sound"], &[])).unwrap();
    assert_eq!(course.disagreements().unwrap(), []);
}

#[test]
fn each_file_that_is_missing_or_not_declared_is_named() {
    let without = [
        "KATAS.md",
        "tests/c01_numbers/double.rs",
        "src/c02_words/greet.rs",
        "solutions/c02_words/greet.rs",
    ];
    let course = Course::open(&course("torn", &["sound", "torn"], &without)).unwrap();
    let found = course.disagreements().unwrap();
    let lines = found
        .iter()
        .map(|found| format!("{}: {}", found.file, found.what));
    assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
}
