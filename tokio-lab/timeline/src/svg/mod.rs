//! Timelines as SVG, with the same in words for those who cannot see them.
//!
//! Places along the axis are shares of the picture's width, so that it fits a phone and a sheet of
//! paper while its text keeps its size.

mod axis;
mod rows;
mod text;
mod words;

use std::time::Duration;

use crate::{End, Item, Timeline, short};
use axis::Axis;

/// Shares of the width, in percent: names at the left, time in the middle, a sign at the right.
const SIGNS: f64 = 8.0;
/// A character's share on the narrowest picture, which is 320 pixels wide.
const CHARACTER: f64 = 2.2;
/// Pixels, here and below.
const ROW: usize = 21;
const BAR: usize = 13;
const LONGEST_NAME: usize = 24;

/// What a picture that stands by itself looks like. A page gives its own looks to these classes.
const STYLE: &str = "\
    .timeline{font:13px ui-monospace,monospace}\
    .timeline text{fill:#1f2328}\
    .timeline .tick{fill:#59636e;text-anchor:middle}\
    .timeline .grid{stroke:#d1d9e0}\
    .timeline .bar{fill:#b6e3c4;stroke:#1a7f37}\
    .timeline .failed{fill:#ffcecb;stroke:#cf222e}\
    .timeline .cancelled{fill:#fff1b8;stroke:#9a6700}\
    .timeline .running{fill:#ddf4ff;stroke:#0969da}\
    .timeline .wait{stroke:#59636e;stroke-dasharray:2 3}\
    .timeline .mark{text-anchor:middle;font-weight:bold}\
    .timeline .arrow{text-anchor:end;fill:#cf222e}\
    .timeline .differs{fill:#ffebe9}";

impl Timeline {
    /// The timeline as an SVG document that stands by itself, 640 pixels wide.
    ///
    /// Of a crowd of lanes, or of items on one lane, as many are drawn as a person looks at, and the
    /// picture says how many are left out. What it shows stands in its `desc`, in words.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use tokio_lab_timeline::Timeline;
    /// let second = Duration::from_secs(1);
    /// let svg = Timeline::new().failed("url1", 0 * second, second).to_svg();
    /// assert!(svg.starts_with("<svg xmlns=") && svg.contains("url1: ran from 0s to 1s, failed."));
    /// ```
    #[must_use]
    pub fn to_svg(&self) -> String {
        let sheet = Sheet::new(None, self);
        let attributes = "xmlns=\"http://www.w3.org/2000/svg\" width=\"640\"";
        let style = format!("<style>{STYLE}</style>");
        sheet.svg("what happened", self, |_| true, attributes, &style)
    }
}

/// What should have been and what was, on one axis, as elements for a page.
///
/// The classes `timeline`, `grid`, `tick`, `bar`, `finished`, `failed`, `cancelled`, `running`,
/// `wait`, `mark`, `sign`, `arrow` and `differs` are left to the page's own style.
#[derive(Debug)]
pub struct Pair<'a> {
    sheet: Sheet,
    expected: Option<&'a Timeline>,
    actual: &'a Timeline,
}

impl<'a> Pair<'a> {
    /// What was, beside what should have been where that is known.
    #[must_use]
    pub fn new(expected: Option<&'a Timeline>, actual: &'a Timeline) -> Self {
        Pair {
            sheet: Sheet::new(expected, actual),
            expected,
            actual,
        }
    }

    /// What should have been, under this title.
    #[must_use]
    pub fn expected(&self, title: &str) -> Option<String> {
        let expected = self.expected?;
        Some(self.element(title, expected, |_| true))
    }

    /// What was, under this title. Lanes that are not as expected are marked.
    #[must_use]
    pub fn actual(&self, title: &str) -> String {
        self.element(title, self.actual, |name| {
            is_as_expected(self.expected, self.actual, name)
        })
    }

    fn element(
        &self,
        title: &str,
        timeline: &Timeline,
        as_expected: impl Fn(&str) -> bool,
    ) -> String {
        self.sheet
            .svg(title, timeline, as_expected, "width=\"100%\"", "")
    }
}

/// Whether the lane of this name is as it should be, as far as that is known.
fn is_as_expected(expected: Option<&Timeline>, actual: &Timeline, name: &str) -> bool {
    expected.is_none_or(|expected| rows::only(expected, name).matches(&rows::only(actual, name)))
}

/// What both pictures of a pair share.
#[derive(Debug)]
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
    fn new(expected: Option<&Timeline>, actual: &Timeline) -> Self {
        let both: Vec<&Timeline> = expected.into_iter().chain([actual]).collect();
        let chosen = rows::choose(&both, |name| is_as_expected(expected, actual, name));
        let longest = chosen.names.iter().map(|name| shown(name).chars().count());
        let names = CHARACTER * longest.max().unwrap_or(0).max(4) as f64 + 1.5;
        Sheet {
            axis: Axis::new(&both),
            chosen,
            names,
        }
    }

    fn svg(
        &self,
        title: &str,
        timeline: &Timeline,
        as_expected: impl Fn(&str) -> bool,
        attributes: &str,
        style: &str,
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
        let words = words::words(timeline, &chosen.names, as_expected);
        format!(
            "<svg {attributes} role=\"img\" class=\"timeline\" height=\"{height}\">{style}\
             <title>{title}</title><desc>{}</desc><g aria-hidden=\"true\">{}{lanes}</g></svg>",
            text::markup(&text::line(&words)),
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
        let (from, to) = (item.begin(), item.end());
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
