//! What there is to say about one submission: its katas, their behaviours, what went wrong.

use super::{has_more, map, text, timeline};
use crate::grade::{GradeVerdict, KataGrade, Report, TestGrade};

pub(super) fn section(number: usize, report: &Report, name: &str) -> String {
    let right = report.katas.iter();
    let right = right.filter(|kata| kata.verdict == GradeVerdict::Passed);
    let mut html = format!(
        "<section id=\"s{number}\" aria-labelledby=\"h{number}\">\n\
         <h2 id=\"h{number}\"><bdi>{name}</bdi></h2>\n\
         <p>{}, {} of {} katas right</p>\n",
        report.points(),
        right.count(),
        report.katas.len()
    );
    if let Some(student) = &report.student {
        let known = [&student.id, &student.email, &student.section];
        let known: Vec<String> = known
            .into_iter()
            .filter(|text| !text.is_empty() && *text != name)
            .map(|text| format!("<bdi>{}</bdi>", text::markup(&text::line(text))))
            .collect();
        if !known.is_empty() {
            html += &format!("<p>{}</p>\n", known.join(", "));
        }
    }
    let account = report.account();
    if !account.is_empty() {
        html += "<ul class=\"notes\" aria-label=\"How the points came about\">\n";
        for line in account {
            html += &format!("<li>{}</li>\n", text::markup(&text::line(&line)));
        }
        html += "</ul>\n";
    }
    if !report.notes.is_empty() {
        html += "<ul class=\"notes\" aria-label=\"Notes\">\n";
        for note in &report.notes {
            html += &format!("<li>{}</li>\n", text::markup(&text::line(note)));
        }
        html += "</ul>\n";
    }
    for (place, kata) in report.katas.iter().enumerate() {
        html += &one(&format!("s{number}k{place}"), kata);
    }
    html + "<p class=\"back\"><a href=\"#map\">Back to the heat map</a></p>\n</section>\n"
}

fn one(id: &str, kata: &KataGrade) -> String {
    let (class, sign) = map::heat(kata);
    let right = kata.tests.iter().filter(|test| test.passed).count();
    let behaviours = match (kata.verdict, kata.tests.len()) {
        (GradeVerdict::Failed | GradeVerdict::Hung | GradeVerdict::Crashed, all) if all > 0 => {
            format!("; {right} of {all} behaviours right")
        }
        _ => String::new(),
    };
    let title = format!(
        "<h3><span class=\"{class}\" aria-hidden=\"true\">{sign}</span> {}: {}, {} of {} \
         points{behaviours}</h3>",
        text::markup(&text::line(&kata.slug)),
        kata.verdict,
        kata.score,
        kata.max_score
    );
    if !has_more(kata) {
        return format!("<div class=\"kata\">{title}</div>\n");
    }
    let open = match kata.verdict {
        GradeVerdict::Passed => "",
        _ => " open=\"\"",
    };
    let mut html =
        format!("<details class=\"kata\" id=\"{id}\"{open}><summary>{title}</summary>\n");
    if let Some(overruled) = &kata.overruled {
        let words = text::markup(&text::line(&overruled.words()));
        html += &format!("<p>{words}</p>\n");
    }
    let diagnostics = kata.diagnostics.trim_matches('\n');
    if !diagnostics.trim().is_empty() {
        html += &match kata.verdict {
            GradeVerdict::DoesNotCompile => scrolled("what the compiler says", diagnostics),
            _ => wrapped(diagnostics),
        };
    }
    let warnings = kata.warnings.trim_matches('\n');
    if !warnings.is_empty() {
        html += &scrolled("what the compiler warns of", warnings);
    }
    if kata.ran() && !kata.tests.is_empty() {
        html += "<ul class=\"behaviours\">\n";
        let mut told = Vec::new();
        for test in &kata.tests {
            // One picture is enough for all behaviours that fail for one cause.
            let again = test.cause_name.is_some() && told.contains(&&test.cause_name);
            html += &behaviour(test, again);
            told.push(&test.cause_name);
        }
        html += "</ul>\n";
    }
    if !kata.printed.is_empty() {
        html += &format!(
            "<details class=\"message\"><summary>what the answer printed</summary>\n{}</details>\n",
            scrolled("what the answer printed", &kata.printed)
        );
    }
    html + "</details>\n"
}

/// A behaviour, with a picture unless that would be another one of the same cause.
fn behaviour(test: &TestGrade, again: bool) -> String {
    let name = text::markup(&text::behaviour(test));
    if test.passed {
        return format!("<li><span aria-hidden=\"true\">✓</span> right: {name}</li>\n");
    }
    let mut html = format!(
        "<li class=\"not\"><h4><span aria-hidden=\"true\">✗</span> This should hold, and does not: {name}</h4>\n"
    );
    let message = test.message.trim_matches('\n');
    match &test.actual {
        Some(actual) => {
            if !test.cause.is_empty() {
                html += &format!("<p>Likely cause: {}.</p>\n", prose(&test.cause));
            }
            // What the student sees has the picture all the same.
            if !again {
                html += &timeline::pictures(test.expected.as_ref(), actual);
            }
            html += &format!(
                "<details class=\"message\"><summary>as the student sees it</summary>\n{}\
                 </details>\n",
                scrolled("as the student sees it", message)
            );
        }
        None if !message.is_empty() => {
            html += &wrapped(message);
        }
        None => (),
    }
    html + "</li>\n"
}

/// A sentence, with what it quotes set apart.
fn prose(text: &str) -> String {
    let text = text::markup(text.trim().trim_end_matches('.'));
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        // A quote that nobody closed is none.
        return text;
    }
    let part = |(place, part): (usize, &&str)| match place % 2 {
        0 => (*part).to_owned(),
        _ => format!("<code>{part}</code>"),
    };
    parts.iter().enumerate().map(part).collect()
}

/// Text whose lines may be broken where the screen ends.
fn wrapped(text: &str) -> String {
    format!("<pre>{}</pre>\n", text::markup(text))
}

/// Text whose lines mean nothing once they are broken. It scrolls by keyboard, too.
pub(in super::super) fn scrolled(title: &str, text: &str) -> String {
    format!(
        "<pre class=\"lines\" tabindex=\"0\" role=\"group\" aria-label=\"{title}\">{}</pre>\n",
        text::markup(text)
    )
}
