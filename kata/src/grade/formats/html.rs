//! A class as one page: a heat map, then a section a submission. Nothing on it comes from
//! elsewhere, nothing on it runs, and a policy in its head makes sure of both.

use super::{text, timeline};
use crate::grade::{GradeVerdict, KataGrade, Report, TestGrade};

const STYLE: &str = include_str!("html.css");

pub(super) fn view(reports: &[Report]) -> String {
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>Grades</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#reports\">To the reports</a>\n<main>\n<h1>Grades</h1>\n"
    );
    if let Some(report) = reports.first() {
        let due = report.due.as_ref();
        let due = due.map_or(String::new(), |due| format!(" Due: {}.", text::markup(due)));
        page += &format!(
            "<p>{} submissions. Seed {}, sandbox: {}.{due}</p>\n",
            reports.len(),
            report.seed,
            text::markup(&report.sandbox)
        );
    }
    page += &map(reports);
    page += "<div id=\"reports\">\n";
    for (number, report) in reports.iter().enumerate() {
        page += &section(number, report);
    }
    page + "</div>\n</main>\n</body>\n</html>\n"
}

/// Submissions down, katas across. A sign in each field says what its colour says.
fn map(reports: &[Report]) -> String {
    let Some(first) = reports.first() else {
        return String::new();
    };
    let mut table = "<div class=\"map\" tabindex=\"0\" role=\"region\" aria-label=\"Points of \
                     every submission for every kata\">\n<table>\n<caption>✓ right, ◐ in part, \
                     ✗ wrong, – not there</caption>\n<thead>\n<tr><th scope=\"col\">submission</th>\
                     <th scope=\"col\">points</th>"
        .to_owned();
    for kata in &first.katas {
        table += &format!(
            "<th scope=\"col\"><span>{}</span></th>",
            text::markup(&kata.slug)
        );
    }
    table += "</tr>\n</thead>\n<tbody>\n";
    for (number, report) in reports.iter().enumerate() {
        table += &format!(
            "<tr><th scope=\"row\"><a href=\"#s{number}\">{}</a></th><td>{} of {}</td>",
            text::markup(&text::line(&report.submission)),
            report.score,
            report.max_score
        );
        for kata in &report.katas {
            let (class, sign) = heat(kata);
            table += &format!(
                "<td class=\"{class}\" title=\"{0}: {1}, {2} of {3}\"><span aria-label=\"{1}, {2} of \
                 {3}\">{sign}</span></td>",
                text::markup(&kata.slug),
                kata.verdict,
                kata.score,
                kata.max_score
            );
        }
        table += "</tr>\n";
    }
    table + "</tbody>\n</table>\n</div>\n"
}

fn heat(kata: &KataGrade) -> (&'static str, &'static str) {
    match kata.verdict {
        GradeVerdict::Passed => ("right", "✓"),
        GradeVerdict::Missing | GradeVerdict::NotWritten => ("none", "–"),
        _ if kata.score.0 > 0 => ("part", "◐"),
        _ => ("wrong", "✗"),
    }
}

fn section(number: usize, report: &Report) -> String {
    let mut html = format!(
        "<section id=\"s{number}\" aria-labelledby=\"h{number}\">\n<h2 id=\"h{number}\">{}</h2>\n\
         <p>{} of {} points</p>\n",
        text::markup(&text::line(&report.submission)),
        report.score,
        report.max_score
    );
    if !report.notes.is_empty() {
        html += "<ul>\n";
        for note in &report.notes {
            html += &format!("<li>{}</li>\n", text::markup(&text::line(note)));
        }
        html += "</ul>\n";
    }
    for kata in &report.katas {
        html += &one(kata);
    }
    html + "<nav><a href=\"#\">To the top</a></nav>\n</section>\n"
}

fn one(kata: &KataGrade) -> String {
    let open = match kata.verdict {
        GradeVerdict::Passed | GradeVerdict::Missing | GradeVerdict::NotWritten => "",
        _ => " open",
    };
    let mut html = format!(
        "<details{open}><summary>{}: {}, {} of {} points</summary>\n",
        text::markup(&kata.slug),
        kata.verdict,
        kata.score,
        kata.max_score
    );
    if !kata.diagnostics.is_empty() {
        html += &format!("<pre>{}</pre>\n", text::markup(kata.diagnostics.trim_end()));
    }
    if !kata.tests.is_empty() {
        html += "<ul>\n";
        for test in &kata.tests {
            html += &behaviour(test);
        }
        html += "</ul>\n";
    }
    html + "</details>\n"
}

fn behaviour(test: &TestGrade) -> String {
    let name = text::markup(&text::behaviour(test));
    if test.passed {
        return format!("<li>right: {name}</li>\n");
    }
    let mut html = format!("<li>not so: {name}\n");
    if let (Some(expected), Some(actual)) = (&test.expected, &test.actual) {
        html += &timeline::pair(expected, actual);
    }
    if !test.message.is_empty() {
        html += &format!("<pre>{}</pre>\n", text::markup(test.message.trim_end()));
    }
    html + "</li>\n"
}
