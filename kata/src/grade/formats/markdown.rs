//! A summary in Markdown, as GitHub shows it on a job's page: a table, then what is wrong.

use super::text;
use crate::grade::{GradeVerdict, Report};

/// GitHub shows a summary of at most 1 MiB; what is beyond this is left out, with a word.
const LARGEST: usize = 1000 << 10;

pub(super) fn view(report: &Report) -> String {
    let mut page = format!(
        "## {}: {}\n\n| kata | verdict | points |\n| --- | --- | --- |\n",
        inline(&report.submission),
        report.points()
    );
    for kata in &report.katas {
        page += &format!(
            "| {} | {} | {} of {} |\n",
            inline(&kata.slug),
            kata.verdict,
            kata.score,
            kata.max_score
        );
    }
    if let Some(due) = &report.due {
        page += &format!("\nDue: {}\n", inline(due));
    }
    for line in report.account() {
        page += &format!("\n- {}", inline(&line));
    }
    if !report.account().is_empty() {
        page.push('\n');
    }
    for note in &report.notes {
        page += &format!("\nNote: {}\n", inline(note));
    }
    for kata in &report.katas {
        let told = text::told(kata);
        let passed = kata.verdict == GradeVerdict::Passed && kata.overruled.is_none();
        let silent = passed || kata.verdict == GradeVerdict::NotGraded;
        if silent || told.is_empty() {
            continue;
        }
        let fence = fence(&told);
        let section = format!(
            "\n### {}: {}\n\n{fence}text\n{told}\n{fence}\n",
            inline(&kata.slug),
            kata.verdict
        );
        if page.len() + section.len() > LARGEST {
            page += "\nThere is more than fits on this page; the report holds all of it.\n";
            break;
        }
        page += &section;
    }
    page + &format!(
        "\nSeed {}, sandbox: {}\n",
        report.seed,
        inline(&report.sandbox)
    )
}

/// Text on one line in which nothing is markup.
pub(super) fn inline(plain: &str) -> String {
    let mut escaped = String::new();
    for c in text::line(plain).chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            // No mention of people or issues, and no link, comes from a submission.
            '@' => escaped += "&#64;",
            ':' => escaped += "&#58;",
            c if c.is_ascii_punctuation() => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// A fence that nothing in this text closes.
pub(super) fn fence(text: &str) -> String {
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    "`".repeat(3.max(longest + 1))
}
