//! A class in figures, for people: what to talk about in the next lesson, and with whom.

use super::text;
use crate::grade::{Common, Hardness, Report, Statistics, statistics};

/// So many rows of a list are shown; the rest is in `statistics.json`.
const MOST: usize = 10;

/// The section; nothing for a single submission.
pub(super) fn section(reports: &[Report], names: &[String]) -> String {
    if reports.len() < 2 {
        return String::new();
    }
    let figures = statistics(reports);
    let named = |submission: &str| {
        let place = reports.iter().position(|one| one.submission == submission);
        match place {
            Some(place) => format!("<a href=\"#s{place}\"><bdi>{}</bdi></a>", names[place]),
            None => plain(submission),
        }
    };
    let mut html = "<div class=\"figures\" role=\"region\" aria-labelledby=\"figures\">\n\
                    <h2 id=\"figures\">The class in figures</h2>\n"
        .to_owned();
    html += &format!(
        "<p>{} of {} submissions graded; of {} points the mean is {}, the median {}.</p>\n",
        figures.graded, figures.submissions, figures.max_score, figures.mean, figures.median
    );
    if !figures.handed_in_nothing.is_empty() {
        let who: Vec<String> = figures
            .handed_in_nothing
            .iter()
            .map(|one| named(one))
            .collect();
        html += &format!("<p>Handed in nothing: {}.</p>\n", who.join(", "));
    }
    html += "<div class=\"lists\">\n";
    html += &distribution(&figures);
    let mut ranked: Vec<&Report> = reports.iter().filter(|one| !one.is_ungraded()).collect();
    ranked.sort_by(|a, b| b.score.cmp(&a.score).then(a.submission.cmp(&b.submission)));
    let help = figures.needs_help.iter().map(|one| {
        vec![
            named(&one.submission),
            format!("{} of {}", one.stuck, one.tried),
            one.score.to_string(),
        ]
    });
    html += &table(
        "Who needs help first",
        &["submission", "tried and not right", "points"],
        help.collect(),
    );
    let hard = |list: &[Hardness]| -> Vec<Vec<String>> {
        let rows = list.iter().take(MOST).map(|one| {
            let name = match &one.behaviour {
                None => plain(&one.kata),
                Some(behaviour) => {
                    format!(
                        "{}: {}",
                        plain(&one.kata),
                        plain(&behaviour.replace('_', " "))
                    )
                }
            };
            let apart = one
                .discrimination
                .map_or("–".to_owned(), |percent| percent.to_string());
            vec![name, format!("{} of {}", one.right, one.tried), apart]
        });
        rows.collect()
    };
    let apart = "upper less lower third, %";
    html += &table(
        "The hardest katas",
        &["kata", "right, of those who tried", apart],
        hard(&figures.katas),
    );
    html += &table(
        "Behaviours that fewest got right",
        &["behaviour", "right, of those who tried", apart],
        hard(&figures.behaviours),
    );
    let common = |list: &[Common]| -> Vec<Vec<String>> {
        let rows = list.iter().take(MOST).map(|one| {
            let what = match &*one.example {
                "" => plain(&one.what),
                example => format!(
                    "{}<br/>such as: {}",
                    plain(&one.what.replace('_', " ")),
                    plain(example)
                ),
            };
            vec![
                plain(&one.kata),
                what,
                format!("{} of {}", one.submissions, figures.graded),
            ]
        });
        rows.collect()
    };
    html += &table(
        "The commonest causes",
        &["kata", "cause", "submissions"],
        common(&figures.causes),
    );
    html += &table(
        "Known mistakes that answers resemble",
        &["kata", "mistake", "submissions"],
        common(&figures.mistakes),
    );
    let ranks = ranked
        .iter()
        .map(|one| vec![named(&one.submission), one.score.to_string()]);
    html += &format!(
        "<details><summary>Everybody by points</summary>\n{}</details>\n",
        table(
            "Everybody by points",
            &["submission", "points"],
            ranks.collect()
        )
    );
    html + "</div>\n</div>\n"
}

fn distribution(figures: &Statistics) -> String {
    let most = figures.tenths.iter().max().copied().unwrap_or(0);
    let rows = figures.tenths.iter().enumerate().map(|(tenth, count)| {
        vec![
            format!("up to {} %", (tenth + 1) * 10),
            format!("<meter min=\"0\" max=\"{most}\" value=\"{count}\">{count}</meter> {count}"),
        ]
    });
    table(
        "How points are distributed",
        &["of the points", "submissions"],
        rows.collect(),
    )
}

/// A table with markup in its cells; nothing where it has no rows.
fn table(title: &str, head: &[&str], rows: Vec<Vec<String>>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let cells = |tag: &str, cells: &mut dyn Iterator<Item = String>| -> String {
        cells
            .map(|cell| format!("<{tag}>{cell}</{}>", &tag[..2]))
            .collect()
    };
    let head = cells(
        "th scope=\"col\"",
        &mut head.iter().map(|name| (*name).to_owned()),
    );
    let rows: String = rows
        .into_iter()
        .map(|row| format!("<tr>{}</tr>\n", cells("td", &mut row.into_iter())))
        .collect();
    format!(
        "<table><caption>{title}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table>\n"
    )
}

fn plain(text: &str) -> String {
    text::markup(&text::line(text))
}
