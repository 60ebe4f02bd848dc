//! A class as one page: a heat map, then what several have in common, then a section a submission.
//! Nothing on it comes from
//! elsewhere, nothing on it runs, and a policy in its head makes sure of both.

mod figures;
mod map;
mod names;
mod shared;
mod student;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

pub(super) use student::scrolled;

use super::{text, timeline};
use crate::grade::{GradeVerdict, KataGrade, Report};

pub(in crate::grade) const STYLE: &str = include_str!("style.css");

pub(super) fn view(reports: &[Report]) -> String {
    let shared = names::shared_folder(reports);
    let names: Vec<String> = reports.iter().map(|one| names::name(one, shared)).collect();
    let title = match names.as_slice() {
        [only] => format!("Grade of {only}"),
        _ => format!("Grades of {} submissions", reports.len()),
    };
    let alike = shared::Shared::of(reports);
    let mut page = head(&title, STYLE);
    page += &format!(
        "<a class=\"skip\" href=\"#reports\">To the reports, past the heat map</a>\n<main>\n\
         <div class=\"class\">\n<h1>{title}</h1>\n{}\
         <h2 id=\"map\">Every submission, every kata</h2>\n{}{}",
        facts(reports, shared),
        map::LEGEND,
        map::map(reports, &names, &alike)
    );
    if reports.iter().flat_map(|one| &one.katas).any(pictured) {
        page += &format!("<p class=\"key\">{}</p>\n", text::markup(timeline::KEY));
    }
    page += "</div>\n";
    page += &figures::section(reports, &names);
    page += &alike.section(reports, &names);
    page += "<div id=\"reports\" tabindex=\"-1\">\n";
    for (number, (report, name)) in reports.iter().zip(&names).enumerate() {
        page += &student::section(number, report, name, &alike);
    }
    page + "</div>\n</main>\n</body>\n</html>\n"
}

/// The head of a page up to its body, with what a browser may do with it: show it, in this style.
pub(in crate::grade) fn head(title: &str, style: &str) -> String {
    head_in("en", title, style)
}

/// The same in another language.
pub(super) fn head_in(language: &str, title: &str, style: &str) -> String {
    let hash = STANDARD.encode(Sha256::digest(style));
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src \
         'sha256-{hash}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n"
    )
}

/// What holds for all of them.
fn facts(reports: &[Report], shared: &str) -> String {
    let Some(first) = reports.first() else {
        return String::new();
    };
    let mut facts = vec![format!(
        "{} katas, {} points",
        first.katas.len(),
        first.max_score
    )];
    if let Some(due) = &first.due {
        facts.push(format!("due {}", text::markup(&text::line(due))));
    }
    facts.push(format!("seed {}", first.seed));
    let mut sandboxes: Vec<&String> = reports.iter().map(|report| &report.sandbox).collect();
    sandboxes.sort();
    sandboxes.dedup();
    for sandbox in sandboxes {
        facts.push(format!("sandbox: {}", text::markup(&text::line(sandbox))));
    }
    if !shared.is_empty() {
        let shared = text::markup(&text::line(shared));
        facts.push(format!("submissions in <bdi>{shared}</bdi>"));
    }
    let facts = facts.iter().map(|fact| format!("<li>{fact}</li>"));
    format!("<ul class=\"facts\">{}</ul>\n", facts.collect::<String>())
}

fn pictured(kata: &KataGrade) -> bool {
    kata.tests.iter().any(|test| test.actual.is_some())
}

/// Whether there is more to say about a kata than its verdict. Of one that is right there is only
/// what the compiler warns of, what it printed and who decided so.
fn has_more(kata: &KataGrade) -> bool {
    use GradeVerdict::{Missing, NotGraded, NotWritten, Passed};
    let is_noisy = !kata.warnings.is_empty() || !kata.printed.is_empty();
    let is_said = !kata.diagnostics.trim().is_empty();
    let more = match kata.verdict {
        Missing | NotGraded | NotWritten => false,
        Passed => is_noisy || is_said,
        _ => is_said || (kata.ran() && !kata.tests.is_empty()),
    };
    more || kata.overruled.is_some()
}
