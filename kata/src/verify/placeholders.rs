//! What has to be written and is not: hints that say nothing, and the words that `new` leaves.

use std::fs;

use super::report::Report;
use crate::course::{CATALOGUE, Course, CourseError, KataId, sections_of};
use crate::learn::TO_WRITE;
use crate::shortfall::Shortfall;

/// Lists what of a kata still has to be written.
pub(super) fn check(
    course: &Course,
    kata: &KataId,
    report: &mut Report,
) -> Result<(), CourseError> {
    let mut found = Vec::new();
    let mut unwritten = |file: String, what: String| found.push(Shortfall { file, what });
    if let Some(entry) = course.entry(kata) {
        let cells = [&entry.builds, &entry.asyncio, &entry.tokio];
        if cells.iter().any(|cell| is_unwritten(cell)) {
            let what = format!("leaves a cell in the row of `{}` to be written", kata.slug);
            unwritten(CATALOGUE.to_owned(), what);
        }
    }
    if let Some(section) = course.section(kata)? {
        let sections = sections_of(&kata.chapter);
        if is_unwritten(&section.task) {
            let what = format!("does not say what to build in `{}`", kata.slug);
            unwritten(sections.clone(), what);
        }
        for hint in section.hints.iter().filter(|hint| is_unwritten(&hint.text)) {
            let what = format!("says nothing in `{}` of `{}`", hint.title, kata.slug);
            unwritten(sections.clone(), what);
        }
    }
    for file in [
        course.stub(kata),
        course.proof(kata),
        course.reference(kata),
    ] {
        let text = fs::read_to_string(&file).unwrap_or_default();
        let lines = text.lines().zip(1..);
        for (_, line) in lines.filter(|(text, _)| text.contains(TO_WRITE)) {
            let what = format!("line {line} still has to be written");
            unwritten(course.shown(&file), what);
        }
    }
    report.check(found);
    Ok(())
}

fn is_unwritten(text: &str) -> bool {
    text.trim().is_empty() || text.contains(TO_WRITE)
}
