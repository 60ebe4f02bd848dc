//! Whether the jobs of a call ran at once, or one had to end before the next one began.

use std::time::Duration;

use lab::timeline::{Item, short};
use lab::{Lab, Picture};

/// What should be where a job did not start with the others.
const AT_ONCE: &str = "all should run at once, so start every one before you await the first";

/// Which of the jobs since then began later than the others, and what ended just then; none if all
/// that began did so at one instant.
pub fn began_late(lab: &Lab, since: Duration) -> Option<String> {
    let happened = lab.timeline();
    let lanes = happened.lanes.iter();
    let spans = lanes.flat_map(|lane| lane.items.iter().map(|item| (lane.name.as_str(), item)));
    let spans: Vec<(&str, &Item)> = spans
        .filter(|(_, item)| matches!(item, Item::Span { .. }) && item.begin() >= since)
        .collect();
    let first = spans.iter().map(|(_, item)| item.begin()).min()?;
    let late = spans.iter().filter(|(_, item)| item.begin() > first);
    let (name, at) = late
        .map(|(name, item)| (*name, item.begin()))
        .min_by_key(|(_, at)| *at)?;
    let mut others = spans.iter().filter(|(_, item)| item.begin() < at);
    let before = others.find(|(_, item)| item.end() == at);
    let after = short(at - since);
    Some(match before {
        Some((before, _)) if *before == name => format!(
            "one of `{name}` began only after {after}, when another one had ended; {AT_ONCE}"
        ),
        Some((before, _)) => {
            format!("`{name}` began only after {after}, when `{before}` had ended; {AT_ONCE}")
        }
        None => format!("`{name}` began only after {after}, when others had; {AT_ONCE}"),
    })
}

/// Expects this picture; where one of these jobs was never started, it says that all should be.
#[track_caller]
pub fn expect_all_begun(lab: &Lab, jobs: &[&str], picture: impl Into<Picture>) {
    let happened = lab.timeline();
    if jobs.iter().any(|job| happened.items(job).is_empty()) {
        lab.expect_because(picture, AT_ONCE);
    } else {
        lab.expect(picture);
    }
}
