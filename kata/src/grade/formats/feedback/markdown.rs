//! Feedback as Markdown: to mail, or to paste where a forge or a learning platform takes it.

use tokio_lab_timeline::{Style, draw_pair_as};

use super::super::markdown::{fence, inline};
use super::super::text;
use super::{Said, account, behaviours, facts, kata, message, name, overruled, shows_behaviours};
use crate::grade::language::fill;
use crate::grade::{KataGrade, Language, Report, TestGrade};

pub(in super::super) fn view(report: &Report, language: &Language) -> String {
    let words = &language.words;
    let title = fill(&words.title, &[("name", &name(report))]);
    let mut page = format!("# {}\n\n", inline(&title));
    page += &list(&facts(report, language));
    for (title, lines) in [
        (&words.account, &account(report, language)),
        (&words.notes, &report.notes),
    ] {
        if !lines.is_empty() {
            page += &format!("\n**{}**\n\n{}", inline(title), list(lines));
        }
    }
    for grade in &report.katas {
        page += &section(grade, report, language);
    }
    page
}

fn section(grade: &KataGrade, report: &Report, language: &Language) -> String {
    let words = &language.words;
    let mut page = format!("\n## {}\n", inline(&kata(grade, report, language)));
    if let Some(overruled) = overruled(grade, language) {
        page += &format!("\n{}\n", inline(&overruled));
    }
    page += &lines(&words.compiler, &grade.diagnostics);
    page += &lines(&words.warnings, &grade.warnings);
    if grade.ran() && shows_behaviours(report) {
        for (test, said) in behaviours(grade, language) {
            page += &behaviour(test, &said, language);
        }
    }
    page + &lines(&words.printed, &grade.printed)
}

fn behaviour(test: &TestGrade, said: &Said<'_>, language: &Language) -> String {
    let words = &language.words;
    let named = |phrase: &str| inline(&fill(phrase, &[("behaviour", &text::behaviour(test))]));
    if test.passed {
        return format!("\n- ✓ {}\n", named(&words.right));
    }
    let mut page = format!("\n### ✗ {}\n", named(&words.wrong));
    match said {
        Said::Cause(translated, cause) => {
            let first = translated.unwrap_or(cause);
            page += &format!("\n{}\n", inline(&fill(&words.cause, &[("cause", first)])));
            if translated.is_some() {
                page += &format!("\n> {}\n", inline(cause));
            }
            page += &match (&test.expected, &test.actual) {
                (Some(expected), Some(actual)) => {
                    let titles = [words.expected.as_str(), words.happened.as_str()];
                    block(&draw_pair_as(titles, expected, actual, Style::default()))
                }
                (None, Some(actual)) => block(&actual.draw(Style::default())),
                (_, None) => lines(&words.message, &message(test)),
            };
        }
        Said::Same => page += &format!("\n{}\n", inline(&words.same_cause)),
        Said::Message => page += &lines(&words.message, &message(test)),
    }
    page
}

fn list(lines: &[String]) -> String {
    lines
        .iter()
        .map(|line| format!("- {}\n", inline(line)))
        .collect()
}

/// Text with lines of its own, below a title; nothing where there is none.
fn lines(title: &str, plain: &str) -> String {
    match plain.trim().is_empty() {
        true => String::new(),
        false => format!("\n{}:\n{}", inline(title), block(plain)),
    }
}

fn block(plain: &str) -> String {
    let plain = text::lines(plain.trim_matches('\n'));
    let fence = fence(&plain);
    format!("\n{fence}text\n{}\n{fence}\n", plain.trim_end())
}
