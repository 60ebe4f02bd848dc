//! A timeline as a picture in SVG, with the same picture in words for those who cannot see it.

use std::time::Duration;

use lab::timeline::{End, Item, Style, Timeline, short};

use super::text;

const NAMES: f64 = 130.0;
const WIDTH: f64 = 520.0;
const ROW: f64 = 22.0;
/// Nobody compares more lanes by eye.
const MOST_LANES: usize = 40;

/// What should have been and what was, on one axis.
pub(super) fn pair(expected: &Timeline, actual: &Timeline) -> String {
    let end = [expected, actual]
        .iter()
        .flat_map(|timeline| timeline.lanes.iter().flat_map(|lane| &lane.items))
        .map(last)
        .max()
        .unwrap_or_default()
        .max(Duration::from_nanos(1));
    format!(
        "<div class=\"pair\">{}{}</div>",
        picture("expected", expected, end),
        picture("actual", actual, end)
    )
}

fn last(item: &Item) -> Duration {
    match *item {
        Item::Span { to, .. } | Item::Wait { to, .. } => to,
        Item::Mark { at, .. } => at,
    }
}

fn picture(title: &str, timeline: &Timeline, end: Duration) -> String {
    let lanes = &timeline.lanes[..timeline.lanes.len().min(MOST_LANES)];
    let height = ROW * (lanes.len() as f64 + 1.0) + 6.0;
    let words = text::markup(&timeline.draw(Style::default()));
    let mut svg = format!(
        "<figure><figcaption>{title}</figcaption><svg role=\"img\" viewBox=\"0 0 {:.0} {height:.0}\" \
         width=\"{:.0}\" height=\"{height:.0}\"><title>{title} timeline</title><desc>{words}</desc>",
        NAMES + WIDTH + 30.0,
        NAMES + WIDTH + 30.0,
    );
    for quarter in 0..=4 {
        let at = end * quarter / 4;
        let x = x(at, end);
        svg += &format!(
            "<line class=\"grid\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{ROW:.0}\" y2=\"{height:.0}\"/>\
             <text class=\"tick\" x=\"{x:.1}\" y=\"14\">{}</text>",
            short(at)
        );
    }
    for (row, lane) in lanes.iter().enumerate() {
        let top = ROW * (row as f64 + 1.0);
        let name = text::first(&text::line(&lane.name), 18);
        svg += &format!(
            "<text x=\"4\" y=\"{:.1}\">{}</text>",
            top + 15.0,
            text::markup(&name)
        );
        for item in &lane.items {
            svg += &shape(item, top, end);
        }
    }
    svg + "</svg></figure>"
}

fn x(at: Duration, end: Duration) -> f64 {
    NAMES + WIDTH * at.as_secs_f64() / end.as_secs_f64()
}

fn shape(item: &Item, top: f64, end: Duration) -> String {
    match *item {
        Item::Span {
            from,
            to,
            end: ending,
        } => {
            let (left, right) = (x(from, end), x(to, end));
            // Shape and sign, not colour alone, say how it ended.
            let (class, sign) = match ending {
                End::Finished => ("finished", ""),
                End::Failed => ("failed", "x"),
                End::Cancelled => ("cancelled", "/"),
                End::Panicked => ("failed", "!"),
                End::Running => ("running", ">"),
            };
            format!(
                "<rect class=\"{class}\" x=\"{left:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"13\" \
                 rx=\"2\"/><text class=\"sign\" x=\"{:.1}\" y=\"{:.1}\">{sign}</text>",
                top + 4.0,
                (right - left).max(2.0),
                right + 2.0,
                top + 15.0
            )
        }
        Item::Wait { from, to } => {
            let (left, right, y) = (x(from, end), x(to, end), top + 11.0);
            format!(
                "<line class=\"wait\" x1=\"{left:.1}\" x2=\"{right:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>"
            )
        }
        Item::Mark { at, glyph } => format!(
            "<text class=\"mark\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            x(at, end),
            top + 15.0,
            text::markup(&text::line(&glyph.to_string()))
        ),
    }
}
