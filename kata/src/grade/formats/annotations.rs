//! Workflow commands of GitHub's: what is wrong, beside the line that it is about.
//!
//! A command is a line of the log that begins with `::`. Text of a submission stands inside
//! commands of ours only, with everything escaped that could end them.

use super::text;
use crate::grade::{GradeVerdict, KataGrade, Report};

/// GitHub shows no more of a step.
const MOST: usize = 10;
/// Longer messages are cut by GitHub.
const LONGEST: usize = 4000;

pub(super) fn view(report: &Report) -> String {
    let wrong: Vec<&KataGrade> = report
        .katas
        .iter()
        .filter(|kata| {
            let absent = [
                GradeVerdict::Passed,
                GradeVerdict::NotWritten,
                GradeVerdict::Missing,
                GradeVerdict::NotGraded,
            ];
            !absent.contains(&kata.verdict)
        })
        .collect();
    let mut commands = String::new();
    for kata in wrong.iter().take(MOST) {
        let file = format!("src/{}/{}.rs", kata.chapter, kata.slug);
        let told = text::first(&text::told(kata), LONGEST);
        commands += &format!(
            "::error file={},line={},title={}::{}\n",
            property(&file),
            line(&kata.diagnostics, &file),
            property(&format!("{}: {}", kata.slug, kata.verdict)),
            data(&told)
        );
    }
    let more = match wrong.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!(", and {more} more katas are not right"),
    };
    commands
        + &format!(
            "::notice title=Grade::{}\n",
            data(&(account(report) + &more))
        )
}

/// The points, and how they came about.
fn account(report: &Report) -> String {
    match report.account() {
        account if account.is_empty() => report.points(),
        account => text::line(&account.join("; ")),
    }
}

/// The first line of the file that the compiler names, or its top.
fn line(diagnostics: &str, file: &str) -> usize {
    let named = diagnostics.split(file).skip(1).find_map(|after| {
        let digits = after.strip_prefix(':')?;
        let end = digits.find(|c: char| !c.is_ascii_digit());
        digits[..end.unwrap_or(digits.len())].parse().ok()
    });
    named.unwrap_or(1)
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
