//! What there is to say about one submission: its katas, their behaviours, what went wrong.

use super::shared::Shared;
use super::{has_more, map, text, timeline};
use crate::grade::{GradeVerdict, KataGrade, Report, TestGrade};

pub(super) fn section(number: usize, report: &Report, name: &str, shared: &Shared) -> String {
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
    let (telling, silent): (Vec<_>, Vec<_>) = report
        .katas
        .iter()
        .enumerate()
        .partition(|(_, kata)| has_more(kata));
    for (place, kata) in telling {
        html += &match shared.link(number, place) {
            // How many behaviours are right stands there, with which.
            Some(link) => format!(
                "<div class=\"kata\">{} {link}</div>\n",
                heading(kata, &verdict(kata))
            ),
            None => one(&format!("s{number}k{place}"), kata),
        };
    }
    html += &without_more(silent.into_iter().map(|(_, kata)| kata));
    html + "<p class=\"back\"><a href=\"#map\">Back to the heat map</a></p>\n</section>\n"
}

/// Katas of which there is no more to say than how they went, by that.
fn without_more<'k>(katas: impl Iterator<Item = &'k KataGrade>) -> String {
    let mut went: Vec<(String, Vec<String>)> = Vec::new();
    for kata in katas {
        let how = format!("<i class=\"{}\"></i> {}", map::heat(kata), kata.verdict);
        let (score, max_score) = (kata.score, kata.max_score);
        let slug = text::markup(&text::line(&kata.slug));
        let one = format!("{slug} ({score} of {max_score})");
        match went.iter_mut().find(|(other, _)| *other == how) {
            Some((_, all)) => all.push(one),
            None => went.push((how, vec![one])),
        }
    }
    let lines = went.iter();
    lines
        .map(|(how, all)| format!("<p class=\"kata\">{how}: {}</p>\n", all.join(", ")))
        .collect()
}

/// How a kata went, in a heading.
pub(super) fn title(kata: &KataGrade) -> String {
    heading(kata, &outcome(kata))
}

fn heading(kata: &KataGrade, how: &str) -> String {
    format!(
        "<h3><i class=\"{}\"></i> {}: {how}</h3>",
        map::heat(kata),
        text::markup(&text::line(&kata.slug))
    )
}

fn verdict(kata: &KataGrade) -> String {
    format!(
        "{}, {} of {} points",
        kata.verdict, kata.score, kata.max_score
    )
}

/// The verdict on a kata, its points and how many behaviours are right.
pub(super) fn outcome(kata: &KataGrade) -> String {
    let right = kata.tests.iter().filter(|test| test.passed).count();
    let behaviours = match (kata.verdict, kata.tests.len()) {
        (GradeVerdict::Failed | GradeVerdict::Hung | GradeVerdict::Crashed, all) if all > 0 => {
            format!("; {right} of {all} behaviours right")
        }
        _ => String::new(),
    };
    verdict(kata) + &behaviours
}

fn one(id: &str, kata: &KataGrade) -> String {
    let title = title(kata);
    let open = match kata.verdict {
        GradeVerdict::Passed => "",
        _ => " open=\"\"",
    };
    format!(
        "<details class=\"kata\" id=\"{id}\"{open}><summary>{title}</summary>\n{}</details>\n",
        body(kata)
    )
}

/// What there is to say about a kata besides its title.
pub(super) fn body(kata: &KataGrade) -> String {
    let mut html = String::new();
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
    html
}

/// A behaviour, with a picture unless that would be another one of the same cause.
fn behaviour(test: &TestGrade, again: bool) -> String {
    let name = text::markup(&text::behaviour(test));
    if test.passed {
        return format!("<li class=\"ok\">right: {name}</li>\n");
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
