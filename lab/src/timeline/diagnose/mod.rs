//! The likely cause of a difference, in one sentence, derived from the two timelines.

use super::Timeline;
use super::draw::{names, words};

/// One sentence that tells a learner what went wrong.
pub fn diagnose(expected: &Timeline, actual: &Timeline) -> String {
    let differs = |name: &&str| expected.compared(name) != actual.compared(name);
    let Some(name) = names(expected, actual).into_iter().find(differs) else {
        return "what happened is what was expected".to_owned();
    };
    let told = |timeline: &Timeline| match timeline.items(name) {
        items if items.is_empty() => "nothing".to_owned(),
        items => words(&items),
    };
    format!(
        "`{name}` should show {}; it shows {}",
        told(expected),
        told(actual)
    )
}
