//! Timelines drawn: one, or an expectation above what happened, on one axis.

mod axis;
mod legend;
mod paint;

use super::{End, Item, Timeline};
use axis::Axis;
pub use legend::legend;
use paint::{Painted, paint};

/// No axis is longer than this: beyond it the eye loses the row.
const AXIS: usize = 72;

/// A drawing of more lanes than this leaves out lanes that are as they should be, if nothing else is
/// said.
const LANES: usize = 24;

/// What stands behind a lane that is not as expected.
const DIFFERS: &str = "  <-";

/// How a picture is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether lanes are coloured, green where they are as expected and red where they are not.
    pub colour: bool,
    /// The width of the whole picture, in columns.
    pub width: usize,
    /// So many lanes are drawn of a crowd: first those that are not as they should be.
    pub lanes: usize,
}

impl Default for Style {
    /// No colour, 80 columns, 24 lanes.
    fn default() -> Self {
        Style {
            colour: false,
            width: 80,
            lanes: LANES,
        }
    }
}

impl Timeline {
    /// Draws the timeline. Where its instants fit the columns, [`Timeline::parse`] reads it back;
    /// where they do not, notes below give them exactly.
    ///
    /// ```
    /// use std::time::Duration;
    /// use tokio_lab_timeline::{Style, Timeline};
    ///
    /// let second = Duration::from_secs(1);
    /// let timeline = Timeline::new()
    ///     .span("a", 0 * second, 1 * second)
    ///     .cancelled("b", 1 * second, 3 * second);
    /// assert_eq!(
    ///     timeline.draw(Style::default()),
    ///     concat!(
    ///         "   0s  1s  2s  3s\n",
    ///         "a  |===|\n",
    ///         "b      |=======/\n",
    ///     )
    /// );
    /// ```
    #[must_use]
    pub fn draw(&self, style: Style) -> String {
        let names: Vec<&str> = self.lanes.iter().map(|lane| lane.name.as_str()).collect();
        let sheet = Sheet::new(&names, &[self], style);
        sheet.draw(self, |_| None, |_| true)
    }

    /// Draws the timeline; of a crowd of lanes first those that have not come to their end.
    #[must_use]
    pub fn draw_some(&self, style: Style) -> String {
        let all: Vec<&str> = self.lanes.iter().map(|lane| lane.name.as_str()).collect();
        let is_open = |name: &str| {
            let running = |item: &Item| {
                matches!(
                    item,
                    Item::Span {
                        end: End::Running,
                        ..
                    }
                )
            };
            let last = self.items(name).last().copied();
            last.is_some_and(|last| running(&last) || matches!(last, Item::Wait { .. }))
        };
        let names = pick(&all, style.lanes, is_open);
        let mut text = self.only(&names).draw(style);
        let left_out: Vec<&&str> = all.iter().filter(|name| !names.contains(name)).collect();
        if !left_out.is_empty() {
            let open = left_out.iter().filter(|name| is_open(name)).count();
            text += &match open {
                0 => format!("({} more lanes)\n", left_out.len()),
                open => format!(
                    "({} more lanes, {open} of them still open)\n",
                    left_out.len()
                ),
            };
        }
        text
    }

    fn only(&self, names: &[&str]) -> Timeline {
        let lanes = self
            .lanes
            .iter()
            .filter(|lane| names.contains(&lane.name.as_str()));
        Timeline {
            lanes: lanes.cloned().collect(),
        }
    }
}

/// Draws what was expected and what happened, on one axis. Its [`legend`] is a text of its own.
///
/// Both pictures show the same lanes: those of the expectation, then those that only happened.
/// A lane that is not as expected has an arrow behind it. Of a crowd of lanes, those that are
/// as expected are left out. Notes give the exact instants of lanes that are not as expected.
#[must_use]
pub fn draw_pair(expected: &Timeline, actual: &Timeline, style: Style) -> String {
    draw_pair_as(["expected", "your code"], expected, actual, style)
}

/// As [`draw_pair`], with other words above the two pictures.
pub fn draw_pair_as(
    headings: [&str; 2],
    expected: &Timeline,
    actual: &Timeline,
    style: Style,
) -> String {
    let differs = |name: &str| expected.compared(name) != actual.compared(name);
    let all = names(expected, actual);
    let names = pick(&all, style.lanes, differs);
    // What is left out has no say in the scale.
    let (shown, happened) = (expected.only(&names), actual.only(&names));
    let sheet = Sheet::new(&names, &[&shown, &happened], style);
    let [above, below] = headings;
    let mut text = format!("{above}\n");
    text += &sheet.draw(&shown, |_| None, differs);
    text += &format!("\n{below}\n");
    text += &sheet.draw(&happened, |name| Some(!differs(name)), differs);
    let left_out = all.len() - names.len();
    if left_out > 0 {
        let rest = all.iter().filter(|name| differs(name)).count()
            - names.iter().filter(|name| differs(name)).count();
        text += &match rest {
            0 => format!("({left_out} more lanes, all as expected)\n"),
            rest if rest == left_out => format!("({left_out} more lanes, none as expected)\n"),
            rest => format!("({left_out} more lanes, {rest} of them not as expected)\n"),
        };
    }
    text
}

/// The names of the lanes: the expectation's, then those that only happened.
pub(super) fn names<'a>(expected: &'a Timeline, actual: &'a Timeline) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for lane in expected.lanes.iter().chain(&actual.lanes) {
        if !names.contains(&lane.name.as_str()) {
            names.push(&lane.name);
        }
    }
    names
}

/// The lanes to draw: all, or of a crowd those that differ, and a few that do not.
fn pick<'a>(all: &[&'a str], lanes: usize, differs: impl Fn(&str) -> bool) -> Vec<&'a str> {
    if all.len() <= lanes {
        return all.to_vec();
    }
    let differing = all
        .iter()
        .filter(|name| differs(name))
        .count()
        .min((lanes * 3).div_ceil(4));
    let (mut wrong, mut right) = (differing, lanes - differing);
    let keep = |name: &&&str| {
        let left = if differs(name) {
            &mut wrong
        } else {
            &mut right
        };
        let keep = *left > 0;
        *left = left.saturating_sub(1);
        keep
    };
    all.iter().filter(keep).copied().collect()
}

/// What pictures on one axis have in common.
struct Sheet<'a> {
    names: &'a [&'a str],
    margin: usize,
    axis: Axis,
    colour: bool,
}

impl<'a> Sheet<'a> {
    fn new(names: &'a [&'a str], timelines: &[&Timeline], style: Style) -> Self {
        let longest = names
            .iter()
            .map(|name| name.chars().count())
            .max()
            .unwrap_or(0);
        let margin = longest + 2;
        let room = style
            .width
            .saturating_sub(margin + DIFFERS.len() + 1)
            .clamp(10, AXIS);
        Sheet {
            names,
            margin,
            axis: Axis::new(timelines, room),
            colour: style.colour,
        }
    }

    /// Draws one timeline; `right` tells of a lane whether it is as expected, if that is known, and
    /// `is_noted` whether its exact instants are to be told where the columns do not show them.
    fn draw(
        &self,
        timeline: &Timeline,
        right: impl Fn(&str) -> Option<bool>,
        is_noted: impl Fn(&str) -> bool,
    ) -> String {
        let lanes: Vec<Painted> = self
            .names
            .iter()
            .map(|name| paint(&timeline.items(name), &timeline.compared(name), &self.axis))
            .collect();
        let rows = lanes.iter().flat_map(|lane| &lane.rows);
        let widest = rows.map(|row| row.chars().count()).max().unwrap_or(0);
        let mut text = format!("{:1$}{2}\n", "", self.margin, self.axis.ruler());
        for (name, lane) in self.names.iter().zip(&lanes) {
            let right = right(name);
            for (i, row) in lane.rows.iter().enumerate() {
                let name = if i == 0 { visible(name) } else { String::new() };
                let mut line = format!("{name:0$}{row}", self.margin);
                if i == 0 && right == Some(false) {
                    line = format!("{line:0$}{DIFFERS}", self.margin + widest);
                }
                text += &self.coloured(line.trim_end(), right);
                text.push('\n');
            }
        }
        for (name, lane) in self.names.iter().zip(&lanes) {
            if let Some(note) = lane.note.as_ref().filter(|_| is_noted(name)) {
                text += &format!("{}: {note}\n", visible(name));
            }
        }
        text
    }

    fn coloured(&self, line: &str, right: Option<bool>) -> String {
        match right {
            Some(true) if self.colour => format!("\x1b[32m{line}\x1b[0m"),
            Some(false) if self.colour => format!("\x1b[31m{line}\x1b[0m"),
            _ => line.to_owned(),
        }
    }
}

fn visible(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_control() { '?' } else { c })
        .collect()
}

#[cfg(test)]
mod tests;
