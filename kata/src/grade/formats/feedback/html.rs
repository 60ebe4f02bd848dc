//! Feedback as a page that needs nothing else: its pictures and its style are in it.

use super::super::html::{STYLE, head_in, scrolled};
use super::super::{text, timeline};
use super::{Said, account, behaviours, facts, kata, message, name, overruled, shows_behaviours};
use crate::grade::language::fill;
use crate::grade::{KataGrade, Language, Report, TestGrade};

pub(in super::super) fn view(report: &Report, language: &Language) -> String {
    let words = &language.words;
    let title = line(&fill(&words.title, &[("name", &name(report))]));
    let mut page = head_in(&line(&language.code), &title, STYLE);
    page += &format!("<main>\n<h1>{title}</h1>\n");
    page += &list("facts", "", &facts(report, language));
    page += &list("notes", &words.account, &account(report, language));
    page += &list("notes", &words.notes, &report.notes);
    let mut tests = report.katas.iter().flat_map(|kata| &kata.tests);
    if shows_behaviours(report) && tests.any(|test| test.actual.is_some()) {
        page += &format!("<p class=\"key\">{}</p>\n", line(&words.key));
    }
    for grade in &report.katas {
        page += &section(grade, report, language);
    }
    page + "</main>\n</body>\n</html>\n"
}

fn section(grade: &KataGrade, report: &Report, language: &Language) -> String {
    let words = &language.words;
    let mut html = format!(
        "<section>\n<h2>{}</h2>\n",
        line(&kata(grade, report, language))
    );
    if let Some(overruled) = overruled(grade, language) {
        html += &format!("<p>{}</p>\n", line(&overruled));
    }
    html += &lines(&words.compiler, &grade.diagnostics);
    html += &lines(&words.warnings, &grade.warnings);
    if grade.ran() && shows_behaviours(report) {
        html += "<ul class=\"behaviours\">\n";
        for (test, said) in behaviours(grade, language) {
            html += &behaviour(test, &said, language);
        }
        html += "</ul>\n";
    }
    html += &lines(&words.printed, &grade.printed);
    html + "</section>\n"
}

fn behaviour(test: &TestGrade, said: &Said<'_>, language: &Language) -> String {
    let words = &language.words;
    let named = |phrase: &str| line(&fill(phrase, &[("behaviour", &text::behaviour(test))]));
    if test.passed {
        let right = named(&words.right);
        return format!("<li><span aria-hidden=\"true\">✓</span> {right}</li>\n");
    }
    let wrong = named(&words.wrong);
    let mut html =
        format!("<li class=\"not\"><h3><span aria-hidden=\"true\">✗</span> {wrong}</h3>\n");
    match said {
        Said::Cause(translated, cause) => {
            let first = translated.unwrap_or(cause);
            html += &format!(
                "<p>{}</p>\n",
                line(&fill(&words.cause, &[("cause", first)]))
            );
            if translated.is_some() {
                html += &format!("<p lang=\"en\">{}</p>\n", line(cause));
            }
            html += &match &test.actual {
                Some(actual) => {
                    let titles = [&words.expected, &words.happened].map(|title| line(title));
                    let titles = [titles[0].as_str(), titles[1].as_str()];
                    timeline::pictures_as(titles, test.expected.as_ref(), actual)
                }
                None => lines(&words.message, &message(test)),
            };
        }
        Said::Same => html += &format!("<p>{}</p>\n", line(&words.same_cause)),
        Said::Message => html += &lines(&words.message, &message(test)),
    }
    html + "</li>\n"
}

fn line(plain: &str) -> String {
    text::markup(&text::line(plain))
}

fn list(class: &str, title: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let items: String = lines
        .iter()
        .map(|one| format!("<li>{}</li>\n", line(one)))
        .collect();
    let title = match title {
        "" => String::new(),
        title => format!("<h2>{}</h2>\n", line(title)),
    };
    format!("{title}<ul class=\"{class}\">\n{items}</ul>\n")
}

/// Text with lines of its own, below a title; nothing where there is none.
fn lines(title: &str, plain: &str) -> String {
    let plain = plain.trim_matches('\n');
    if plain.trim().is_empty() {
        return String::new();
    }
    let title = line(title);
    format!("<h3>{title}</h3>\n{}", scrolled(&title, plain))
}
