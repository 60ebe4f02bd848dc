//! Timelines as pictures in SVG, with the same in words for those who cannot see them.
//!
//! Places along the axis are shares of the picture's width, so that it fits a phone and a sheet of
//! paper while its text keeps its size.

mod axis;
mod rows;
mod words;

use std::time::Duration;

use tokio_lab_timeline::{End, Item, Timeline, short};

use super::text;
use axis::Axis;

/// Shares of the width, in percent: names at the left, time in the middle, a sign at the right.
const SIGNS: f64 = 8.0;
/// A character's share on the narrowest picture, which is 320 pixels wide.
const CHARACTER: f64 = 2.2;
/// Pixels, here and below.
const ROW: usize = 21;
const BAR: usize = 13;
const LONGEST_NAME: usize = 24;

/// How to read the pictures, for whoever sees one first.
pub(super) const KEY: &str = "In a timeline, a bar is work and a dotted line is waiting. A bar \
     ends in ✗ if the work failed, in / if it was cancelled, in ! if it panicked, and in > if it \
     was still running when the picture was taken. Any other sign is something that happened at \
     that instant. ◀ marks what is not as expected.";

/// What should have been and what was, on one axis; or only what was.
pub(super) fn pictures(expected: Option<&Timeline>, actual: &Timeline) -> String {
    let both: Vec<&Timeline> = expected.into_iter().chain([actual]).collect();
    let as_expected = |name: &str| {
        expected
            .is_none_or(|expected| rows::only(expected, name).matches(&rows::only(actual, name)))
    };
    let chosen = rows::choose(&both, as_expected);
    let longest = chosen.names.iter().map(|name| shown(name).chars().count());
    let names = CHARACTER * longest.max().unwrap_or(0).max(4) as f64 + 1.5;
    let sheet = Sheet {
        axis: Axis::new(&both),
        chosen,
        names,
    };
    let expected = expected.map_or(String::new(), |expected| {
        sheet.picture("expected", expected, |_| true)
    });
    format!(
        "<div class=\"pair\">{expected}{}</div>\n",
        sheet.picture("what happened", actual, as_expected)
    )
}

/// What both pictures of a pair share.
struct Sheet {
    axis: Axis,
    chosen: rows::Chosen,
    /// The share of the width that names need.
    names: f64,
}

fn shown(name: &str) -> String {
    text::cut(&text::line(name), LONGEST_NAME)
}

impl Sheet {
    fn picture(
        &self,
        title: &str,
        timeline: &Timeline,
        as_expected: impl Fn(&str) -> bool,
    ) -> String {
        let chosen = &self.chosen;
        let mut lanes = String::new();
        let mut top = ROW;
        for name in &chosen.names {
            let (items, rows) = rows::stack(timeline, name);
            if !as_expected(name) {
                lanes += &format!(
                    "<rect class=\"differs\" width=\"100%\" y=\"{top}\" height=\"{}\"/>\
                     <text class=\"arrow\" x=\"100%\" dx=\"-3\" y=\"{}\">◀</text>",
                    ROW * rows,
                    top + 15
                );
            }
            // A picture within the picture cuts off what does not fit.
            lanes += &format!(
                "<svg width=\"{:.0}%\" height=\"{}\"><text x=\"3\" y=\"{}\">{}</text></svg>",
                self.names,
                top + ROW,
                top + 15,
                text::markup(&shown(name))
            );
            let at = |(row, item): &(usize, Item)| self.shape(item, top + ROW * row);
            let (shapes, signs): (String, String) = items.iter().map(at).unzip();
            lanes += &shapes;
            lanes += &signs;
            top += ROW * rows;
        }
        let bottom = top + 4;
        let height = match chosen.left_out {
            0 => bottom,
            more => {
                lanes += &format!("<text x=\"3\" y=\"{}\">and {more} more</text>", bottom + 14);
                bottom + ROW
            }
        };
        let grid = self.axis.ticks().into_iter().map(|at| {
            let x = self.x(at);
            format!(
                "<line class=\"grid\" x1=\"{x}\" x2=\"{x}\" y1=\"{ROW}\" y2=\"{bottom}\"/>\
                 <text class=\"tick\" x=\"{x}\" y=\"14\">{}</text>",
                short(at)
            )
        });
        format!(
            "<figure><figcaption>{title}</figcaption><svg role=\"img\" class=\"timeline\" \
             width=\"100%\" height=\"{height}\"><title>{title}</title><desc>{}</desc><g aria-hidden=\"true\">{}{lanes}</g></svg>\
             </figure>",
            text::markup(&text::line(&words::words(
                timeline,
                &chosen.names,
                as_expected
            ))),
            grid.collect::<String>()
        )
    }

    /// A place along the axis.
    fn x(&self, at: Duration) -> String {
        format!("{:.2}%", self.names + self.time() * self.axis.share(at))
    }

    /// The share of the width that time gets.
    fn time(&self) -> f64 {
        100.0 - SIGNS - self.names
    }

    /// An item's shape, and the sign that has to stand in front of every shape.
    fn shape(&self, item: &Item, top: usize) -> (String, String) {
        let (from, to) = (rows::begin(item), rows::end(item));
        let (left, right, line) = (self.x(from), self.x(to), top + 15);
        match *item {
            Item::Span { end, .. } => {
                // A sign, not colour alone, says how it ended.
                let (class, sign) = match end {
                    End::Finished => ("finished", ""),
                    End::Failed => ("failed", "✗"),
                    End::Cancelled => ("cancelled", "/"),
                    End::Panicked => ("failed", "!"),
                    End::Running => ("running", ">"),
                };
                // What takes no time is as wide as its edge.
                let bar = format!(
                    "<rect class=\"bar {class}\" x=\"{left}\" y=\"{}\" width=\"{:.2}%\" \
                     height=\"{BAR}\"/>",
                    top + (ROW - BAR) / 2,
                    (self.time() * (self.axis.share(to) - self.axis.share(from))).max(0.9)
                );
                let sign = match sign {
                    "" => String::new(),
                    sign => format!(
                        "<text class=\"sign\" x=\"{right}\" dx=\"3\" y=\"{line}\">{}</text>",
                        text::markup(sign)
                    ),
                };
                (bar, sign)
            }
            Item::Wait { .. } => {
                let y = top + ROW / 2;
                let line = format!(
                    "<line class=\"wait\" x1=\"{left}\" x2=\"{right}\" y1=\"{y}\" y2=\"{y}\"/>"
                );
                (line, String::new())
            }
            Item::Mark { glyph, .. } => {
                let glyph = text::markup(&text::line(&glyph.to_string()));
                let mark = format!("<text class=\"mark\" x=\"{left}\" y=\"{line}\">{glyph}</text>");
                (String::new(), mark)
            }
        }
    }
}
