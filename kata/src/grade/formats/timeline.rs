//! Timelines on pages: what should have been beside what was.

use tokio_lab_timeline::Timeline;
use tokio_lab_timeline::svg::Pair;

/// How to read the pictures, for whoever sees one first.
pub(super) const KEY: &str = "In a timeline, a bar is work and a dotted line is waiting. A bar \
     ends in ✗ if the work failed, in / if it was cancelled, in ! if it panicked, and in > if it \
     was still running when the picture was taken. Any other sign is something that happened at \
     that instant. ◀ marks what is not as expected.";

/// What should have been and what was, on one axis; or only what was.
pub(super) fn pictures(expected: Option<&Timeline>, actual: &Timeline) -> String {
    pictures_as(["expected", "what happened"], expected, actual)
}

/// The same, with other words above the two; they hold no markup.
pub(super) fn pictures_as(
    [wanted, happened]: [&str; 2],
    expected: Option<&Timeline>,
    actual: &Timeline,
) -> String {
    let figure = |title: &str, picture: String| {
        format!("<figure><figcaption>{title}</figcaption>{picture}</figure>")
    };
    let pair = Pair::new(expected, actual);
    let wanted = pair.expected(wanted).map(|picture| figure(wanted, picture));
    let happened = figure(happened, pair.actual(happened));
    format!(
        "<div class=\"pair\">{}{happened}</div>\n",
        wanted.unwrap_or_default()
    )
}
