//! The report on a behaviour that is not right: its picture, its cause, the file to open.

use console::style;
use tokio_lab_timeline::{Style, draw_pair};

use kata::bench::{TestOutcome, TestResult};

use super::width::{columns, refolded, rows};

/// What a report begins with.
pub const HEADLINE: &str = "This should hold, and does not:";
/// What its cause begins with.
const CAUSE: &str = "Likely cause:";
/// So many lines are around a report on a terminal: title, count, what to do next, keys or a prompt.
const AROUND: usize = 9;
/// A picture that has no room leaves out lanes of a crowd, until it has as few as this.
const FEWEST_LANES: usize = 4;

/// A test's report, with the colours and the size that its test process had no terminal for. What is
/// too long for it is in sight from its begin, or else up to its end.
pub fn report(test: &TestResult, file: &str, is_begin: bool) -> String {
    if test.outcome == TestOutcome::Incomplete {
        // What has no report of its own, for it came to no end.
        let headline = format!("{HEADLINE} {}", test.name.replace('_', " "));
        let cause = textwrap::fill(&format!("It {}", test.cause), columns());
        let headline = style(headline).red().bold();
        return format!("{headline}\n\n{cause}\nyour file: {file}\n");
    }
    if test.message == test.cause {
        // No report of the lab's, which has its lines broken.
        return textwrap::fill(&test.cause, columns()) + "\n";
    }
    let width = columns();
    let draw = |style| {
        let picture = match &test.expected {
            Some(expected) => draw_pair(expected, &test.actual, style),
            None => test.actual.draw_some(style),
        };
        picture.trim_end().to_owned()
    };
    let room = rows().map(|rows| rows.saturating_sub(AROUND));
    let drawn = draw(Style::default());
    let message = match drawn.is_empty() {
        true => test.message.clone(),
        false => {
            let beside = lines_of(&test.message).saturating_sub(lines_of(&drawn));
            let room = room.map(|room| room.saturating_sub(beside));
            let style = Style {
                colour: console::colors_enabled(),
                width,
                ..Style::default()
            };
            test.message.replace(&drawn, &within(room, style, draw))
        }
    };
    let message = refolded(&message, width);
    let is_cut = is_begin && room.is_some_and(|room| lines_of(&message) > room);
    let message = match is_cut {
        true => cause_first(&message).unwrap_or(message),
        false => message,
    };
    let mut lines = message
        .trim()
        .lines()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    for line in &mut lines {
        if line.starts_with(HEADLINE) {
            *line = style(&*line).red().bold().to_string();
        } else if let Some(rest) = line.strip_prefix(CAUSE) {
            *line = format!("{}{rest}", style(CAUSE).bold());
        }
    }
    lines.join("\n") + "\n"
}

/// A report with what was seen below what that comes from.
fn cause_first(message: &str) -> Option<String> {
    let (before, cause) = message.trim().split_once(&format!("\n\n{CAUSE}"))?;
    let (headline, seen) = before.split_once("\n\n")?;
    Some(format!("{headline}\n\n{CAUSE}{cause}\n\n{seen}"))
}

/// A picture with as many lanes of a crowd as so many lines have room for.
fn within(room: Option<usize>, style: Style, draw: impl Fn(Style) -> String) -> String {
    let mut lanes = style.lanes;
    loop {
        let drawn = draw(Style { lanes, ..style });
        let fits = room.is_none_or(|room| lines_of(&drawn) <= room);
        if fits || lanes <= FEWEST_LANES {
            return drawn;
        }
        lanes -= 1;
    }
}

fn lines_of(text: &str) -> usize {
    text.trim().lines().count()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio_lab_timeline::Timeline;

    use super::*;

    #[test]
    fn a_crowd_is_drawn_as_far_as_there_is_room() {
        let crowd = (0..12).fold(Timeline::new(), |crowd, job| {
            let begin = Duration::from_secs(job);
            crowd.span(&format!("job {job}"), begin, begin * 2)
        });
        let draw = |style| draw_pair(&Timeline::new(), &crowd, style);
        let lines = |room| lines_of(&within(room, Style::default(), draw));
        let all = lines(None);
        assert_eq!(lines(Some(all)), all);
        assert!((15..=20).contains(&lines(Some(20))));
        assert_eq!(lines(Some(1)), lines(Some(2)), "never fewer than a few");
    }

    #[test]
    fn a_cause_comes_before_a_picture_that_is_too_long() {
        let message = format!(
            "{HEADLINE} a\ntried: b\n\nexpected\n\nyour code\n\n{CAUSE} c.\nyour file: d\n"
        );
        let turned =
            format!("{HEADLINE} a\ntried: b\n\n{CAUSE} c.\nyour file: d\n\nexpected\n\nyour code");
        assert_eq!(cause_first(&message), Some(turned));
        assert_eq!(cause_first("assertion failed"), None);
    }
}
